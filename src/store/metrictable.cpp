// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/metrictable.h"

#include "store/sqlconnection.h"

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace slipway {

namespace {

constexpr qint64 minute = milliseconds(1min).count();
constexpr qint64 hour = milliseconds(1h).count();
constexpr qint64 samplesKept = milliseconds(48h).count();
constexpr qint64 minutesKept = 90 * milliseconds(24h).count();
constexpr qint64 hoursKept = 3 * 365 * milliseconds(24h).count();
/// A measurement that took its time is recorded after later ones.
constexpr qint64 lateness = 2 * minute;
constexpr std::size_t mostPending = 50'000;
/// Whole hours stand for their minutes where so many are asked for.
constexpr qint64 longRange = samplesKept;

using Table = MetricRows::Table;

qint64 floorTo(qint64 time, qint64 unit)
{
    return time - time % unit;
}

qint64 ceilTo(qint64 time, qint64 unit)
{
    return floorTo(time + unit - 1, unit);
}

QString keyOf(const MetricSeries &series)
{
    return series.environment + u'\n' + series.metric + u'\n' + series.definition;
}

/// One bucket for each whole `span` that has any; `parts` in order.
QList<MetricBucket> merged(const QList<MetricBucket> &parts, qint64 span)
{
    QList<MetricBucket> buckets;
    for (const MetricBucket &part : parts) {
        const qint64 at = floorTo(part.at, span);
        if (buckets.isEmpty() || buckets.constLast().at != at) {
            MetricBucket bucket;
            bucket.at = at;
            buckets.append(bucket);
        }
        merge(buckets.last(), part);
    }
    for (MetricBucket &bucket : buckets)
        bucket.span = span;
    return buckets;
}

} // namespace

void MetricTable::add(const MetricSeries &series, const MetricSample &sample)
{
    // While nothing can be written: the newest are worth most.
    if (m_pending.size() >= mostPending)
        m_pending.erase(m_pending.begin(), m_pending.begin() + mostPending / 2);
    m_pending.push_back({series, sample});
}

Result<void> MetricTable::write(const std::function<bool()> &isHurried)
{
    QHash<QString, qint64> newest;
    qint64 newestOfAll = 0;
    for (const Pending &pending : m_pending) {
        const QString key = keyOf(pending.series);
        const Result<Known> known = findOrMake(key, pending.series, pending.sample.at);
        if (!known)
            return std::unexpected(known.error());
        if (Result<void> done = m_rows.write(known->id, pending.sample); !done)
            return done;
        qint64 &at = newest[key];
        at = std::max(at, pending.sample.at);
        newestOfAll = std::max(newestOfAll, at);
    }
    if (!isHurried()) {
        if (Result<void> done = settle(newestOfAll); !done)
            return done;
    }
    for (const auto &[key, at] : std::as_const(newest).asKeyValueRange()) {
        if (isHurried())
            break;
        if (Result<void> done = condense(m_known[key], at); !done)
            return done;
    }
    return {};
}

Result<void> MetricTable::settle(qint64 newest)
{
    const qint64 to = floorTo(newest - lateness, minute);
    // Not only later ones: a clock that was wrong for a while may have said far too much.
    if (to == m_settledTo)
        return {};
    Result<void> done = m_rows.settle(to);
    if (done)
        m_settledTo = to;
    return done;
}

Result<MetricTable::Known> MetricTable::find(const MetricSeries &series)
{
    const QString key = keyOf(series);
    if (const auto found = m_known.constFind(key); found != m_known.cend())
        return *found;
    Known known;
    known.kind = series.kind;
    const Result<void> read
        = m_connection.read(u"SELECT id, minutes_to, hours_to FROM metric_series"
                            " WHERE environment = ? AND metric = ? AND definition = ?"_s,
                            {series.environment, series.metric, series.definition},
                            [&known](const QSqlQuery &row) -> Result<void> {
                                known.id = row.value(0).toLongLong();
                                known.minutesTo = row.value(1).toLongLong();
                                known.hoursTo = row.value(2).toLongLong();
                                return {};
                            });
    if (!read)
        return std::unexpected(read.error());
    return known;
}

Result<MetricTable::Known> MetricTable::findOrMake(const QString &key, const MetricSeries &series,
                                                   qint64 first)
{
    if (const auto found = m_known.constFind(key); found != m_known.cend())
        return *found;
    Result<Known> known = find(series);
    if (!known)
        return known;
    if (known->id == 0) {
        if (const Result<void> made = m_connection.run(
                u"INSERT INTO metric_series (environment, metric, definition, minutes_to, hours_to)"
                " VALUES (?, ?, ?, ?, ?)"_s,
                {series.environment, series.metric, series.definition, floorTo(first - 1, minute),
                 floorTo(first - 1, hour)});
            !made)
            return std::unexpected(made.error());
        known = find(series);
        if (!known)
            return known;
    }
    m_known.insert(key, *known);
    return known;
}

Result<void> MetricTable::condense(Known &known, qint64 newest)
{
    const qint64 to = floorTo(newest - lateness, minute);
    if (to <= known.minutesTo)
        return {};
    if (Result<void> done = condenseMinutes(known, to); !done)
        return done;
    const bool isHourOver = floorTo(to, hour) > known.hoursTo;
    if (isHourOver) {
        if (Result<void> done = condenseHours(known); !done)
            return done;
        if (Result<void> done = forget(known, newest); !done)
            return done;
    }
    return m_connection.run(u"UPDATE metric_series SET minutes_to = ?, hours_to = ? WHERE id = ?"_s,
                            {known.minutesTo, known.hoursTo, known.id});
}

Result<void> MetricTable::condenseMinutes(Known &known, qint64 to)
{
    const auto samples = m_rows.samplesAround(known.id, known.minutesTo, to);
    if (!samples)
        return std::unexpected(samples.error());
    for (const MetricBucket &bucket :
         bucketsOf(known.kind, *samples, known.minutesTo, to, minute)) {
        if (Result<void> done = m_rows.write(known.id, Table::Minutes, bucket); !done)
            return done;
    }
    known.minutesTo = to;
    return {};
}

Result<void> MetricTable::condenseHours(Known &known)
{
    const qint64 to = floorTo(known.minutesTo, hour);
    const auto parts = m_rows.buckets(known.id, Table::Minutes, known.hoursTo, to);
    if (!parts)
        return std::unexpected(parts.error());
    for (const MetricBucket &bucket : merged(*parts, hour)) {
        if (Result<void> done = m_rows.write(known.id, Table::Hours, bucket); !done)
            return done;
    }
    known.hoursTo = to;
    return {};
}

Result<void> MetricTable::forget(const Known &known, qint64 newest)
{
    if (Result<void> done
        = m_rows.removeSamplesBefore(known.id, std::min(newest - samplesKept, known.minutesTo));
        !done)
        return done;
    if (Result<void> done = m_rows.removeBefore(known.id, Table::Minutes,
                                                std::min(newest - minutesKept, known.hoursTo));
        !done)
        return done;
    return m_rows.removeBefore(known.id, Table::Hours, newest - hoursKept);
}

Result<QList<MetricSample>> MetricTable::samples(const MetricSeries &series, qint64 from, qint64 to)
{
    const Result<Known> known = find(series);
    if (!known)
        return std::unexpected(known.error());
    if (known->id == 0)
        return QList<MetricSample>();
    const auto oldest = m_rows.oldestSample(known->id);
    if (!oldest)
        return std::unexpected(oldest.error());
    // Before the first whole minute of samples, minutes stand for them.
    const qint64 border
        = *oldest ? std::min(ceilTo(**oldest, minute), known->minutesTo) : known->minutesTo;
    QList<MetricSample> all;
    if (from < border) {
        const auto older = condensed(*known, from, std::min(to, border));
        if (!older)
            return older;
        all = *older;
    }
    const qint64 begin = std::max(from, border);
    auto exact = m_rows.samplesAround(known->id, begin, to);
    if (!exact)
        return exact;
    exact->removeIf([to](const MetricSample &sample) { return sample.at > to; });
    // What ends before the border is in its minute already.
    if (from < border && known->kind != MetricKind::Availability)
        exact->removeIf([begin](const MetricSample &sample) { return sample.at <= begin; });
    return all + *exact;
}

Result<QList<MetricSample>> MetricTable::condensed(const Known &known, qint64 from, qint64 to)
{
    const qint64 firstHour = ceilTo(from, hour);
    const qint64 lastHour = std::min(floorTo(to, hour), known.hoursTo);
    const bool useHours = lastHour - firstHour >= longRange;
    const qint64 middle = useHours ? firstHour : to;
    auto buckets = m_rows.buckets(known.id, Table::Minutes, floorTo(from, minute), middle);
    if (useHours && buckets) {
        const auto whole = m_rows.buckets(known.id, Table::Hours, firstHour, lastHour);
        const auto rest = m_rows.buckets(known.id, Table::Minutes, lastHour, to);
        if (!whole || !rest)
            return std::unexpected(whole ? rest.error() : whole.error());
        *buckets += *whole + *rest;
    }
    if (!buckets)
        return std::unexpected(buckets.error());
    QList<MetricSample> samples;
    for (const MetricBucket &bucket : std::as_const(*buckets))
        samples += samplesOf(known.kind, bucket);
    return samples;
}

Result<QList<MetricBucket>> MetricTable::buckets(const MetricSeries &series, qint64 from, qint64 to,
                                                 MetricHistory::Grain grain)
{
    const Result<Known> known = find(series);
    if (!known)
        return std::unexpected(known.error());
    if (known->id == 0)
        return QList<MetricBucket>();
    switch (grain) {
    case MetricHistory::Grain::Finest:
        return finest(*known, from, to);
    case MetricHistory::Grain::Minutes:
        return minutes(*known, floorTo(from, minute), to);
    case MetricHistory::Grain::Hours:
        return hours(*known, floorTo(from, hour), to);
    }
    return QList<MetricBucket>();
}

/// What is not condensed yet is, on the way.
Result<QList<MetricBucket>> MetricTable::minutes(const Known &known, qint64 from, qint64 to)
{
    auto buckets = m_rows.buckets(known.id, Table::Minutes, from, std::min(to, known.minutesTo));
    if (!buckets || to <= known.minutesTo)
        return buckets;
    const qint64 begin = std::max(from, known.minutesTo);
    const qint64 end = ceilTo(to, minute);
    const auto samples = m_rows.samplesAround(known.id, begin, end);
    if (!samples)
        return std::unexpected(samples.error());
    return *buckets + bucketsOf(known.kind, *samples, begin, end, minute);
}

Result<QList<MetricBucket>> MetricTable::hours(const Known &known, qint64 from, qint64 to)
{
    auto buckets = m_rows.buckets(known.id, Table::Hours, from, std::min(to, known.hoursTo));
    if (!buckets || to <= known.hoursTo)
        return buckets;
    const auto rest = minutes(known, std::max(from, known.hoursTo), to);
    if (!rest)
        return rest;
    return *buckets + merged(*rest, hour);
}

Result<QList<MetricBucket>> MetricTable::finest(const Known &known, qint64 from, qint64 to)
{
    const auto samples = m_rows.samplesAround(known.id, from, to);
    if (!samples)
        return std::unexpected(samples.error());
    QList<MetricBucket> buckets;
    buckets.reserve(samples->size());
    for (qsizetype i = 0; i < samples->size(); ++i) {
        const MetricSample &sample = samples->at(i);
        const bool holds = known.kind == MetricKind::Availability;
        const qint64 begin = holds ? sample.at : sample.at - sample.span;
        const qint64 next = i + 1 < samples->size() ? samples->at(i + 1).at : to;
        const qint64 span = holds ? std::min(next - begin, 2 * sample.span) : sample.span;
        if (span <= 0 || sample.at > to)
            continue;
        MetricBucket bucket = bucketOf(known.kind, {sample}, begin, span);
        if (!bucket.isEmpty())
            buckets.append(bucket);
    }
    return buckets;
}

} // namespace slipway
