// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "workspace/runcontext.h"
#include "workspace/runfamily.h"
#include "workspace/workspace.h"

#include "run/stepexecutor.h"

namespace slipway {

/// What the nested runs of a session share with it. Outlives them.
struct NestedRunPorts
{
    Journal &journal;
    Clock &clock;
    const Redactor &redactor;
    SessionSecrets &secrets;
    RunFamily &family;
    const WorkspaceConfig &config;
    QString folder;       ///< of the workspace
    QString environment;  ///< of the session's run
    QString operatorName; ///< of that run
    QString resumedBy;    ///< who drives it now
    /// Executors of every action but `plan`.
    std::function<StepExecutor *(const Action &)> executorFor;
    std::function<Result<PlanFile>(const QString &path)> readPlan;
    GateJudge &gates;
};

/// One attempt of a `plan` step: a run of its own in the same journal, with an engine of its own.
/// When the journal already holds it (Slipway was interrupted), it is carried on with.
class NestedRun final : public StepExecution
{
    Q_OBJECT
public:
    NestedRun(const NestedRunPorts &ports, QStringList chain, const ExecutionRequest &request);
    ~NestedRun() override;

    void cancel() override;

    /// "<run>.<step>"; further attempts and undos have an id of their own.
    static RunId idFor(const ExecutionRequest &request);

private:
    void lookedUp(const Result<QList<RunEvent>> &recorded);
    Result<void> begin();
    Result<void> carryOn(const QList<RunEvent> &events);
    Result<PlanFile> planToRun() const;
    Result<void> checkForCircle(const QString &path) const;
    RunRequest requestFor(const PlanFile &file, const QMap<QString, QString> &inputs);
    void makeEngine(const QString &planPath);
    void followParent(const RunEvent &event);
    void ended(RunOutcome outcome);
    void finish(const ExecutionResult &result);
    void fail(const Error &error);

    const NestedRunPorts &m_ports;
    const QStringList m_chain;
    const ExecutionRequest m_request;
    const PlanAction m_action;
    const RunId m_run;
    std::unique_ptr<StepExecutor> m_planExecutor;
    std::unique_ptr<RunEngine> m_engine;
    bool m_cancelled = false;
    bool m_ended = false;
};

} // namespace slipway
