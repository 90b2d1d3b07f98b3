// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/metrichistory.h"

namespace slipway {

class JournalWorker;

/// The history of metrics in the journal's file, through its one writer. Another process' history
/// can be read only: what is recorded then is dropped.
class SqlMetricHistory final : public MetricHistory
{
public:
    /// The worker outlives it.
    explicit SqlMetricHistory(JournalWorker &worker) : m_worker(worker) { }

    void record(const MetricSeries &series, const MetricSample &sample) override;
    QFuture<Result<QList<MetricSample>>> samples(const MetricSeries &series, qint64 from,
                                                 qint64 to) override;
    QFuture<Result<QList<MetricBucket>>> buckets(const MetricSeries &series, qint64 from, qint64 to,
                                                 Grain grain) override;

private:
    JournalWorker &m_worker;
};

} // namespace slipway
