// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/metricbucket.h"

#include "base/error.h"

#include <QFuture>

namespace slipway {

/// One metric as it is measured in one environment: what its samples are kept under. Another
/// source, or other settings of it, is another series; another target is not.
struct MetricSeries
{
    QString environment;
    QString metric;
    QString definition; ///< digest of what decides the meaning of the samples
    MetricKind kind = MetricKind::Level;
    friend bool operator==(const MetricSeries &, const MetricSeries &) = default;

    static MetricSeries of(const QString &environment, const MetricSpec &spec);
};

/// What was measured, kept: samples for two days, minutes for 90 days, hours for three years.
/// Calls return at once; futures resolve on the history's thread, so continue with
/// `.then(context, …)`. All that was recorded before is seen by what is read.
class MetricHistory
{
public:
    enum class Grain { Finest, Minutes, Hours };

    MetricHistory() = default;
    virtual ~MetricHistory() = default;
    Q_DISABLE_COPY_MOVE(MetricHistory)

    /// On the disk within seconds. Samples of one time replace each other.
    virtual void record(const MetricSeries &series, const MetricSample &sample) = 0;

    /// In order of time, of from < time <= to, and the one before, which may hold into it. Where
    /// samples are gone, what stands for their minutes or hours.
    virtual QFuture<Result<QList<MetricSample>>> samples(const MetricSeries &series, qint64 from,
                                                         qint64 to)
        = 0;
    /// In order; minutes and hours without anything are left out. Finest: one bucket a sample.
    virtual QFuture<Result<QList<MetricBucket>>> buckets(const MetricSeries &series, qint64 from,
                                                         qint64 to, Grain grain)
        = 0;
};

} // namespace slipway
