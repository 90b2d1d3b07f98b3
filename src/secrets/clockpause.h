// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"

#include <coroutine>

namespace slipway {

/// `co_await ClockPause(clock, 20ms)`.
class ClockPause
{
public:
    ClockPause(Clock &clock, milliseconds delay) : m_clock(clock), m_delay(delay) { }
    ~ClockPause()
    {
        if (m_timer != 0)
            m_clock.cancel(m_timer);
    }
    Q_DISABLE_COPY_MOVE(ClockPause)

    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> handle)
    {
        m_timer = m_clock.callAfter(m_delay, [handle] { handle.resume(); });
    }
    void await_resume() const noexcept { }

private:
    Clock &m_clock;
    milliseconds m_delay;
    Clock::TimerHandle m_timer = 0;
};

} // namespace slipway
