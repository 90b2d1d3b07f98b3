// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "metrics/metricsample.h"

#include <QFuture>
#include <QList>

#include <limits>

namespace slipway {

/// One step of time of a metric's history, whatever it was read from.
struct HistoryPoint
{
    qint64 at = 0;                                           ///< its beginning, UTC milliseconds
    qint64 span = 0;                                         ///< milliseconds
    double value = std::numeric_limits<double>::quiet_NaN(); ///< NaN: not known
    double lowest = std::numeric_limits<double>::quiet_NaN();
    double highest = std::numeric_limits<double>::quiet_NaN();
};

/// Where samples are kept: as measured for 48 h, by minutes for 90 days, by hours for 3 years.
/// Calls return at once; futures resolve on the store's thread.
class MetricHistory
{
public:
    MetricHistory() = default;
    virtual ~MetricHistory() = default;
    Q_DISABLE_COPY_MOVE(MetricHistory)

    /// Resolves once the sample is on the disk. One that was there already (same metric, same
    /// time) is replaced.
    virtual QFuture<Result<void>> append(const QString &environment, const QString &metric,
                                         const MetricSample &sample)
        = 0;
    /// As measured where it is still kept so, else what minutes or hours say. From <= at < to.
    virtual QFuture<Result<QList<MetricSample>>>
    samples(const QString &environment, const QString &metric, qint64 from, qint64 to) = 0;
    /// At most `points` steps, each with the lowest and the highest value in it.
    virtual QFuture<Result<QList<HistoryPoint>>>
    points(const QString &environment, const QString &metric, qint64 from, qint64 to, int points)
        = 0;
};

} // namespace slipway
