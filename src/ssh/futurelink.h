// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/joblink.h"

#include "base/error.h"

#include <QCoreApplication>
#include <QFutureWatcher>
#include <QPromise>

namespace slipway {

/// What a job has to say, as a future. Cancelling the future cancels the job.
template<typename T>
class FutureLink final : public JobControl, public std::enable_shared_from_this<FutureLink<T>>
{
public:
    using JobControl::JobControl;

    /// Caller's thread, once.
    QFuture<Result<T>> begin(QObject *owner)
    {
        m_promise.start();
        auto *watcher = new QFutureWatcher<Result<T>>(owner);
        QObject::connect(watcher, &QFutureWatcherBase::canceled, watcher,
                         [weak = this->weak_from_this()] {
                             if (const auto self = weak.lock())
                                 self->cancel();
                         });
        QObject::connect(watcher, &QFutureWatcherBase::finished, watcher, &QObject::deleteLater);
        watcher->setFuture(m_promise.future());
        return m_promise.future();
    }

    void reportProgress(qint64 done)
    {
        const std::lock_guard lock(m_mutex);
        if (!m_isFinished)
            m_promise.setProgressValue(int(std::min<qint64>(done, INT_MAX)));
    }
    void reportResult(Result<T> result)
    {
        const std::lock_guard lock(m_mutex);
        if (std::exchange(m_isFinished, true))
            return;
        m_promise.addResult(std::move(result));
        m_promise.finish();
    }

    void deliver() override { }
    void abandon() override
    {
        reportResult(failure(
            ErrorCode::Cancelled,
            QCoreApplication::translate("slipway::SshFiles", "The connections were closed.")));
    }

private:
    std::mutex m_mutex;
    bool m_isFinished = false;
    QPromise<Result<T>> m_promise;
};

} // namespace slipway
