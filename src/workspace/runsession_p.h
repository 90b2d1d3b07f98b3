// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "workspace/executorset.h"
#include "workspace/nestedrun.h"
#include "workspace/planexecutor.h"
#include "workspace/runfamily.h"
#include "workspace/runnotifier.h"
#include "workspace/runsession.h"

namespace slipway {

/// What a session gets from its workspace, which outlives it.
struct SessionPorts
{
    Journal &journal;
    Clock &clock;
    Redactor &redactor;
    const SecretSource &secrets;
    const WorkspaceConfig &config;
    ExecutorSet::Machines machines;
    QString folder;
    GateJudge &gates;
};

class RunSession::Private
{
public:
    explicit Private(const SessionPorts &given);
    ~Private();

    /// Makes the engine for the plan file; call once, before the engine is used.
    void prepare(const RunRequest &request, const QString &runOperator);
    void connectTo(RunSession *session);
    void holdLock(const Journal::LockOwner &owner);
    void releaseLock();
    void follow(const RunEvent &event);
    /// Does it with the environment's lock, which a finished run has to take again.
    QFuture<Result<void>> withLock(std::function<Result<void>()> act);

    SessionPorts ports;
    SessionSecrets secrets;
    RunId run;
    QString environment;
    std::optional<Journal::LockOwner> lockOwner; ///< set while this session holds the lock
    Journal::LockOwner owner;                    ///< what it says when it takes it
    RunFamily family;
    std::unique_ptr<ExecutorSet> executors;
    std::unique_ptr<NestedRunPorts> nestedPorts;
    std::unique_ptr<PlanExecutor> planExecutor;
    std::unique_ptr<RunNotifier> notifier;
    std::unique_ptr<RunEngine> engine; ///< last: its steps under way use all of the above
};

} // namespace slipway
