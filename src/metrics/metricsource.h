// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/error.h"
#include "exec/commandrunner.h"
#include "metrics/metricsample.h"
#include "metrics/metricspec.h"
#include "metrics/sqlfigure.h"

#include <QObject>

#include <functional>
#include <map>
#include <memory>

namespace slipway {

/// Measures one metric. Lives on the thread that uses it and never blocks it. Deleting it ends what
/// is under way, silently.
class MetricSource : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;
    /// Begins one measurement; none may be under way. measured() follows exactly once, never from
    /// inside this call, within the metric's interval.
    virtual void measure() = 0;

Q_SIGNALS:
    /// Its time is when it began; its span is for the receiver to fill in where it is 0.
    void measured(const slipway::MetricSample &sample);
};

/// A script of a person's, with the secrets that it is handed in its environment.
struct MetricScript
{
    QString text;
    std::map<QString, Secret> secrets;

    Command command() const;
};

/// What sources may use; all of it outlives them.
struct SourceServices
{
    Clock &clock;
    CommandRunner &local; ///< runs commands on this machine
    /// A text of the settings with `{{ vars.… }}` and `{{ secrets.… }}` filled in.
    std::function<Result<QString>(const QString &text)> resolve;
    /// Runs commands on a server; nullptr for one that there is not.
    std::function<CommandRunner *(const QString &server)> servers = {};
    QString folder = {}; ///< that files are relative to
    SqlAsker sql = {};   ///< empty: databases cannot be asked
    /// A script of the settings with its values quoted; empty: as resolve() gives it.
    std::function<Result<MetricScript>(const QString &text)> script = {};
    /// Hides secrets in a text; empty: there are none.
    std::function<QString(const QString &text)> redact = {};
};

/// For what `sourceKind` says; an Error that names the setting which is wrong.
Result<std::unique_ptr<MetricSource>> makeMetricSource(const MetricSpec &spec,
                                                       const SourceServices &services);

/// The kinds that makeMetricSource() knows.
QStringList metricSourceKinds();

} // namespace slipway
