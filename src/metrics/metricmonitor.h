// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "metrics/gauge.h"
#include "metrics/metrichistory.h"
#include "metrics/metricsource.h"

#include <QObject>

#include <memory>

namespace slipway {

/// Measures the metrics of one environment on a fixed grid, keeps their samples and says how each
/// stands. A source that hangs costs its own slots, never another metric's. A jump of the wall
/// clock against the monotonic one (sleep, a changed clock) leaves a gap that is unknown.
class MetricMonitor : public QObject
{
    Q_OBJECT
public:
    /// `history` may be null: nothing is kept. All outlive the monitor.
    MetricMonitor(QString environment, QList<MetricSpec> specs, SourceServices services,
                  MetricHistory *history, QObject *parent = nullptr);
    ~MetricMonitor() override;
    Q_DISABLE_COPY_MOVE(MetricMonitor)

    const QList<MetricSpec> &specs() const;
    const MetricSpec *spec(const QString &id) const;
    /// Of a metric that is unknown: state Unknown with that reason.
    GaugeState state(const QString &id) const;
    /// In order of time: the last two windows at least, one day at most.
    QList<MetricSample> samples(const QString &id) const;

    /// Reads back what the history holds of the last two windows, then measures. Idempotent.
    void start();
    void stop();
    bool isRunning() const;
    /// One measurement of each metric at once, beside the grid.
    void measureNow();

Q_SIGNALS:
    void sampled(const QString &id, const slipway::MetricSample &sample);
    /// The state, value or reason of a metric changed, or its age passed a limit. At most four
    /// times a second for each.
    void stateChanged(const QString &id);
    /// The history could not be written or read; a whole sentence. The measuring goes on.
    void historyFailed(const slipway::Error &error);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace slipway
