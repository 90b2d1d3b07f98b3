// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/bucketquantile.h"
#include "metrics/latencysketch.h"

#include <QDateTime>
#include <QString>

#include <chrono>
#include <limits>
#include <optional>

namespace slipway {

using std::chrono::milliseconds;

/// One measurement, as it is kept. Which fields it fills depends on the metric's kind:
/// Availability `availability`; Ratio and Rate `numerator`, `denominator`; Quantile `latencies` or
/// `histogram` (or `value` with `low` and `high` where the source itself computed the quantile);
/// Level `value`.
struct MetricSample
{
    /// What is known of the measurement itself.
    enum class Quality {
        Good,
        NoData,     ///< the source answered, and has no such figure
        SourceDown, ///< no answer, a wrong one, or the source says that its target is down
        Offline,    ///< this machine has no network: says nothing of the target
        Discarded,  ///< the clock jumped, or the source was restarted within it
    };
    enum class Availability { None, Up, Down, Maintenance };

    qint64 at = 0;   ///< end of what it speaks of, UTC milliseconds since 1970
    qint64 span = 0; ///< how long, milliseconds; for Availability: until the next is due
    Quality quality = Quality::Good;
    Availability availability = Availability::None;
    double value = std::numeric_limits<double>::quiet_NaN();
    double low = std::numeric_limits<double>::quiet_NaN();  ///< the true value is not below
    double high = std::numeric_limits<double>::quiet_NaN(); ///< … not above; infinity: unbounded
    double numerator = 0;
    double denominator = 0;
    LatencySketch latencies; ///< milliseconds
    /// What a program's own histogram counted in the span: cumulative, seconds, in order of bounds.
    QList<HistogramBucket> histogram;
    qint64 measurements = 1; ///< that it stands for: more than one where history was condensed
    QString reason;          ///< a whole sentence when the quality is not Good, or it is down;
                             ///< of a Good one, what its source warns of
};

} // namespace slipway
