// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/task.h"

namespace slipway {

/// Lets only so many in at a time: an SSH server drops unauthenticated connections beyond a few.
/// When one was dropped nevertheless, because others want in as well, it lets fewer in, and those
/// one after the other; each success opens it a little again. On the loop's thread.
class ConnectGate
{
public:
    using Clock = IoLoop::Clock;

    ConnectGate(IoLoop &loop, int places);
    ~ConnectGate();
    Q_DISABLE_COPY_MOVE(ConnectGate)

    /// A place inside, given back when it goes.
    class Place
    {
    public:
        explicit Place(ConnectGate &gate) : m_gate(&gate) { }
        ~Place()
        {
            if (m_gate)
                m_gate->leave();
        }
        Place(Place &&other) noexcept : m_gate(std::exchange(other.m_gate, nullptr)) { }
        Place &operator=(Place &&) = delete;
        Q_DISABLE_COPY(Place)

    private:
        ConnectGate *m_gate;
    };

    Task<Place> enter();

    void refused();
    void welcomed();
    /// When somebody last got in; the clock's epoch before the first.
    Clock::time_point lastWelcome() const { return m_lastWelcome; }

private:
    void leave();
    void wakeAt(Clock::time_point when);

    IoLoop &m_loop;
    const double m_most;
    double m_places;
    int m_taken = 0;
    int m_refusals = 0;                   ///< since the last success
    std::chrono::milliseconds m_space{0}; ///< between two entries
    Clock::time_point m_notBefore;
    Clock::time_point m_lastCut;
    Clock::time_point m_lastWelcome;
    IoLoop::TimerId m_timer = 0;
    Notifier m_changed;
};

} // namespace slipway
