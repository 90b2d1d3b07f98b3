// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtClassHelperMacros>

#include <coroutine>
#include <exception>
#include <optional>
#include <utility>

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

/// A coroutine that belongs to one thread. Starts when awaited or start()ed; destroying it ends it
/// wherever it waits.
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

} // namespace slipway
