// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFuture>
#include <QObject>

#include <coroutine>
#include <memory>

namespace slipway {

/// `co_await AwaitFuture(future)` in a Task on a thread with an event loop: the future's result.
/// A future that is cancelled never wakes its task; destroying the task is what ends it then.
template<typename T> class AwaitFuture
{
public:
    explicit AwaitFuture(QFuture<T> future) : m_future(std::move(future)) { }
    ~AwaitFuture()
    {
        if (!m_state)
            return;
        m_state->handle = {};
        // What it called may be what destroys it.
        m_state->context.release()->deleteLater();
    }
    Q_DISABLE_COPY_MOVE(AwaitFuture)

    bool await_ready() const { return m_future.isFinished(); }
    void await_suspend(std::coroutine_handle<> handle)
    {
        m_state = std::make_shared<State>();
        m_state->handle = handle;
        // By the event loop: a future that has ended meanwhile would resume the task from in here.
        m_future.then(m_state->context.get(), [state = m_state](const T &) {
            const auto resume = [state] {
                if (state->handle)
                    std::exchange(state->handle, {}).resume();
            };
            QMetaObject::invokeMethod(state->context.get(), resume, Qt::QueuedConnection);
        });
    }
    T await_resume() const { return m_future.result(); }

private:
    struct State
    {
        std::coroutine_handle<> handle;
        std::unique_ptr<QObject> context = std::make_unique<QObject>();
    };

    QFuture<T> m_future;
    std::shared_ptr<State> m_state;
};

} // namespace slipway
