// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/task.h"

#include <QObject>
#include <QPromise>

#include <deque>
#include <memory>
#include <optional>

namespace slipway {

/// Carries tasks out one after the other, on a thread with an event loop. When it goes, tasks end
/// where they are and their futures are cancelled.
class TaskQueue
{
public:
    TaskQueue() = default;
    Q_DISABLE_COPY_MOVE(TaskQueue)

    /// Starts when those before have ended, at the earliest when the event loop runs.
    template<typename T> QFuture<T> add(Task<T> task)
    {
        auto entry = std::make_unique<EntryOf<T>>();
        entry->promise.start();
        const QFuture<T> future = entry->promise.future();
        entry->running = run(std::move(task), entry.get(), this);
        m_entries.push_back(std::move(entry));
        if (m_entries.size() == 1)
            later(&TaskQueue::startFirst);
        return future;
    }

private:
    struct Entry
    {
        Entry() = default;
        virtual ~Entry() = default;
        Q_DISABLE_COPY_MOVE(Entry)
        virtual void deliver() = 0;
        Task<void> running;
    };
    template<typename T> struct EntryOf final : Entry
    {
        void deliver() override
        {
            promise.addResult(std::move(*result));
            promise.finish();
        }
        QPromise<T> promise;
        std::optional<T> result;
    };

    template<typename T> static Task<void> run(Task<T> task, EntryOf<T> *entry, TaskQueue *queue)
    {
        entry->result.emplace(co_await task);
        // Whoever gets the result may destroy the queue, and with it this coroutine.
        queue->later(&TaskQueue::endFirst);
    }

    void later(void (TaskQueue::*what)())
    {
        QMetaObject::invokeMethod(
            &m_context, [this, what] { (this->*what)(); }, Qt::QueuedConnection);
    }
    void startFirst() { m_entries.front()->running.start(); }
    void endFirst()
    {
        const std::unique_ptr<Entry> ended = std::move(m_entries.front());
        m_entries.pop_front();
        if (!m_entries.empty())
            later(&TaskQueue::startFirst);
        ended->deliver();
    }

    std::deque<std::unique_ptr<Entry>> m_entries;
    QObject m_context; ///< last, so that it is the first to go
};

} // namespace slipway
