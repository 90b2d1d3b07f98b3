// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/exposition.h"

#include <QList>

#include <optional>

namespace slipway {

/// A bucket of a classic histogram: how many observations are at most `upperBound`.
struct HistogramBucket
{
    double upperBound = 0; ///< `le`
    double count = 0;      ///< cumulative
    friend bool operator==(const HistogramBucket &, const HistogramBucket &) = default;
};

/// A quantile read from buckets: somewhere between `low` and `high`; `value` is the guess by
/// interpolation, as Prometheus makes it.
struct BucketQuantile
{
    double value = 0;
    double low = 0;
    double high = 0; ///< infinity: in the last bucket, `value` is its lower end
};

/// As Prometheus' histogram_quantile: NaN without a +Inf bucket, with fewer than two buckets or
/// without observations; -Inf for q below 0, +Inf for q above 1, NaN for a NaN. Buckets in any
/// order; equal bounds are added, falling counts are lifted.
BucketQuantile bucketQuantile(double q, QList<HistogramBucket> buckets);

/// The share of observations that are at most `limit`, when a bucket ends there exactly; nothing
/// when none does, or there are no observations.
std::optional<double> shareWithin(double limit, QList<HistogramBucket> buckets);

/// The `le` of a bucket; nothing when it is no number.
std::optional<double> bucketBound(const SeriesSample &bucket);

/// A histogram of an exposition: its name without "_bucket", its labels without `le`.
struct Histogram
{
    QByteArray name;
    QList<SeriesLabel> labels;
    QList<HistogramBucket> buckets;
};

/// All histograms, in the order of their first bucket. Buckets whose `le` is no number are left
/// out.
QList<Histogram> histogramsOf(const Exposition &exposition);

} // namespace slipway
