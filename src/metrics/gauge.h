// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/metricsample.h"
#include "metrics/metricspec.h"

#include <QList>

#include <optional>

namespace slipway {

struct WindowValue;

enum class MetricState {
    Ok,
    Warn,
    Bad,
    Unknown, ///< no data, stale, too little, source down
    Maintenance,
};

/// "ok", "warn", "bad", "unknown", "maintenance": for JSON and the store.
QString toString(MetricState state);

/// Between this value and the target it is Warn; nothing without a target.
std::optional<double> warnLimit(const MetricSpec &spec);

/// What a gauge shows. Never Ok on stale, missing or too little data.
struct GaugeState
{
    enum class Trend { Unknown, Steady, Rising, Falling };

    MetricState state = MetricState::Unknown;
    std::optional<double> value;     ///< in the metric's unit; the last known one when Unknown
    std::optional<double> low;       ///< where the source gives an interval
    std::optional<double> high;      ///< infinity: "more than low"
    qint64 samples = 0;              ///< requests, probes or measurements behind the value
    double coverage = 0;             ///< share of the window that is known, 0 to 1
    std::optional<milliseconds> age; ///< of the newest measurement that says something
    QString reason;                  ///< a whole sentence: why this state
    /// Of the value over the window against the window before it.
    Trend trend = Trend::Unknown;
    friend bool operator==(const GaugeState &, const GaugeState &) = default;
};

/// Ok, Warn or Bad, by a value that is known for certain to lie between `low` and `high`; Ok
/// without a target.
MetricState judged(const MetricSpec &spec, double low, double high);
/// By all that is known of a window that has a value.
MetricState judged(const MetricSpec &spec, const WindowValue &window);

/// Pure: the same samples give the same state, now and years later. `samples` in order of time;
/// those outside the window (and the one before it, for the trend) are passed over. `now` is UTC
/// milliseconds. Hysteresis is not its business (see StateFilter).
GaugeState evaluateGauge(const MetricSpec &spec, const QList<MetricSample> &samples, qint64 now);

} // namespace slipway
