// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/error.h"
#include "base/secret.h"
#include "exec/commandrunner.h"
#include "metrics/metricsample.h"
#include "metrics/metricspec.h"

#include <QObject>

#include <functional>
#include <memory>

class QNetworkAccessManager;

namespace slipway {

/// Measures one metric. Lives on the thread that uses it and never blocks it.
class MetricSource : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;
    /// Begins one measurement, `due` being its place on the fixed grid (UTC milliseconds). One is
    /// under way at most: a call while one is gives a sample of quality SourceDown for that slot.
    /// measured() follows exactly once for each call, never from inside it, within the interval.
    virtual void measure(qint64 due) = 0;

Q_SIGNALS:
    void measured(const slipway::MetricSample &sample);
};

/// What sources may use.
struct SourceServices
{
    QNetworkAccessManager *network = nullptr;
    Clock *clock = nullptr;
    /// Runs commands on a server of the workspace, or on this machine (empty name); null when the
    /// name is unknown.
    std::function<CommandRunner *(const QString &server)> runner;
    /// A text of the settings with `{{ vars.… }}` and `{{ secrets.… }}` filled in, wiped after use.
    std::function<Result<Secret>(const QString &text)> resolve;
};

/// Null with an Error that names the setting which is wrong.
Result<std::unique_ptr<MetricSource>> makeMetricSource(const MetricSpec &spec,
                                                       const SourceServices &services);

} // namespace slipway
