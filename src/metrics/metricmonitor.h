// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "metrics/gauge.h"
#include "metrics/metricsource.h"

#include <QHash>
#include <QObject>

#include <functional>
#include <map>
#include <memory>

namespace slipway {

/// Measures metrics on a fixed grid and keeps their samples: those of two windows, the older ones
/// condensed where they are many.
/// A source that hangs costs its own slots, never another metric's: a slot that comes while the
/// measurement before is under way counts as an answer that did not come. Where the wall clock
/// jumped against the monotonic one (sleep, a changed clock), the sample across is discarded.
class MetricMonitor : public QObject
{
    Q_OBJECT
public:
    using Maker = std::function<Result<std::unique_ptr<MetricSource>>(const MetricSpec &)>;

    /// The clock outlives the monitor. What cannot be made is unknown, with the reason.
    MetricMonitor(QList<MetricSpec> specs, const Maker &maker, Clock &clock,
                  QObject *parent = nullptr);
    ~MetricMonitor() override;

    const QList<MetricSpec> &specs() const { return m_specs; }
    GaugeState state(const QString &id) const;
    QList<MetricSample> samples(const QString &id) const;

    /// What was measured before this monitor was made, in order of time.
    void seed(const QString &id, const QList<MetricSample> &samples);
    /// Makes the sources again that could not be made: a secret may be known by now.
    void makeMissing();

    /// The first measurements come soon, then one each interval.
    void start();
    void stop();

Q_SIGNALS:
    void sampled(const QString &id, const slipway::MetricSample &sample);

private:
    struct Entry
    {
        MetricSpec spec;
        std::unique_ptr<MetricSource> source;
        QString problem; ///< why there is no source
        QList<MetricSample> samples;
        Clock::TimerHandle timer = 0;
        bool isMeasuring = false;
        milliseconds next{0}; ///< monotonic time of the next slot
        milliseconds skew{0}; ///< wall clock minus monotonic, at the last sample
        bool hasSkew = false;
    };

    void make(Entry &entry);
    void begin(Entry &entry);
    static void trim(Entry &entry, qint64 now);
    void schedule(Entry &entry);
    void slot(Entry &entry);
    void take(Entry &entry, MetricSample sample);
    void discard(Entry &entry, MetricSample &sample, milliseconds jump);
    void keep(Entry &entry, const MetricSample &sample);

    QList<MetricSpec> m_specs;
    Maker m_maker;
    Clock &m_clock;
    std::map<QString, Entry> m_entries;
    bool m_isRunning = false;
};

} // namespace slipway
