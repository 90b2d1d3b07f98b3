// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/metricrows.h"

#include "metrics/bucketcounts.h"
#include "store/sqlconnection.h"

#include <algorithm>
#include <cmath>
#include <iterator>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr qint64 minute = 60'000;
constexpr qint64 hour = 60 * minute;

QString nameOf(MetricRows::Table table)
{
    return table == MetricRows::Table::Minutes ? u"metric_minutes"_s : u"metric_hours"_s;
}

/// SQLite has no NaN.
QVariant toColumn(double value)
{
    return std::isnan(value) ? QVariant() : QVariant(value);
}

double toNumber(const QVariant &column)
{
    return column.isNull() ? std::numeric_limits<double>::quiet_NaN() : column.toDouble();
}

/// Latencies or a program's own histogram: no sample has both.
QVariant toColumn(const LatencySketch &sketch, const QList<HistogramBucket> &histogram)
{
    if (!histogram.isEmpty())
        return toBytes(histogram);
    return sketch.isEmpty() ? QByteArray("") : sketch.toBytes();
}

/// Into a sample or a bucket.
template<typename Row> Result<void> takeLatencies(const QVariant &column, Row &row)
{
    const QByteArray bytes = column.toByteArray();
    if (bytes.isEmpty())
        return {};
    if (areBuckets(bytes)) {
        auto histogram = bucketsFromBytes(bytes);
        if (!histogram)
            return std::unexpected(histogram.error());
        row.histogram = *std::move(histogram);
        return {};
    }
    auto sketch = LatencySketch::fromBytes(bytes);
    if (!sketch)
        return std::unexpected(sketch.error());
    row.latencies = *std::move(sketch);
    return {};
}

Result<MetricSample> toSample(const QSqlQuery &row)
{
    MetricSample sample;
    if (const Result<void> taken = takeLatencies(row.value(8), sample); !taken)
        return std::unexpected(taken.error());
    sample.at = row.value(0).toLongLong();
    sample.span = row.value(1).toLongLong();
    sample.quality = MetricSample::Quality(row.value(2).toInt());
    sample.availability = MetricSample::Availability(row.value(3).toInt());
    sample.value = toNumber(row.value(4));
    sample.low = toNumber(row.value(5));
    sample.high = toNumber(row.value(6));
    sample.numerator = row.value(7).toDouble();
    sample.denominator = row.value(9).toDouble();
    sample.reason = row.value(10).toString();
    return sample;
}

Result<MetricBucket> toBucket(const QSqlQuery &row, qint64 span)
{
    MetricBucket bucket;
    if (const Result<void> taken = takeLatencies(row.value(11), bucket); !taken)
        return std::unexpected(taken.error());
    bucket.at = row.value(0).toLongLong();
    bucket.span = span;
    bucket.known = milliseconds(row.value(1).toLongLong());
    bucket.up = milliseconds(row.value(2).toLongLong());
    bucket.down = milliseconds(row.value(3).toLongLong());
    bucket.maintenance = milliseconds(row.value(4).toLongLong());
    bucket.numerator = row.value(5).toDouble();
    bucket.denominator = row.value(6).toDouble();
    bucket.measurements = row.value(7).toLongLong();
    bucket.low = toNumber(row.value(8));
    bucket.high = toNumber(row.value(9));
    bucket.last = toNumber(row.value(10));
    return bucket;
}

/// By time; what is recent stands for what is settled of the same time.
QList<MetricSample> merged(const QList<MetricSample> &settled, const QList<MetricSample> &recent)
{
    if (settled.isEmpty() || recent.isEmpty() || settled.constLast().at < recent.constFirst().at)
        return settled + recent;
    QList<MetricSample> all;
    all.reserve(settled.size() + recent.size());
    std::ranges::set_union(recent, settled, std::back_inserter(all), {}, &MetricSample::at,
                           &MetricSample::at);
    return all;
}

} // namespace

Result<void> MetricRows::write(qint64 series, const MetricSample &sample)
{
    return m_connection.run(
        u"INSERT OR REPLACE INTO metric_recent (series, at, span, quality, availability, value,"
        " low, high, numerator, denominator, latencies, reason)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s,
        {series, sample.at, sample.span, int(sample.quality), int(sample.availability),
         toColumn(sample.value), toColumn(sample.low), toColumn(sample.high), sample.numerator,
         sample.denominator, toColumn(sample.latencies, sample.histogram),
         sample.reason.isNull() ? u""_s : sample.reason});
}

Result<void> MetricRows::write(qint64 series, Table table, const MetricBucket &bucket)
{
    return m_connection.run(
        u"INSERT OR REPLACE INTO %1 (series, at, known, up, down, maintenance, numerator,"
        " denominator, measurements, low, high, last, latencies)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s.arg(nameOf(table)),
        {series, bucket.at, qint64(bucket.known.count()), qint64(bucket.up.count()),
         qint64(bucket.down.count()), qint64(bucket.maintenance.count()), bucket.numerator,
         bucket.denominator, bucket.measurements, toColumn(bucket.low), toColumn(bucket.high),
         toColumn(bucket.last), toColumn(bucket.latencies, bucket.histogram)});
}

