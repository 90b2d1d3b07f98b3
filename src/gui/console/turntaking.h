// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMutex>

#include <atomic>
#include <chrono>

namespace slipway {

/// A lock that two sides share unequally: one works all the time and lets go now and then, the
/// other rarely wants it, but then next.
class TurnTaking
{
public:
    /// Waits only for what the worker is doing just now.
    void lockFirst()
    {
        ++m_wanted;
        m_mutex.lock();
        --m_wanted;
        m_wanted.notify_all();
    }
    /// The same, but gives up after a while; false then.
    bool tryLockFirst(std::chrono::milliseconds patience)
    {
        ++m_wanted;
        const bool isLocked = m_mutex.tryLock(int(patience.count()));
        --m_wanted;
        m_wanted.notify_all();
        return isLocked;
    }
    /// Lets everybody else go first.
    void lockAfterOthers()
    {
        for (int others = m_wanted; others > 0; others = m_wanted)
            m_wanted.wait(others);
        m_mutex.lock();
    }
    void unlock() { m_mutex.unlock(); }

private:
    QMutex m_mutex;
    std::atomic<int> m_wanted = 0;
};

} // namespace slipway
