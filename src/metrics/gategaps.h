// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/metricsample.h"
#include "metrics/metricspec.h"

#include <QJsonArray>
#include <QList>

namespace slipway {

/// A stretch of a gate's window of which nothing is known.
struct GateGap
{
    qint64 from = 0; ///< UTC milliseconds
    qint64 to = 0;
    QString reason; ///< a whole sentence
    friend bool operator==(const GateGap &, const GateGap &) = default;
};

/// Pure. In order of time; one missed measurement is one. `samples` in order of
/// time.
QList<GateGap> gapsOf(const MetricSpec &spec, const QList<MetricSample> &samples, qint64 from,
                      qint64 to);

/// For the evidence: "from", "to", "seconds" and "reason" of each, the longest where there are
/// many.
QJsonArray toJson(QList<GateGap> gaps);

/// "10m 00s from 2026-… on: This machine slept …": the longest gap in a sentence; empty: none.
QString longestGapText(const QList<GateGap> &gaps);

} // namespace slipway
