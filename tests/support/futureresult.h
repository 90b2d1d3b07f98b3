// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QFuture>
#include <QFutureWatcher>
#include <QTest>
#include <QTimer>

namespace slipway {

/// Runs the event loop until the future has ended, and gives its result; a failure of the test and
/// an empty result where it does not, or was cancelled.
template<typename T> T resultOf(const QFuture<T> &future)
{
    constexpr std::chrono::seconds patience(60);
    // It may end on another thread, and that must wake this one.
    QFutureWatcher<T> watcher;
    watcher.setFuture(future);
    QTimer limit;
    limit.setSingleShot(true);
    limit.start(patience);
    while (!future.isFinished() && limit.isActive())
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    if (future.isFinished() && future.resultCount() > 0)
        return future.result();
    QTest::qFail("the future gave no result", __FILE__, __LINE__);
    return T();
}

} // namespace slipway
