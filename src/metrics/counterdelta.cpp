// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/counterdelta.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace slipway {

namespace {

constexpr QByteArrayView startTime("process_start_time_seconds");
constexpr QByteArrayView createdSuffix("_created");
constexpr QByteArrayView bucketSuffix("_bucket");
constexpr QByteArrayView countSuffix("_count");
/// Programs that work their start out from the age of the machine are off by less than this.
constexpr double leastMove = 1;
/// Series that were not seen for so many takes are forgotten: labels that change with every
/// request must not fill the memory.
constexpr qint64 mostAbsent = 128;

void append(QByteArray &identity, const QList<SeriesLabel> &labels, QByteArrayView without)
{
    for (const SeriesLabel &label : labels) {
        if (label.name == without)
            continue;
        identity += '\xff';
        identity += label.name;
        identity += '\xfe';
        identity += label.value;
    }
}

QByteArray identityOf(const SeriesSample &sample)
{
    QByteArray identity = sample.name;
    append(identity, sample.labels, {});
    return identity;
}

/// The same for all series of one histogram, summary or counter.
QByteArray familyOf(const SeriesSample &sample)
{
    static constexpr std::array<QByteArrayView, 5> suffixes{bucketSuffix, countSuffix, "_sum",
                                                            "_total", createdSuffix};
    QByteArray family = sample.name;
    const auto suffix = std::ranges::find_if(
        suffixes, [&family](QByteArrayView known) { return family.endsWith(known); });
    if (suffix != suffixes.end())
        family.chop(suffix->size());
    append(family, sample.labels, "le");
    return family;
}

bool isWholeCount(const SeriesSample &sample)
{
    return sample.name.endsWith(countSuffix)
        || (sample.name.endsWith(bucketSuffix) && std::isinf(bucketBound(sample).value_or(0)));
}

} // namespace

bool CounterDelta::Restarts::include(const SeriesSample &sample) const
{
    const auto isOf = [&sample](const QList<SeriesLabel> &labels) {
        return std::ranges::all_of(
            labels, [&sample](const SeriesLabel &label) { return sample.labels.contains(label); });
    };
    return std::ranges::any_of(processes, isOf)
        || (!families.isEmpty() && families.contains(familyOf(sample)));
}

CounterDelta::Restarts CounterDelta::restartsIn(const Exposition &scrape) const
{
    Restarts restarts;
    for (const SeriesSample &sample : scrape.samples) {
        const bool isProcess = sample.name == startTime;
        const bool isCreation = sample.name.endsWith(createdSuffix);
        if (!isProcess && !isCreation && !isWholeCount(sample))
            continue;
        const auto last = before(sample);
        if (!last)
            continue;
        if (isProcess && sample.value >= *last + leastMove)
            restarts.processes.append(sample.labels);
        else if (isCreation ? sample.value > *last : !isProcess && sample.value < *last)
            restarts.families.insert(familyOf(sample));
    }
    return restarts;
}

std::optional<double> CounterDelta::before(const SeriesSample &sample) const
{
    const auto known = m_known.constFind(identityOf(sample));
    return known == m_known.constEnd() ? std::nullopt : std::optional(known->value);
}

void CounterDelta::take(const Exposition &scrape)
{
    const Restarts restarts = restartsIn(scrape);
    m_rises.clear();
    m_rises.reserve(scrape.samples.size());
    for (const SeriesSample &sample : scrape.samples) {
        const auto last = before(sample);
        const double rise = !last || sample.value < *last || restarts.include(sample)
            ? sample.value
            : sample.value - *last;
        // What is below 0, infinite or no number counts nothing.
        const bool isRise = last && rise >= 0 && std::isfinite(rise);
        m_rises.append(isRise ? std::optional(rise) : std::nullopt);
    }
    m_now = scrape;
    remember(scrape);
}

void CounterDelta::remember(const Exposition &scrape)
{
    ++m_takes;
    for (const SeriesSample &sample : scrape.samples) {
        if (std::isfinite(sample.value))
            m_known.insert(identityOf(sample), {sample.value, m_takes});
    }
    if (m_takes % mostAbsent == 0)
        m_known.removeIf(
            [this](const auto &known) { return known.value().seenAt < m_takes - mostAbsent; });
}

std::optional<double> CounterDelta::increase(const SeriesSelector &selector) const
{
    std::optional<double> sum;
    for (qsizetype i = 0; i < m_rises.size(); ++i) {
        if (m_rises.at(i) && selector.matches(m_now.samples.at(i)))
            sum = sum.value_or(0) + *m_rises.at(i);
    }
    return sum;
}

QList<HistogramBucket> CounterDelta::buckets(const SeriesSelector &selector) const
{
    const SeriesSelector ofBuckets = selector.withName(selector.name() + bucketSuffix);
    std::map<double, double> sums;
    for (qsizetype i = 0; i < m_rises.size(); ++i) {
        const SeriesSample &sample = m_now.samples.at(i);
        if (!m_rises.at(i) || !ofBuckets.matches(sample))
            continue;
        if (const auto bound = bucketBound(sample))
            sums[*bound] += *m_rises.at(i);
    }
    QList<HistogramBucket> buckets;
    buckets.reserve(qsizetype(sums.size()));
    for (const auto &[bound, count] : sums)
        buckets.append({bound, count});
    return buckets;
}

} // namespace slipway
