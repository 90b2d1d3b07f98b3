// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/metricsample.h"
#include "metrics/metricspec.h"

#include <QList>
#include <QStringList>

#include <optional>

namespace slipway {

/// What a target allows to go wrong over the metric's window: time down, or requests that fail.
struct ErrorBudget
{
    double allowed = 0; ///< milliseconds, or requests
    double used = 0;
    bool isTime = false;
    /// How many times too fast it is used up, over the last 5 minutes, hour and 6 hours: 1 uses up
    /// exactly all of it. Nothing where nothing is known.
    std::optional<double> burn5m;
    std::optional<double> burn1h;
    std::optional<double> burn6h;

    /// Of what is allowed; negative when more was used. 0 when nothing is allowed.
    double left() const { return allowed > 0 ? 1 - used / allowed : 0; }
};

/// Only uptimes with a target above and rates of errors with one below have a budget. Pure; `now`
/// is UTC milliseconds, `samples` in order of time.
std::optional<ErrorBudget> errorBudgetOf(const MetricSpec &spec, const QList<MetricSample> &samples,
                                         qint64 now);

/// How the value of the metric's window comes about, in lines that can be checked by hand: times
/// or counts, the division, what is not known, and the budget.
QStringList arithmeticOf(const MetricSpec &spec, const QList<MetricSample> &samples, qint64 now);

} // namespace slipway
