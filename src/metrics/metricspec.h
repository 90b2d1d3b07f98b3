// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QStringList>
#include <QTime>

#include <algorithm>
#include <chrono>
#include <optional>

namespace slipway {

using std::chrono::milliseconds;

/// What a metric's values are counted in. Percent is 0 to 100, never 0 to 1.
enum class MetricUnit { Number, Percent, Milliseconds, Seconds, PerSecond, Bytes, Score };

/// How the samples of a window become one value.
enum class MetricKind {
    Availability, ///< time up of time known, percent
    Ratio,        ///< sum of numerators of sum of denominators, percent
    Quantile,     ///< of all latencies of the window, milliseconds
    Rate,         ///< sum of numerators by the time measured, a second
    Level,        ///< the newest value: scores, memory, versions
};

/// "> 99.9", "< 200", ">= 85". A value exactly on an open limit does not meet it.
struct MetricTarget
{
    enum class Side { Above, Below };
    Side side = Side::Above;
    bool isInclusive = false;
    double limit = 0; ///< in the metric's unit
    friend bool operator==(const MetricTarget &, const MetricTarget &) = default;
};

/// A metric as its user wrote it, with what was left out filled in by its source's defaults.
struct MetricSpec
{
    QString id;
    QString name;
    MetricUnit unit = MetricUnit::Number;
    MetricKind kind = MetricKind::Level;
    std::optional<MetricTarget> target; ///< none: shown, never judged
    double quantile = 0.95;             ///< of MetricKind::Quantile
    milliseconds window{300'000};       ///< what the gauge speaks of
    milliseconds interval{30'000};      ///< from one measurement to the next
    milliseconds staleAfter{0};         ///< 0: three intervals, ten seconds at least
    qint64 leastSamples = 1;            ///< fewer: too little data
    double leastCoverage = 0.5;         ///< share of the window that must be known, 0 to 1
    std::optional<double> warnAt;       ///< on the good side of the target; none: 10 % before it
    bool isRequired = true;             ///< counts for go or no-go
    QStringList alert;                  ///< names of `notify` entries that hear of changes
    std::optional<std::pair<QTime, QTime>> quiet; ///< no messages from … to, local time
    QString sourceKind;                           ///< "prometheus", "http_probe", …
    QJsonObject source;                           ///< its settings, as written
    friend bool operator==(const MetricSpec &, const MetricSpec &) = default;
};

/// The time without an answer after which a metric is no longer known.
inline milliseconds staleLimit(const MetricSpec &spec)
{
    using namespace std::chrono_literals;
    return spec.staleAfter > 0ms ? spec.staleAfter : std::max(3 * spec.interval, milliseconds(10s));
}

} // namespace slipway
