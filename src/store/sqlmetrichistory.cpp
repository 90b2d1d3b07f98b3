// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sqlmetrichistory.h"

#include "store/journalworker.h"

#include <QCoreApplication>

namespace slipway {

namespace {

/// Nobody waits for an answer any more.
std::unexpected<Error> closing()
{
    return failure(ErrorCode::Cancelled,
                   QCoreApplication::translate("Journal", "The journal is being closed."));
}

} // namespace

void SqlMetricHistory::record(const MetricSeries &series, const MetricSample &sample)
{
    m_worker.post(JournalWorker::Task{[series, sample](JournalWorker &worker) {
        if (worker.mayWrite())
            worker.metrics().add(series, sample);
    }});
}

QFuture<Result<QList<MetricSample>>> SqlMetricHistory::samples(const MetricSeries &series,
                                                               qint64 from, qint64 to)
{
    return m_worker.ask<QList<MetricSample>>(
        [series, from, to](JournalWorker &worker) -> Result<QList<MetricSample>> {
            if (worker.isClosing())
                return closing();
            worker.flushMetrics();
            return worker.metrics().samples(series, from, to);
        });
}

QFuture<Result<QList<MetricBucket>>> SqlMetricHistory::buckets(const MetricSeries &series,
                                                               qint64 from, qint64 to, Grain grain)
{
    return m_worker.ask<QList<MetricBucket>>(
        [series, from, to, grain](JournalWorker &worker) -> Result<QList<MetricBucket>> {
            if (worker.isClosing())
                return closing();
            worker.flushMetrics();
            return worker.metrics().buckets(series, from, to, grain);
        });
}

} // namespace slipway
