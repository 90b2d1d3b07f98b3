// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/metricsample.h"
#include "metrics/metricspec.h"

#include <QJsonObject>
#include <QList>

namespace slipway {

enum class Verdict {
    Waiting, ///< the window is not over, and nothing is decided
    Pass,
    Fail,
    Inconclusive, ///< the window is over: too little data, gaps, or bounds on both sides
    SourceBroken, ///< the window is over, and the source never answered
};

/// "waiting", "pass", "fail", "inconclusive", "source-broken".
QString toString(Verdict verdict);

/// What a gate asks of one metric.
struct GateRule
{
    qint64 from = 0;         ///< when the gate began, UTC milliseconds
    milliseconds settle{0};  ///< passed over after `from`
    milliseconds window{0};  ///< judged from `from` + settle; 0: the metric's own window
    qint64 leastSamples = 0; ///< `samples` of the gate; 0: the metric's own
    double leastCoverage = 0.95;
    friend bool operator==(const GateRule &, const GateRule &) = default;
};

/// The verdict on one metric and all that led to it.
struct GateVerdict
{
    Verdict verdict = Verdict::Waiting;
    QString reason; ///< a whole sentence with the figures
    /// For the journal: counts, bounds, coverage, window, burn rates, and the samples' digest.
    QJsonObject evidence;
    qint64 decidesAt = 0; ///< when the window is over, UTC milliseconds
};

/// Pure. Ratios and availability by the Wilson 95 % bounds (PASS only when the bound on the wrong
/// side keeps the target); quantiles by the share of requests within the limit; levels and rates by
/// every sample. Fails early when the target cannot be met any more, or the budget burns 14.4 times
/// too fast over both five minutes and the time since the start (an hour at most). Passes only when
/// the window is over.
GateVerdict judgeGate(const MetricSpec &spec, const GateRule &rule,
                      const QList<MetricSample> &samples, qint64 now);

/// Of several metrics: fails when one does, waits while one waits, and passes only when all do.
/// `verdicts` by metric, in the order of the gate, with the names that people know.
GateVerdict combined(const QList<std::pair<QString, GateVerdict>> &verdicts);

} // namespace slipway
