// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFuture>
#include <QObject>
#include <QPromise>

#include <functional>
#include <utility>

namespace slipway {

/// Work for a thread of the pool that waits for somebody to take its result.
template<typename Work> class [[nodiscard]] WorkerCall
{
public:
    explicit WorkerCall(Work work) : m_work(std::move(work)) { }

    /// Starts the work; `done` gets its result on the context's thread, never from inside this call
    /// (as QtConcurrent::run().then() may), and not at all once the context has gone.
    template<typename Done> void then(QObject *context, Done done) &&
    {
        QPromise<void> begin;
        begin.start();
        begin.future()
            .then(QtFuture::Launch::Async, std::move(m_work))
            .then(context, std::move(done));
        begin.finish();
    }

private:
    Work m_work;
};

/// `onWorker(function, arguments…).then(this, …)`: the arguments are copied.
template<typename Function, typename... Arguments>
auto onWorker(Function function, Arguments... arguments)
{
    return WorkerCall([function = std::move(function), ... given = std::move(arguments)] {
        return std::invoke(function, given...);
    });
}

} // namespace slipway
