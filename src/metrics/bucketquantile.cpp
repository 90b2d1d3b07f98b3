// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/bucketquantile.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace slipway {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();
/// Differences of counts below this share come from the arithmetic of floating point.
constexpr double tolerance = 1e-12;

bool isAlmostEqual(double a, double b)
{
    if (a == b)
        return true;
    const double sum = std::abs(a) + std::abs(b);
    if (a == 0 || b == 0 || sum < std::numeric_limits<double>::min())
        return std::abs(a - b) < tolerance * std::numeric_limits<double>::min();
    return std::abs(a - b) / std::min(sum, std::numeric_limits<double>::max()) < tolerance;
}

/// In the order of their bounds, each bound once, counts never falling.
void arrange(QList<HistogramBucket> &buckets)
{
    std::ranges::stable_sort(buckets, {}, &HistogramBucket::upperBound);
    QList<HistogramBucket> merged;
    merged.reserve(buckets.size());
    for (const HistogramBucket &bucket : std::as_const(buckets)) {
        if (!merged.isEmpty() && merged.constLast().upperBound == bucket.upperBound)
            merged.last().count += bucket.count;
        else
            merged.append(bucket);
    }
    for (qsizetype i = 1; i < merged.size(); ++i) {
        const double before = merged.at(i - 1).count;
        // Tiny rises are levelled as well: they are no observations either.
        if (merged.at(i).count < before || isAlmostEqual(merged.at(i).count, before))
            merged[i].count = before;
    }
    buckets = merged;
}

/// Of all but the last; the last where none does. Halving comes where Prometheus does also among
/// counts that are no numbers, for which there is no right place.
qsizetype firstThatReaches(double rank, const QList<HistogramBucket> &buckets)
{
    qsizetype begin = 0;
    qsizetype end = buckets.size() - 1;
    while (begin < end) {
        const qsizetype middle = (begin + end) / 2;
        if (buckets.at(middle).count >= rank)
            end = middle;
        else
            begin = middle + 1;
    }
    return begin;
}

} // namespace

BucketQuantile bucketQuantile(double q, QList<HistogramBucket> buckets)
{
    if (std::isnan(q))
        return {nan, nan, nan};
    if (q < 0)
        return {-infinity, -infinity, -infinity};
    if (q > 1)
        return {infinity, infinity, infinity};
    arrange(buckets);
    if (buckets.size() < 2 || buckets.constLast().upperBound != infinity)
        return {nan, nan, nan};
    const double observations = buckets.constLast().count;
    if (observations == 0)
        return {nan, nan, nan};
    double rank = q * observations;
    const qsizetype last = buckets.size() - 1;
    const qsizetype at = firstThatReaches(rank, buckets);
    if (at == last) {
        const double least = buckets.at(last - 1).upperBound;
        return {least, least, infinity};
    }
    const double end = buckets.at(at).upperBound;
    if (at == 0 && end <= 0)
        return {end, -infinity, end};
    double begin = 0;
    double count = buckets.at(at).count;
    if (at > 0) {
        begin = buckets.at(at - 1).upperBound;
        count -= buckets.at(at - 1).count;
        rank -= buckets.at(at - 1).count;
    }
    return {begin + (end - begin) * (rank / count), begin, end};
}

std::optional<double> shareWithin(double limit, QList<HistogramBucket> buckets)
{
    arrange(buckets);
    if (buckets.isEmpty() || buckets.constLast().upperBound != infinity
        || !(buckets.constLast().count > 0))
        return std::nullopt;
    const auto exact = std::ranges::find(buckets, limit, &HistogramBucket::upperBound);
    if (exact == buckets.end())
        return std::nullopt;
    return exact->count / buckets.constLast().count;
}

std::optional<double> bucketBound(const SeriesSample &bucket)
{
    const QByteArray le = bucket.label("le");
    const QByteArray word = le.toLower();
    const QByteArrayView bare = QByteArrayView(word).sliced(word.startsWith('+') ? 1 : 0);
    if (bare == "inf" || bare == "infinity")
        return infinity;
    // Numbers have no blanks round them.
    if (le != le.trimmed())
        return std::nullopt;
    bool isNumber = false;
    const double bound = le.toDouble(&isNumber);
    return isNumber && !std::isnan(bound) ? std::optional(bound) : std::nullopt;
}

QList<Histogram> histogramsOf(const Exposition &exposition)
{
    constexpr QByteArrayView suffix("_bucket");
    QList<Histogram> histograms;
    std::map<std::pair<QByteArray, QList<SeriesLabel>>, qsizetype> places;
    for (const SeriesSample &sample : exposition.samples) {
        if (!sample.name.endsWith(suffix))
            continue;
        const auto bound = bucketBound(sample);
        if (!bound)
            continue;
        Histogram histogram;
        histogram.name = sample.name.first(sample.name.size() - suffix.size());
        histogram.labels = sample.labels;
        histogram.labels.removeIf([](const SeriesLabel &label) { return label.name == "le"; });
        const auto [place, isNew]
            = places.try_emplace({histogram.name, histogram.labels}, histograms.size());
        if (isNew)
            histograms.append(histogram);
        histograms[place->second].buckets.append({*bound, sample.value});
    }
    return histograms;
}

} // namespace slipway
