// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/systemclock.h"
#include "cli/clicommand.h"
#include "cli/workspaceaccess.h"
#include "metrics/metricmonitor.h"
#include "workspace/workspacemetrics.h"

#include <memory>

namespace slipway {

/// What the commands that measure the workspace's metrics have in common.
class MetricsCommand : public CliCommand
{
    Q_OBJECT
public:
    explicit MetricsCommand(const Console &console);

    void start(const Arguments &arguments) override;

protected:
    static QList<OptionSpec> commonOptions();
    MetricMonitor &monitor() { return *m_monitor; }
    /// Those of the environment, for commands that measure as the workspace itself does.
    WorkspaceMetrics &metrics() { return m_workspace->metrics(m_environment); }
    /// One line of a metric: state, name, value, target, reason.
    QString lineOf(const MetricSpec &spec, const GaugeState &gauge) const;
    bool isJson() const { return m_isJson; }
    /// Of the metrics chosen, as they are to be measured.
    virtual QList<MetricSpec> prepared(QList<MetricSpec> specs) = 0;
    /// What the workspace is opened for.
    virtual Workspace::Purpose purpose() const = 0;
    /// The monitor is there; ends the command some time.
    virtual void begin() = 0;
    /// How long to measure.
    milliseconds given() const { return m_given; }

private:
    std::optional<QList<MetricSpec>> choose(const Arguments &arguments);

    SystemClock m_clock;
    WorkspaceAccess m_access;
    Workspace *m_workspace = nullptr;
    QString m_environment;
    std::unique_ptr<MetricMonitor> m_monitor;
    milliseconds m_given{10'000};
    bool m_isJson = false;
};

/// `metrics show` and `metrics check`: measures for a while and tells how each metric stands.
class MetricsShowCommand : public MetricsCommand
{
    Q_OBJECT
public:
    using MetricsCommand::MetricsCommand;
    static CommandSpec spec();

protected:
    QList<MetricSpec> prepared(QList<MetricSpec> specs) override;
    Workspace::Purpose purpose() const override { return Workspace::Purpose::Measure; }
    void begin() override;
    virtual int exitCodeOf(bool isAllOk) const;

private:
    void print();
};

class MetricsCheckCommand final : public MetricsShowCommand
{
    Q_OBJECT
public:
    using MetricsShowCommand::MetricsShowCommand;
    static CommandSpec spec();

protected:
    int exitCodeOf(bool isAllOk) const override;
};

/// `metrics watch`: measures and keeps, with a line whenever a metric's state or value changes,
/// until it is interrupted.
class MetricsWatchCommand final : public MetricsCommand
{
    Q_OBJECT
public:
    using MetricsCommand::MetricsCommand;
    static CommandSpec spec();

protected:
    QList<MetricSpec> prepared(QList<MetricSpec> specs) override { return specs; }
    Workspace::Purpose purpose() const override { return Workspace::Purpose::Work; }
    void begin() override;

private:
    void tell(const QString &id);

    QHash<QString, QString> m_told;
    QHash<QString, QSet<QString>> m_unknown; ///< what was told since it is not known
};

} // namespace slipway
