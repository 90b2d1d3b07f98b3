// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chart/historychart.h"

#include <QTimer>
#include <QWidget>

class QButtonGroup;
class QLabel;
class QToolButton;

namespace slipway {

class MetricsBoard;
class Theming;

/// One metric over a time that a person picks, from 15 minutes to 90 days.
class HistoryPane : public QWidget
{
    Q_OBJECT
public:
    HistoryPane(MetricsBoard &board, Theming &theming, QWidget *parent = nullptr);

    void showMetric(const QString &metric);
    HistoryChart *chart() const { return m_chart; }
    void setRange(milliseconds range);
    milliseconds range() const { return m_range; }

Q_SIGNALS:
    void problem(const slipway::Error &error);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void makeRanges();
    void makeExports();
    void read();
    void take(const MetricSpec &spec, const QList<MetricBucket> &buckets, qint64 from, qint64 to);
    void compare(const MetricSpec &spec, const QList<MetricBucket> &buckets);
    void exportAs(const QString &suffix);
    Result<void> write(const QString &path, const QString &suffix);

    MetricsBoard &m_board;
    HistoryChart *m_chart;
    QButtonGroup *m_ranges;
    QLabel *m_comparison;
    QToolButton *m_export;
    QString m_metric;
    milliseconds m_range{std::chrono::hours(1)};
    QTimer m_again;
    int m_request = 0;
};

} // namespace slipway
