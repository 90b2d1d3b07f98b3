// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/clicommand.h"
#include "cli/workspaceaccess.h"
#include "workspace/workspacemetrics.h"

namespace slipway {

/// `metrics gate`: what a gate decides by the samples that are kept, at any time.
class MetricsGateCommand final : public CliCommand
{
    Q_OBJECT
public:
    explicit MetricsGateCommand(const Console &console);
    static CommandSpec spec();
    void start(const Arguments &arguments) override;

private:
    /// The gate of a run, as it was recorded.
    struct OfRun
    {
        RunId id;
        QDateTime began;     ///< the gate
        QJsonObject decided; ///< its evidence; empty: not decided before m_at
    };

    void findRun(const QString &plan);
    void takeRun(const RunId &id, const Result<RecordedRun> &run);
    void judge(const QDateTime &from);
    void print(const GateVerdict &verdict);
    /// Where the run decided otherwise, or by other targets: sentences.
    QStringList differences(const GateVerdict &verdict) const;

    WorkspaceAccess m_access;
    Workspace *m_workspace = nullptr;
    QString m_environment;
    QString m_wantedRun;
    StepId m_step;
    GateAction m_gate;
    QDateTime m_at;
    std::optional<OfRun> m_run; ///< nothing with --from
    bool m_isJson = false;
};

} // namespace slipway
