// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtClassHelperMacros>

#include <algorithm>
#include <coroutine>
#include <memory>
#include <utility>
#include <vector>

namespace slipway {

/// Wakes every coroutine that waits for it. One thread. May be destroyed by one it wakes.
class Notifier
{
public:
    class Waiter;

private:
    struct State
    {
        std::vector<Waiter *> waiting;
        std::vector<Waiter *> resuming;
        bool isNotifying = false;
        bool isAskedAgain = false;
    };

public:
    class Waiter
    {
    public:
        explicit Waiter(std::shared_ptr<State> state) : m_state(std::move(state)) { }
        ~Waiter()
        {
            std::ranges::replace(m_state->waiting, this, nullptr);
            std::ranges::replace(m_state->resuming, this, nullptr);
        }
        Q_DISABLE_COPY_MOVE(Waiter)

        bool await_ready() const noexcept { return false; }
        void await_suspend(std::coroutine_handle<> handle)
        {
            m_handle = handle;
            m_state->waiting.push_back(this);
        }
        void await_resume() const noexcept { }

    private:
        friend class Notifier;
        std::shared_ptr<State> m_state;
        std::coroutine_handle<> m_handle;
    };

    Notifier() = default;
    Q_DISABLE_COPY_MOVE(Notifier)

    Waiter next() { return Waiter(m_state); }
    void notify()
    {
        const std::shared_ptr<State> state = m_state;
        state->isAskedAgain = true;
        if (state->isNotifying)
            return;
        state->isNotifying = true;
        while (std::exchange(state->isAskedAgain, false)) {
            state->resuming.swap(state->waiting);
            for (std::size_t i = 0; i < state->resuming.size(); ++i) {
                if (Waiter *waiter = std::exchange(state->resuming[i], nullptr))
                    waiter->m_handle.resume();
            }
            state->resuming.clear();
        }
        state->isNotifying = false;
    }

private:
    std::shared_ptr<State> m_state = std::make_shared<State>();
};

} // namespace slipway
