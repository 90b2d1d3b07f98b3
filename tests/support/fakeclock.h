// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"

#include <QTimeZone>

#include <map>

namespace slipway {

/// Time that passes only when a test says so.
class FakeClock final : public Clock
{
public:
    QDateTime now() const override { return m_start.addDuration(m_passed + m_jumped); }
    milliseconds monotonic() const override { return m_passed; }

    TimerHandle callAfter(milliseconds delay, std::function<void()> callback) override
    {
        const TimerHandle handle = ++m_lastHandle;
        const milliseconds due = m_passed + std::max(delay, milliseconds(0));
        m_timers.emplace(std::pair(due, handle), std::move(callback));
        return handle;
    }

    void cancel(TimerHandle handle) override
    {
        std::erase_if(m_timers,
                      [handle](const auto &timer) { return timer.first.second == handle; });
    }

    /// Lets time pass, calling what becomes due on the way, in order.
    void advance(milliseconds duration)
    {
        const milliseconds end = m_passed + duration;
        while (!m_timers.empty() && m_timers.begin()->first.first <= end) {
            auto timer = m_timers.extract(m_timers.begin());
            m_passed = std::max(m_passed, timer.key().first);
            timer.mapped()();
        }
        m_passed = end;
    }

    /// The wall clock is set; the monotonic one goes on as before.
    void jump(milliseconds distance) { m_jumped += distance; }

    qsizetype timerCount() const { return qsizetype(m_timers.size()); }

private:
    QDateTime m_start = QDateTime(QDate(2026, 1, 5), QTime(9, 0), QTimeZone::UTC);
    milliseconds m_passed{0};
    milliseconds m_jumped{0};
    TimerHandle m_lastHandle = 0;
    std::map<std::pair<milliseconds, TimerHandle>, std::function<void()>> m_timers;
};

} // namespace slipway
