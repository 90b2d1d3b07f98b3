// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/counterdelta.h"

#include <algorithm>
#include <map>

namespace slipway {

namespace {

constexpr QByteArrayView startTime("process_start_time_seconds");
constexpr QByteArrayView bucketSuffix("_bucket");

std::optional<double> boundOf(const SeriesSample &bucket)
{
    const QByteArray le = bucket.label("le");
    bool isNumber = false;
    const double bound
        = le == "+Inf" ? std::numeric_limits<double>::infinity() : le.toDouble(&isNumber);
    return isNumber || le == "+Inf" ? std::optional(bound) : std::nullopt;
}

} // namespace

QByteArray CounterDelta::identityOf(const SeriesSample &sample, QByteArrayView without)
{
    QByteArray identity = sample.name;
    for (const SeriesLabel &label : sample.labels) {
        if (label.name != without)
            identity += '\xff' + label.name + '\xfe' + label.value;
    }
    return identity;
}

void CounterDelta::take(const Exposition &scrape)
{
    m_hasBefore = m_hasNow;
    // What vanished is compared with its last value when it comes back.
    for (const SeriesSample &sample : std::as_const(m_now.samples)) {
        m_before.insert(identityOf(sample), sample.value);
        if (sample.name.endsWith(bucketSuffix) && sample.label("le") == "+Inf")
            m_countBefore.insert(identityOf(sample, "le"), sample.value);
    }
    m_now = scrape;
    m_hasNow = true;
    m_isRestarted = std::ranges::any_of(m_now.samples, [this](const SeriesSample &sample) {
        const QByteArray identity = identityOf(sample);
        return sample.name == startTime && m_before.contains(identity)
            && m_before.value(identity) != sample.value;
    });
}

std::optional<double> CounterDelta::increaseOf(const SeriesSample &sample, bool isRestarted) const
{
    const auto before = m_before.constFind(identityOf(sample));
    if (!m_hasBefore || before == m_before.constEnd())
        return std::nullopt;
    return isRestarted || sample.value < *before ? sample.value : sample.value - *before;
}

std::optional<double> CounterDelta::increase(const SeriesSelector &selector) const
{
    std::optional<double> sum;
    for (const SeriesSample &sample : m_now.samples) {
        if (!selector.matches(sample))
            continue;
        if (const auto rise = increaseOf(sample, m_isRestarted))
            sum = sum.value_or(0) + *rise;
    }
    return sum;
}

bool CounterDelta::isHistogramRestarted(const SeriesSample &bucket) const
{
    const QByteArray identity = identityOf(bucket, "le");
    const auto whole = std::ranges::find_if(m_now.samples, [&identity](const SeriesSample &other) {
        return other.label("le") == "+Inf" && identityOf(other, "le") == identity;
    });
    return whole != m_now.samples.cend() && m_countBefore.contains(identity)
        && whole->value < m_countBefore.value(identity);
}

QList<HistogramBucket> CounterDelta::buckets(const SeriesSelector &selector) const
{
    const SeriesSelector ofBuckets = selector.withName(selector.name() + "_bucket");
    std::map<double, double> sums;
    QHash<QByteArray, bool> restarted;
    for (const SeriesSample &sample : m_now.samples) {
        const auto bound = boundOf(sample);
        if (!bound || !ofBuckets.matches(sample))
            continue;
        // The buckets of a histogram are restarted together, or none of them.
        const QByteArray histogram = identityOf(sample, "le");
        if (!restarted.contains(histogram))
            restarted.insert(histogram, m_isRestarted || isHistogramRestarted(sample));
        if (const auto rise = increaseOf(sample, restarted.value(histogram)))
            sums[*bound] += *rise;
    }
    QList<HistogramBucket> buckets;
    buckets.reserve(qsizetype(sums.size()));
    for (const auto &[bound, count] : sums)
        buckets.append({bound, count});
    return buckets;
}

} // namespace slipway
