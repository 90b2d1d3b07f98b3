// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/ioloop.h"

#include <coroutine>

namespace slipway {

/// `co_await Pause(loop, 100ms)`.
class Pause
{
public:
    Pause(IoLoop &loop, std::chrono::milliseconds delay) : m_loop(loop), m_delay(delay) { }
    ~Pause() { m_loop.cancelTimer(m_timer); }
    Q_DISABLE_COPY_MOVE(Pause)

    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> handle)
    {
        m_timer = m_loop.callAfter(m_delay, [handle] { handle.resume(); });
    }
    void await_resume() const noexcept { }

private:
    IoLoop &m_loop;
    std::chrono::milliseconds m_delay;
    IoLoop::TimerId m_timer = 0;
};

} // namespace slipway
