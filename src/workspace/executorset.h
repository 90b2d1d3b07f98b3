// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/secretsource.h"
#include "exec/commandrunner.h"
#include "exec/httpchecker.h"
#include "exec/mailer.h"
#include "run/executors/hostslots.h"
#include "run/executors/notifyexecutor.h"
#include "run/runengine.h"
#include "run/secretresolver.h"
#include "ssh/sshconnections.h"
#include "workspace/workspaceconfig.h"

namespace slipway {

/// The executors of one run, wired to the machines of its environment. `plan` is not among them.
class ExecutorSet
{
public:
    struct Machines
    {
        CommandRunner &local;
        SshConnections &remote;
        HostSlots &hostSlots;
        HttpChecker &http;
        Mailer &mailer;
        Clock &clock;
        QString folder; ///< of the workspace: what relative files are relative to
        SecretResolver &envSecrets;
    };

    ExecutorSet(const Machines &machines, const SecretSource &secrets,
                const WorkspaceConfig &config, const RunRequest &run);
    ~ExecutorSet();
    Q_DISABLE_COPY_MOVE(ExecutorSet)

    /// nullptr for actions that this version cannot run, and for those the engine does itself.
    StepExecutor *executorFor(const Action &action) const;

    /// Where a notify target of the workspace is, with markers where it has secrets.
    static Result<NotifyChannel> channelOf(const NotifyTarget &target,
                                           const ResolveContext &context);
    NotifyExecutor &notify() const { return *m_notify; }

private:
    std::unique_ptr<StepExecutor> m_env;
    std::unique_ptr<StepExecutor> m_script;
    std::unique_ptr<StepExecutor> m_remoteScript;
    std::unique_ptr<StepExecutor> m_upload;
    std::unique_ptr<StepExecutor> m_http;
    std::unique_ptr<NotifyExecutor> m_notify;
};

} // namespace slipway
