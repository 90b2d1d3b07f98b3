// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart/historyseries.h"

#include <QDateTime>
#include <QTimeZone>

#include <cmath>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace slipway {

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

QByteArray field(double value)
{
    return std::isfinite(value) ? QByteArray::number(value, 'g', QLocale::FloatingPointShortest)
                                : QByteArray();
}

} // namespace

QList<HistoryPoint> historyPoints(const MetricSpec &spec, const QList<MetricBucket> &buckets,
                                  qint64 gap)
{
    QList<HistoryPoint> points;
    points.reserve(buckets.size());
    qint64 end = 0;
    for (const MetricBucket &bucket : buckets) {
        if (!points.isEmpty() && bucket.at - end > gap)
            points.append({end, none, none, none});
        points.append(
            {bucket.at + bucket.span / 2, valueOf(spec, bucket), bucket.low, bucket.high});
        end = bucket.at + bucket.span;
    }
    return points;
}

MetricHistory::Grain grainFor(qint64 range)
{
    if (range <= milliseconds(2h).count())
        return MetricHistory::Grain::Finest;
    return range <= milliseconds(96h).count() ? MetricHistory::Grain::Minutes
                                              : MetricHistory::Grain::Hours;
}

QByteArray csvCell(QString text)
{
    if (!text.isEmpty() && u"=+-@\t\r"_s.contains(text.front()))
        text.prepend(u'\'');
    return '"' + text.replace(u'"', u"\"\""_s).toUtf8() + '"';
}

QByteArray historyCsv(const MetricSpec &spec, const QList<HistoryPoint> &points)
{
    QByteArray csv = "time," + csvCell(spec.name) + ",low,high\r\n";
    for (const HistoryPoint &point : points) {
        if (std::isnan(point.value))
            continue;
        csv += QDateTime::fromMSecsSinceEpoch(point.at, QTimeZone::UTC)
                   .toString(Qt::ISODate)
                   .toLatin1()
            + ',' + field(point.value) + ',' + field(point.low) + ',' + field(point.high) + "\r\n";
    }
    return csv;
}

} // namespace slipway
