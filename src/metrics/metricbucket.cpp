// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/metricbucket.h"

#include "metrics/bucketcounts.h"
#include "metrics/metricmath.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace slipway {

namespace {

using Quality = MetricSample::Quality;
using Availability = MetricSample::Availability;

/// The lower of two, either of which may be missing.
double lower(double one, double other)
{
    return std::isnan(one) ? other : std::isnan(other) ? one : std::min(one, other);
}

double higher(double one, double other)
{
    return std::isnan(one) ? other : std::isnan(other) ? one : std::max(one, other);
}

/// The share of what a sample speaks of that the one before, up to `reached`, did not: sources that
/// look back farther than to the measurement before tell everything several times.
double newPart(const MetricSample &sample, qint64 reached)
{
    if (!isOverlapping(sample, reached) || sample.span <= 0)
        return 1;
    return std::clamp(double(sample.at - reached) / double(sample.span), 0.0, 1.0);
}

void addAvailability(MetricBucket &bucket, const QList<MetricSample> &samples)
{
    MetricSpec spec;
    spec.kind = MetricKind::Availability;
    const WindowValue window = valueOver(spec, samples, bucket.at, bucket.at + bucket.span);
    bucket.up = window.up;
    bucket.down = window.down;
    bucket.maintenance = window.maintenance;
    bucket.measurements = window.samples;
}

/// A sample that holds for exactly `time`, as long as no other follows.
MetricSample standIn(Availability availability, qint64 at, milliseconds time)
{
    MetricSample sample;
    sample.at = at;
    sample.span = (time.count() + 1) / 2;
    sample.availability = availability;
    sample.measurements = 0;
    return sample;
}

QList<MetricSample> availabilityOf(const MetricBucket &bucket)
{
    QList<MetricSample> samples;
    qint64 at = bucket.at;
    for (const auto &[availability, time] :
         {std::pair(Availability::Up, bucket.up), std::pair(Availability::Down, bucket.down),
          std::pair(Availability::Maintenance, bucket.maintenance)}) {
        if (time <= milliseconds(0))
            continue;
        samples.append(standIn(availability, at, time));
        at += time.count();
    }
    if (!samples.isEmpty())
        samples.first().measurements = bucket.measurements;
    return samples;
}

} // namespace

MetricBucket bucketOf(MetricKind kind, const QList<MetricSample> &samples, qint64 from, qint64 span)
{
    MetricBucket bucket;
    bucket.at = from;
    bucket.span = span;
    if (kind == MetricKind::Availability) {
        addAvailability(bucket, samples);
        return bucket;
    }
    qint64 reached = std::numeric_limits<qint64>::min();
    for (const MetricSample &sample : samples) {
        if (sample.quality != Quality::Good || sample.at > from + span)
            continue;
        const double part = newPart(sample, std::exchange(reached, sample.at));
        if (sample.at <= from)
            continue;
        bucket.known += milliseconds(std::llround(part * double(sample.span)));
        bucket.numerator += part * sample.numerator;
        bucket.denominator += part * sample.denominator;
        bucket.measurements += sample.measurements;
        bucket.latencies.merge(sample.latencies);
        bucket.histogram = mergedCounts(bucket.histogram, sample.histogram);
        if (std::isnan(sample.value))
            continue;
        bucket.low = lower(bucket.low, std::isnan(sample.low) ? sample.value : sample.low);
        bucket.high = higher(bucket.high, std::isnan(sample.high) ? sample.value : sample.high);
        bucket.last = sample.value;
    }
    return bucket;
}

QList<MetricBucket> bucketsOf(MetricKind kind, const QList<MetricSample> &samples, qint64 from,
                              qint64 to, qint64 span)
{
    QList<MetricBucket> buckets;
    if (samples.isEmpty())
        return buckets;
    qint64 oldest = samples.constFirst().at;
    qint64 newest = oldest;
    for (const MetricSample &sample : samples) {
        oldest = std::min(oldest, sample.at - 1);
        newest = std::max(newest, sample.at + 2 * sample.span);
    }
    // There is nothing before and after, however long that is.
    const qint64 skipped = std::max<qint64>(oldest - from, 0) / span * span;
    qsizetype first = 0;
    for (qint64 at = from + skipped; at < std::min(to, newest + 1); at += span) {
        // From the last one that was before, to the first one that comes after.
        while (first + 1 < samples.size() && samples.at(first + 1).at <= at)
            ++first;
        qsizetype end = first;
        while (end < samples.size() && samples.at(end).at <= at + span)
            ++end;
        const qsizetype count = std::min(end + 1, samples.size()) - first;
        const MetricBucket bucket = bucketOf(kind, samples.sliced(first, count), at, span);
        if (!bucket.isEmpty())
            buckets.append(bucket);
    }
    return buckets;
}

void merge(MetricBucket &into, const MetricBucket &next)
{
    into.span = next.at + next.span - into.at;
    into.known += next.known;
    into.up += next.up;
    into.down += next.down;
    into.maintenance += next.maintenance;
    into.numerator += next.numerator;
    into.denominator += next.denominator;
    into.measurements += next.measurements;
    into.low = lower(into.low, next.low);
    into.high = higher(into.high, next.high);
    if (!std::isnan(next.last))
        into.last = next.last;
    into.latencies.merge(next.latencies);
    into.histogram = mergedCounts(into.histogram, next.histogram);
}

double valueOf(const MetricSpec &spec, const MetricBucket &bucket)
{
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    switch (spec.kind) {
    case MetricKind::Availability: {
        const milliseconds known = bucket.up + bucket.down;
        return known > milliseconds(0) ? 100.0 * double(bucket.up.count()) / double(known.count())
                                       : none;
    }
    case MetricKind::Ratio:
        return bucket.denominator > 0 ? 100.0 * bucket.numerator / bucket.denominator : none;
    case MetricKind::Rate:
        return bucket.known > milliseconds(0)
            ? bucket.numerator * 1000.0 / double(bucket.known.count())
            : none;
    case MetricKind::Quantile:
        if (!bucket.histogram.isEmpty())
            return quantileOf(spec, bucket.histogram).value;
        return bucket.latencies.isEmpty() ? bucket.last : bucket.latencies.quantile(spec.quantile);
    case MetricKind::Level:
        return bucket.last;
    }
    return none;
}

QList<MetricSample> samplesOf(MetricKind kind, const MetricBucket &bucket)
{
    if (bucket.isEmpty())
        return {};
    if (kind == MetricKind::Availability)
        return availabilityOf(bucket);
    MetricSample sample;
    sample.at = bucket.at + bucket.span;
    sample.span = bucket.known.count();
    sample.value = bucket.last;
    sample.low = bucket.low;
    sample.high = bucket.high;
    sample.numerator = bucket.numerator;
    sample.denominator = bucket.denominator;
    sample.latencies = bucket.latencies;
    sample.histogram = bucket.histogram;
    sample.measurements = bucket.measurements;
    return {sample};
}

} // namespace slipway
