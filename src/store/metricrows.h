// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "metrics/metricbucket.h"

#include <QList>

namespace slipway {

class SqlConnection;

/// Rows of the tables of samples, minutes and hours. Samples come to a table of recent ones first,
/// and are read as if there were one table. Lives on the thread of its connection; transactions are
/// the caller's.
class MetricRows
{
public:
    enum class Table { Minutes, Hours };

    explicit MetricRows(SqlConnection &connection) : m_connection(connection) { }

    Result<void> write(qint64 series, const MetricSample &sample);
    /// The recent samples of all series up to `time` come to the others.
    Result<void> settle(qint64 time);
    Result<void> write(qint64 series, Table table, const MetricBucket &bucket);

    /// Of from < time <= to.
    Result<QList<MetricSample>> samples(qint64 series, qint64 from, qint64 to);
    /// The same, with the one before and the one after.
    Result<QList<MetricSample>> samplesAround(qint64 series, qint64 from, qint64 to);
    /// Those that begin in from <= time < to.
    Result<QList<MetricBucket>> buckets(qint64 series, Table table, qint64 from, qint64 to);
    /// The time of the oldest sample; nothing when there is none.
    Result<std::optional<qint64>> oldestSample(qint64 series);

    Result<void> removeSamplesBefore(qint64 series, qint64 time);
    Result<void> removeBefore(qint64 series, Table table, qint64 time);

private:
    /// Of both tables.
    Result<QList<MetricSample>> read(const QString &condition, const QVariantList &values);
    Result<QList<MetricSample>> readFrom(const QString &table, const QString &condition,
                                         const QVariantList &values);
    /// A journal of an older version that is only read has none.
    bool hasRecent();

    SqlConnection &m_connection;
    bool m_hasRecent = false;
};

} // namespace slipway
