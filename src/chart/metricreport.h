// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "chart/historyseries.h"
#include "metrics/goboard.h"

#include <QFuture>
#include <QStringList>

#include <functional>

namespace slipway {

/// One metric over the time of a report.
struct ReportMetric
{
    MetricSpec spec;
    GaugeState state; ///< of the whole time, not of now
    QStringList arithmetic;
    QList<HistoryPoint> points;
};

struct MetricReport
{
    QString title;
    qint64 from = 0; ///< UTC milliseconds
    qint64 to = 0;
    qint64 madeAt = 0;
    GoBoard board;
    QList<ReportMetric> metrics;
};

/// How a metric was over the whole of a time. Unknown where nothing, or less than the metric's own
/// least share of it, is known. Pure; `samples` in order, with the one before.
ReportMetric reportMetricOf(const MetricSpec &spec, const QList<MetricSample> &samples,
                            const QList<MetricBucket> &buckets, qint64 from, qint64 to);
/// Where a report reads: as MetricHistory, by the metric's id.
struct ReportReader
{
    std::function<QFuture<Result<QList<MetricSample>>>(const QString &id, qint64 from, qint64 to)>
        samples;
    std::function<QFuture<Result<QList<MetricBucket>>>(const QString &id, qint64 from, qint64 to,
                                                       MetricHistory::Grain grain)>
        buckets;
};
/// In the order of `specs`. Resolves on any thread.
QFuture<Result<QList<ReportMetric>>> readReportMetrics(const QList<MetricSpec> &specs, qint64 from,
                                                       qint64 to, const ReportReader &reader);
/// Judges all of them.
MetricReport metricReportOf(const QString &title, const QList<ReportMetric> &metrics, qint64 from,
                            qint64 to, qint64 madeAt);

/// A page that needs nothing else: gauges and histories are drawn inside, light or dark as the
/// reader has it. Needs a QGuiApplication for its fonts, as PDF does.
QByteArray toHtml(const MetricReport &report);
/// One line a metric, RFC 4180; no cell is a formula.
QByteArray toCsv(const MetricReport &report);
Result<QByteArray> toPdf(const MetricReport &report);
/// As "html", "pdf" or "csv"; the file is whole or unchanged.
Result<void> writeReport(const MetricReport &report, const QString &path, const QString &format);

} // namespace slipway
