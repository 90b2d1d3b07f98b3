// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/ioloop.h"

#include <coroutine>
#include <optional>

namespace slipway {

/// A value that another thread will bring. deliver() may be called from any thread, once.
template<typename T> class Later
{
public:
    explicit Later(IoLoop &loop) : m_mailbox(loop.mailbox()), m_state(std::make_shared<State>()) { }
    ~Later()
    {
        if (m_state)
            m_state->handle = {};
    }
    Q_DISABLE_COPY_MOVE(Later)

    /// What the other thread calls.
    std::function<void(T)> receiver() const
    {
        return [mailbox = m_mailbox, state = m_state](T value) {
            auto shared = std::make_shared<T>(std::move(value));
            mailbox->post([state, shared] {
                state->value.emplace(std::move(*shared));
                if (state->handle)
                    std::exchange(state->handle, {}).resume();
            });
        };
    }

    bool await_ready() const noexcept { return m_state->value.has_value(); }
    void await_suspend(std::coroutine_handle<> handle) { m_state->handle = handle; }
    T await_resume() { return std::move(*m_state->value); }

private:
    struct State
    {
        std::optional<T> value;
        std::coroutine_handle<> handle;
    };

    std::shared_ptr<Mailbox> m_mailbox;
    std::shared_ptr<State> m_state;
};

} // namespace slipway
