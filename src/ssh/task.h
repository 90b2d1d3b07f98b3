// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/ioloop.h"

#include <algorithm>
#include <coroutine>
#include <exception>
#include <optional>
#include <vector>

namespace slipway {

namespace detail {

struct PromiseBase
{
    struct FinalAwaiter
    {
        bool await_ready() const noexcept { return false; }
        template<typename Promise>
        std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> self) const noexcept
        {
            const std::coroutine_handle<> next = self.promise().continuation;
            return next ? next : std::noop_coroutine();
        }
        void await_resume() const noexcept { }
    };

    std::suspend_always initial_suspend() const noexcept { return {}; }
    FinalAwaiter final_suspend() const noexcept { return {}; }
    [[noreturn]] void unhandled_exception() const noexcept { std::terminate(); }

    std::coroutine_handle<> continuation;
};

template<typename T> struct Promise : PromiseBase
{
    std::coroutine_handle<Promise> get_return_object()
    {
        return std::coroutine_handle<Promise>::from_promise(*this);
    }
    template<typename U> void return_value(U &&result) { value.emplace(std::forward<U>(result)); }
    T take() { return std::move(*value); }

    std::optional<T> value;
};

template<> struct Promise<void> : PromiseBase
{
    std::coroutine_handle<Promise> get_return_object()
    {
        return std::coroutine_handle<Promise>::from_promise(*this);
    }
    void return_void() const { }
    void take() const { }
};

} // namespace detail

/// A coroutine that belongs to one IoLoop. Starts when awaited or start()ed; destroying it ends
/// it wherever it waits.
template<typename T> class [[nodiscard]] Task
{
public:
    using promise_type = detail::Promise<T>;
    using Handle = std::coroutine_handle<promise_type>;

    Task() = default;
    // Implicit, as the language makes the task from what get_return_object() gives.
    Task(Handle handle) : m_handle(handle) { }
    ~Task() { destroy(); }
    Task(Task &&other) noexcept : m_handle(std::exchange(other.m_handle, {})) { }
    Task &operator=(Task &&other) noexcept
    {
        if (this != &other) {
            destroy();
            m_handle = std::exchange(other.m_handle, {});
        }
        return *this;
    }
    Q_DISABLE_COPY(Task)

    void start() { m_handle.resume(); }

    bool await_ready() const noexcept { return false; }
    std::coroutine_handle<> await_suspend(std::coroutine_handle<> continuation) noexcept
    {
        m_handle.promise().continuation = continuation;
        return m_handle;
    }
    T await_resume() { return m_handle.promise().take(); }

private:
    void destroy()
    {
        if (m_handle)
            m_handle.destroy();
    }

    Handle m_handle;
};

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
