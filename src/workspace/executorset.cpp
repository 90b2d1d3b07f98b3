// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspace/executorset.h"

#include "run/executors/envexecutor.h"
#include "run/executors/httpexecutor.h"
#include "run/executors/remotescriptexecutor.h"
#include "run/executors/scriptexecutor.h"
#include "run/executors/uploadexecutor.h"
#include "workspace/runcontext.h"
#include "workspace/workspacelog.h"

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

/// By name. A target whose channel cannot be made is as good as none; the log says why.
std::optional<NotifyChannel> namedChannel(const QString &name, const QList<NotifyTarget> &targets,
                                          const ResolveContext &context)
{
    for (const NotifyTarget &target : targets) {
        if (target.name != name)
            continue;
        const Result<NotifyChannel> channel = ExecutorSet::channelOf(target, context);
        if (channel)
            return *channel;
        qCWarning(workspaceLog) << "notify target" << name << ":" << channel.error().message;
    }
    return std::nullopt;
}

EnvSettings settingsFor(const WorkspaceConfig &config, const RunRequest &run)
{
    return envSettings(config.env, environmentOf(config, run.environment).env);
}

std::unique_ptr<StepExecutor> uploadExecutor(const ExecutorSet::Machines &machines,
                                             const WorkspaceConfig &config, const RunRequest &run)
{
    auto executor = std::make_unique<UploadExecutor>(
        [&remote = machines.remote](const ServerId &host) -> FileUploader & {
            return remote.uploader(host.toString());
        },
        machines.folder, machines.clock, machines.hostSlots);
    executor->setEnvFiles({machines.envSecrets, settingsFor(config, run).dialect,
                           environmentOf(config, run.environment).envFile});
    return executor;
}

} // namespace

Result<NotifyChannel> ExecutorSet::channelOf(const NotifyTarget &target,
                                             const ResolveContext &context)
{
    return target.channel.filled([&context](const QString &text) -> Result<QString> {
        Step step;
        step.id = StepId(u"notify"_s);
        step.action = NotifyAction{text, {}};
        const Result<ResolvedStep> resolved
            = StepResolver::resolve(step, step.action, context, StepResolver::Mode::Run);
        if (!resolved)
            return std::unexpected(resolved.error());
        return std::get<NotifyAction>(resolved->targets.constFirst().action).channel;
    });
}

ExecutorSet::ExecutorSet(const Machines &machines, const SecretSource &secrets,
                         const WorkspaceConfig &config, const RunRequest &run)
    : m_env(std::make_unique<EnvExecutor>(machines.folder, settingsFor(config, run)))
    , m_script(std::make_unique<ScriptExecutor>(machines.local, secrets))
    , m_remoteScript(std::make_unique<RemoteScriptExecutor>(
          [&remote = machines.remote](const ServerId &host) -> CommandRunner & {
              return remote.runner(host.toString());
          },
          secrets, machines.clock, machines.hostSlots))
    , m_upload(uploadExecutor(machines, config, run))
    , m_http(std::make_unique<HttpExecutor>(machines.http, secrets))
    , m_notify(std::make_unique<NotifyExecutor>(
          NotifyExecutor::Ports{machines.http, machines.mailer, secrets},
          NotifyExecutor::Context{
              run.plan.name, run.environment,
              [targets = config.notify, context = run.context](const QString &name) {
                  return namedChannel(name, targets, context);
              }}))
{ }

ExecutorSet::~ExecutorSet() = default;

StepExecutor *ExecutorSet::executorFor(const Action &action) const
{
    if (std::holds_alternative<RunAction>(action))
        return m_script.get();
    if (std::holds_alternative<SshAction>(action))
        return m_remoteScript.get();
    if (std::holds_alternative<UploadAction>(action))
        return m_upload.get();
    if (std::holds_alternative<EnvAction>(action))
        return m_env.get();
    if (std::holds_alternative<HttpAction>(action))
        return m_http.get();
    if (std::holds_alternative<NotifyAction>(action))
        return m_notify.get();
    return nullptr;
}

} // namespace slipway
