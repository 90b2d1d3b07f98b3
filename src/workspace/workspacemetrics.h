// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "workspace/sessionsecrets.h"
#include "workspace/workspaceconfig.h"

#include "metrics/metrichistory.h"
#include "metrics/metricmonitor.h"
#include "run/gatejudge.h"

#include <QObject>

namespace slipway {

/// The metrics of a workspace in one environment: measured, kept, judged. Belongs to its workspace.
/// Nothing here blocks.
class WorkspaceMetrics final : public QObject, public GateJudge
{
    Q_OBJECT
public:
    /// All of it outlives this.
    struct Ports
    {
        Clock &clock;
        MetricHistory &history;
        CommandRunner &local;
        const SecretSource &secrets;
        Redactor &redactor;
        /// Runs commands on a server; nullptr for one that there is not.
        std::function<CommandRunner *(const QString &server)> servers;
        QString folder;
    };

    WorkspaceMetrics(QList<MetricSpec> specs, Environment environment, const Ports &ports);
    ~WorkspaceMetrics() override;

    const QList<MetricSpec> &specs() const { return m_specs; }
    const QString &environment() const { return m_environment.name; }
    /// What sources of these metrics may use.
    SourceServices services();

    /// A text with `{{ vars.… }}` and `{{ secrets.… }}` of the environment filled in.
    Result<QString> filled(const QString &text) const;

    /// Reads what is known of the time before, then measures until this goes. Once is enough.
    void start();
    bool isStarted() const { return m_isStarted; }
    /// Makes those sources that lacked a secret.
    void secretsChanged();

    /// By what was measured so far; unknown, with the reason, before start().
    GaugeState state(const QString &id) const;
    /// In order of time: those of two windows at least.
    QList<MetricSample> recent(const QString &id) const;
    /// As MetricHistory tells it. Empty for a metric that there is not.
    QFuture<Result<QList<MetricBucket>>> history(const QString &id, qint64 from, qint64 to,
                                                 MetricHistory::Grain grain) const;
    QFuture<Result<QList<MetricSample>>> samples(const QString &id, qint64 from, qint64 to) const;

    Result<QDateTime> decidesAt(const GateAction &gate, const QDateTime &from) const override;
    QFuture<Result<GateVerdict>> judge(const GateAction &gate, const QDateTime &from,
                                       const QDateTime &now) override;

Q_SIGNALS:
    /// Measured anew, or learnt from the time before.
    void changed(const QString &id);

private:
    const MetricSpec *find(const QString &id) const;
    Result<QList<MetricSpec>> specsOf(const GateAction &gate) const;
    void learn(const MetricSpec &spec);
    std::optional<QString> variable(const QString &name) const;
    /// The same for a script: values quoted, secrets in its environment.
    Result<MetricScript> script(const QString &text) const;

    QList<MetricSpec> m_specs;
    Environment m_environment;
    Ports m_ports;
    SessionSecrets m_secrets;
    bool m_isStarted = false;
    std::unique_ptr<MetricMonitor> m_monitor;
};

} // namespace slipway
