// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/bucketquantile.h"

#include "base/error.h"

#include <QByteArray>

namespace slipway {

/// What a histogram counted in some time, and in the time before or after, together: cumulative
/// counts, in order of their bounds. Where the bounds differ, those remain that both have: a
/// coarser histogram of all is right, a finer one of some would not be.
QList<HistogramBucket> mergedCounts(const QList<HistogramBucket> &one,
                                    const QList<HistogramBucket> &other);

/// How many were at most `limit`: at least and at most so many, the same where a bucket ends there.
struct CountWithin
{
    double least = 0;
    double most = 0;
};
CountWithin countWithin(double limit, const QList<HistogramBucket> &buckets);

/// Of all buckets; 0 without any.
double totalCount(const QList<HistogramBucket> &buckets);

/// Whether toBytes() made them, and not a LatencySketch.
bool areBuckets(const QByteArray &bytes);
/// For the store: versioned. No buckets are no bytes.
QByteArray toBytes(const QList<HistogramBucket> &buckets);
/// Fails on bytes that are no buckets.
Result<QList<HistogramBucket>> bucketsFromBytes(const QByteArray &bytes);

} // namespace slipway
