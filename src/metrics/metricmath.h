// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/metricsample.h"
#include "metrics/metricspec.h"

#include <QList>

#include <limits>
#include <optional>

namespace slipway {

/// A metric's samples of some time as one value.
struct WindowValue
{
    double value = std::numeric_limits<double>::quiet_NaN(); ///< NaN: there is none
    double low = std::numeric_limits<double>::quiet_NaN();   ///< where the source gives bounds
    double high = std::numeric_limits<double>::quiet_NaN();
    double numerator = 0;
    double denominator = 0;
    LatencySketch latencies;
    QList<HistogramBucket> histogram; ///< as MetricSample's
    /// Judges in the place of low, value and high: what a bucket that ends at the target tells.
    std::optional<double> decisive;
    qint64 samples = 0;  ///< requests, latencies or measurements behind it
    double coverage = 0; ///< share of the time that is known, maintenance left out; 0 to 1
    /// Availability: these and what is not known are together the whole time.
    milliseconds up{0};
    milliseconds down{0};
    milliseconds maintenance{0};
    milliseconds unknown{0};
};

/// What becomes of a sample that speaks of time before the window, too.
enum class Border {
    Crossed, ///< all of it counts; of a rate, the part that is in the window
    Closed,  ///< it is left out, and its time is not known: see reachesBack()
};

/// Pure. From < time <= to, UTC milliseconds; `samples` in order of time. A sample speaks of the
/// time up to its own (`span`), of availability from its own until the next, twice its span at
/// most. Those that are not Good are time that is not known. What several samples speak of is
/// counted once.
WindowValue valueOver(const MetricSpec &spec, const QList<MetricSample> &samples, qint64 from,
                      qint64 to, Border border = Border::Crossed);

/// Whether it speaks of time before `from`, in which other things may have been so. Probes and
/// levels are of a moment. A Prometheus looks back a time that does not end with any window: there
/// an interval more than the window is taken for the window.
bool reachesBack(const MetricSpec &spec, const MetricSample &sample, qint64 from);

/// Whether it speaks, too, of what was known up to `reached`; measurements are never exactly on
/// time.
bool isOverlapping(const MetricSample &sample, qint64 reached);

/// The metric's quantile of a histogram, in the metric's unit.
BucketQuantile quantileOf(const MetricSpec &spec, const QList<HistogramBucket> &histogram);

bool meets(const MetricTarget &target, double value);

/// Bounds of a share from `hits` of `count`, by Wilson's score interval. Without any: 0 and 1.
struct ShareBounds
{
    double low = 0;
    double high = 1;
};
/// 95 %: the share lies above `high`, or below `low`, with a chance of 2.5 % each.
ShareBounds wilsonBounds(double hits, double count);

/// Whether a share misses its target for certain, of however few it is: 9 of 10 failed.
bool isShareMissed(const MetricSpec &spec, const WindowValue &window);

} // namespace slipway