Result<void> MetricRows::settle(qint64 time)
{
    const QString columns = u"series, at, span, quality, availability, value, low, high, numerator,"
                            " denominator, latencies, reason"_s;
    if (Result<void> done = m_connection.run(
            u"INSERT OR REPLACE INTO metric_samples (%1) SELECT %1 FROM metric_recent"
            " WHERE at <= ? ORDER BY series, at"_s.arg(columns),
            {time});
        !done)
        return done;
    return m_connection.run(u"DELETE FROM metric_recent WHERE at <= ?"_s, {time});
}

bool MetricRows::hasRecent()
{
    if (!m_hasRecent) {
        const Result<QVariant> found = m_connection.value(
            u"SELECT count(*) FROM sqlite_master WHERE name = 'metric_recent'"_s);
        m_hasRecent = found && found->toInt() > 0;
    }
    return m_hasRecent;
}

Result<QList<MetricSample>> MetricRows::readFrom(const QString &table, const QString &condition,
                                                 const QVariantList &values)
{
    QList<MetricSample> samples;
    const Result<void> read = m_connection.read(
        u"SELECT at, span, quality, availability, value, low, high, numerator, latencies,"
        " denominator, reason FROM %1 WHERE %2"_s.arg(table, condition),
        values, [&samples](const QSqlQuery &row) -> Result<void> {
            auto sample = toSample(row);
            if (!sample)
                return std::unexpected(sample.error());
            samples.append(*std::move(sample));
            return {};
        });
    if (!read)
        return std::unexpected(read.error());
    return samples;
}

Result<QList<MetricSample>> MetricRows::read(const QString &condition, const QVariantList &values)
{
    auto settled = readFrom(u"metric_samples"_s, condition, values);
    if (!settled || !hasRecent())
        return settled;
    auto recent = readFrom(u"metric_recent"_s, condition, values);
    if (!recent)
        return recent;
    return merged(*settled, *recent);
}

Result<QList<MetricSample>> MetricRows::samples(qint64 series, qint64 from, qint64 to)
{
    return read(u"series = ? AND at > ? AND at <= ? ORDER BY at"_s, {series, from, to});
}

Result<QList<MetricSample>> MetricRows::samplesAround(qint64 series, qint64 from, qint64 to)
{
    auto before = read(u"series = ? AND at <= ? ORDER BY at DESC LIMIT 1"_s, {series, from});
    auto within = samples(series, from, to);
    auto after = read(u"series = ? AND at > ? ORDER BY at LIMIT 1"_s, {series, to});
    for (const auto *part : {&before, &within, &after}) {
        if (!*part)
            return std::unexpected(part->error());
    }
    // Either table gave one.
    return before->last(std::min<qsizetype>(before->size(), 1)) + *within
        + after->first(std::min<qsizetype>(after->size(), 1));
}

Result<QList<MetricBucket>> MetricRows::buckets(qint64 series, Table table, qint64 from, qint64 to)
{
    QList<MetricBucket> buckets;
    const qint64 span = table == Table::Minutes ? minute : hour;
    const Result<void> read = m_connection.read(
        u"SELECT at, known, up, down, maintenance, numerator, denominator, measurements, low,"
        " high, last, latencies FROM %1 WHERE series = ? AND at >= ? AND at < ? ORDER BY at"_s.arg(
            nameOf(table)),
        {series, from, to}, [&buckets, span](const QSqlQuery &row) -> Result<void> {
            auto bucket = toBucket(row, span);
            if (!bucket)
                return std::unexpected(bucket.error());
            buckets.append(*std::move(bucket));
            return {};
        });
    if (!read)
        return std::unexpected(read.error());
    return buckets;
}

Result<std::optional<qint64>> MetricRows::oldestSample(qint64 series)
{
    std::optional<qint64> oldest;
    for (const QString &table : {u"metric_samples"_s, u"metric_recent"_s}) {
        if (table == "metric_recent"_L1 && !hasRecent())
            break;
        const Result<QVariant> at
            = m_connection.value(u"SELECT min(at) FROM %1 WHERE series = ?"_s.arg(table), {series});
        if (!at)
            return std::unexpected(at.error());
        if (!at->isNull())
            oldest = std::min(oldest.value_or(at->toLongLong()), at->toLongLong());
    }
    return oldest;
}

Result<void> MetricRows::removeSamplesBefore(qint64 series, qint64 time)
{
    return m_connection.run(u"DELETE FROM metric_samples WHERE series = ? AND at < ?"_s,
                            {series, time});
}

Result<void> MetricRows::removeBefore(qint64 series, Table table, qint64 time)
{
    return m_connection.run(u"DELETE FROM %1 WHERE series = ? AND at < ?"_s.arg(nameOf(table)),
                            {series, time});
}

} // namespace slipway
