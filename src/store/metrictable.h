// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/metrichistory.h"
#include "store/metricrows.h"

#include <QHash>

#include <functional>
#include <vector>

namespace slipway {

class SqlConnection;

/// What was measured: samples of the last two days, minutes of the last 90 days, hours of the last
/// three years. Gathers samples in memory until write(). Lives on the thread of its connection.
/// Transactions are the caller's.
class MetricTable
{
public:
    explicit MetricTable(SqlConnection &connection) : m_connection(connection), m_rows(connection)
    { }

    void add(const MetricSeries &series, const MetricSample &sample);
    bool hasPending() const { return !m_pending.empty(); }
    /// Writes what was gathered and condenses what is over, as far as there is time for it: the
    /// rest is condensed with what is written next. It stays gathered until written().
    Result<void> write(const std::function<bool()> &isHurried);
    void written() { m_pending.clear(); }
    /// The transaction was undone: what is known of the rows may be wrong.
    void undone()
    {
        m_known.clear();
        m_settledTo = 0;
    }

    /// As MetricHistory tells it; what is gathered is not among them.
    Result<QList<MetricSample>> samples(const MetricSeries &series, qint64 from, qint64 to);
    Result<QList<MetricBucket>> buckets(const MetricSeries &series, qint64 from, qint64 to,
                                        MetricHistory::Grain grain);

private:
    struct Pending
    {
        MetricSeries series;
        MetricSample sample;
    };
    /// A row of metric_series.
    struct Known
    {
        qint64 id = 0; ///< 0: there is none
        MetricKind kind = MetricKind::Level;
        qint64 minutesTo = 0;
        qint64 hoursTo = 0;
    };

    Result<Known> find(const MetricSeries &series);
    /// `key` is the series'.
    Result<Known> findOrMake(const QString &key, const MetricSeries &series, qint64 first);
    Result<void> settle(qint64 newest);
    Result<void> condense(Known &known, qint64 newest);
    Result<void> condenseMinutes(Known &known, qint64 to);
    Result<void> condenseHours(Known &known);
    Result<void> forget(const Known &known, qint64 newest);
    Result<QList<MetricSample>> condensed(const Known &known, qint64 from, qint64 to);
    Result<QList<MetricBucket>> minutes(const Known &known, qint64 from, qint64 to);
    Result<QList<MetricBucket>> hours(const Known &known, qint64 from, qint64 to);
    Result<QList<MetricBucket>> finest(const Known &known, qint64 from, qint64 to);

    SqlConnection &m_connection;
    MetricRows m_rows;
    std::vector<Pending> m_pending;
    QHash<QString, Known> m_known;
    qint64 m_settledTo = 0;
};

} // namespace slipway
