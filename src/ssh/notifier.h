// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtClassHelperMacros>

#include <algorithm>
#include <coroutine>
#include <utility>
#include <vector>

namespace slipway {

/// Wakes every coroutine that waits for it. One thread.
class Notifier
{
public:
    class Waiter
    {
    public:
        explicit Waiter(Notifier &notifier) : m_notifier(notifier) { }
        ~Waiter() { m_notifier.forget(this); }
        Q_DISABLE_COPY_MOVE(Waiter)

        bool await_ready() const noexcept { return false; }
        void await_suspend(std::coroutine_handle<> handle)
        {
            m_handle = handle;
            m_notifier.m_waiting.push_back(this);
        }
        void await_resume() const noexcept { }

    private:
        friend class Notifier;
        Notifier &m_notifier;
        std::coroutine_handle<> m_handle;
    };

    Notifier() = default;
    Q_DISABLE_COPY_MOVE(Notifier)

    Waiter next() { return Waiter(*this); }
    void notify()
    {
        m_isAskedAgain = true;
        if (m_isNotifying)
            return;
        m_isNotifying = true;
        while (std::exchange(m_isAskedAgain, false)) {
            m_resuming.swap(m_waiting);
            for (std::size_t i = 0; i < m_resuming.size(); ++i) {
                if (Waiter *waiter = std::exchange(m_resuming[i], nullptr))
                    waiter->m_handle.resume();
            }
            m_resuming.clear();
        }
        m_isNotifying = false;
    }

private:
    void forget(Waiter *waiter)
    {
        std::ranges::replace(m_waiting, waiter, nullptr);
        std::ranges::replace(m_resuming, waiter, nullptr);
    }

    std::vector<Waiter *> m_waiting;
    std::vector<Waiter *> m_resuming;
    bool m_isNotifying = false;
    bool m_isAskedAgain = false;
};

} // namespace slipway
