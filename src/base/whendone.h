// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFutureWatcher>

#include <utility>

namespace slipway {

/// Calls `done` with the future's result on the context's thread, by its event loop: never from
/// inside this call, though the future may have ended. Not for one that was cancelled, and not once
/// the context has gone.
template<typename T, typename Done>
void whenDone(const QFuture<T> &future, QObject *context, Done done)
{
    auto *watcher = new QFutureWatcher<T>(context);
    QObject::connect(watcher, &QFutureWatcherBase::finished, context,
                     [watcher, done = std::move(done)] {
                         watcher->deleteLater();
                         const QFuture<T> ended = watcher->future();
                         if (ended.resultCount() > 0)
                             done(ended.result());
                     });
    watcher->setFuture(future);
}

} // namespace slipway
