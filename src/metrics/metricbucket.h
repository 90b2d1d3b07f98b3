// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/metricsample.h"
#include "metrics/metricspec.h"

#include <QList>

namespace slipway {

/// The samples that ended in one minute or hour, merged: times, counts and sketches are added,
/// percentiles never averaged. Merging all buckets of a time gives what its samples give.
struct MetricBucket
{
    qint64 at = 0;         ///< begin, UTC milliseconds
    qint64 span = 0;       ///< milliseconds
    milliseconds known{0}; ///< that Good samples speak of; not of availability
    /// Availability: with what is not known they are the whole span.
    milliseconds up{0};
    milliseconds down{0};
    milliseconds maintenance{0};
    double numerator = 0;
    double denominator = 0;
    qint64 measurements = 0;
    /// Of the figures that sources computed themselves; NaN without any.
    double low = std::numeric_limits<double>::quiet_NaN();
    double high = std::numeric_limits<double>::quiet_NaN();
    double last = std::numeric_limits<double>::quiet_NaN();
    LatencySketch latencies;
    QList<HistogramBucket> histogram; ///< as MetricSample's

    bool isEmpty() const { return measurements == 0; }
};

/// Pure. Of the samples, in order of time, those that end in from < time <= from + span; of
/// availability the time between, which takes the sample before and the one after.
MetricBucket bucketOf(MetricKind kind, const QList<MetricSample> &samples, qint64 from,
                      qint64 span);

/// The buckets that are not empty, of from <= time < to; `samples` in order, with the one before
/// and the one after.
QList<MetricBucket> bucketsOf(MetricKind kind, const QList<MetricSample> &samples, qint64 from,
                              qint64 to, qint64 span);

/// `next` begins where `into` ends, or later; `into` then ends where `next` does.
void merge(MetricBucket &into, const MetricBucket &next);

/// In the metric's unit, percent for shares; NaN when there is none.
double valueOf(const MetricSpec &spec, const MetricBucket &bucket);

/// Samples that stand for the bucket where it is counted into a window.
QList<MetricSample> samplesOf(MetricKind kind, const MetricBucket &bucket);

} // namespace slipway
