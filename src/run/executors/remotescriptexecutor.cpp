// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/executors/remotescriptexecutor.h"

#include "run/executors/hostsexecution.h"
#include "run/executors/scriptcommand.h"

#include <map>

namespace slipway {

namespace {

RollingPolicy::Settings settingsOf(const ExecutionRequest &request)
{
    RollingPolicy::Settings settings;
    if (request.resolved.targets.isEmpty())
        return settings;
    if (const auto *ssh = std::get_if<SshAction>(&request.resolved.targets.constFirst().action)) {
        settings.rolling = ssh->rolling;
        settings.maxFailed = ssh->maxFailed;
        settings.onHostFailure = ssh->onHostFailure;
    }
    return settings;
}

class RemoteScriptExecution final : public HostsExecution
{
public:
    RemoteScriptExecution(Ports ports, const ExecutionRequest &request,
                          RemoteScriptExecutor::RunnerFor runnerFor, const SecretSource &secrets)
        : HostsExecution(ports, request, settingsOf(request))
        , m_runnerFor(std::move(runnerFor))
        , m_secrets(secrets)
    { }

private:
    void prepare() override
    {
        // All secrets before the first host: half a rollout is worse than none.
        for (const ResolvedStep::Target &each : targets()) {
            if (const auto command = scriptCommand(request(), each, m_secrets); !command) {
                prepared(std::unexpected(command.error()));
                return;
            }
        }
        prepared({});
    }

    void startHost(const ResolvedStep::Target &target) override
    {
        const ServerId host = target.host;
        Result<Command> command = scriptCommand(request(), target, m_secrets);
        if (!command) {
            // Given a moment ago in prepare(): somebody took it away meanwhile.
            QMetaObject::invokeMethod(
                this, [this, host, error = command.error()] { hostEnded(host, error, -1); },
                Qt::QueuedConnection);
            return;
        }
        std::unique_ptr<RunningCommand> running = m_runnerFor(host).start(*std::move(command));
        connect(running.get(), &RunningCommand::outputReceived, this,
                [this, host](OutputStream stream, const QByteArray &bytes) {
                    Q_EMIT outputReceived(host, stream, bytes);
                });
        connect(running.get(), &RunningCommand::finished, this,
                [this, host](const CommandResult &result) {
                    m_outputs.insert(host, result.outputs);
                    hostEnded(host, commandFailure(result, request().step.okExit), result.exitCode);
                });
        m_running.insert_or_assign(host, std::move(running));
    }

    void cancelHosts() override
    {
        for (const auto &[host, command] : m_running)
            command->cancel();
    }

    void complete(ExecutionResult &result) override
    {
        for (const ResolvedStep::Target &each : targets()) {
            const QMap<QString, QString> outputs = m_outputs.value(each.host);
            for (const auto &[name, value] : outputs.asKeyValueRange()) {
                if (!result.outputs.contains(name))
                    result.outputs.insert(name, value);
            }
        }
        // Hosts that are done already wrote theirs in an earlier attempt.
        const bool isWhole = request().alreadyDone.isEmpty() && !request().undo;
        if (result.outcome != ExecutionResult::Outcome::Succeeded || !isWhole)
            return;
        if (const auto missing = missingOutputs(request().step.outputs, result.outputs)) {
            result.outcome = ExecutionResult::Outcome::Failed;
            result.error = missing;
        }
    }

    RemoteScriptExecutor::RunnerFor m_runnerFor;
    const SecretSource &m_secrets;
    std::map<ServerId, std::unique_ptr<RunningCommand>> m_running; ///< also those that ended
    QMap<ServerId, QMap<QString, QString>> m_outputs;
};

} // namespace

RemoteScriptExecutor::RemoteScriptExecutor(RunnerFor runnerFor, const SecretSource &secrets,
                                           Clock &clock, HostSlots &hostSlots)
    : m_runnerFor(std::move(runnerFor))
    , m_secrets(secrets)
    , m_clock(clock)
    , m_hostSlots(hostSlots)
{ }

std::unique_ptr<StepExecution> RemoteScriptExecutor::start(const ExecutionRequest &request)
{
    return std::make_unique<RemoteScriptExecution>(HostsExecution::Ports{m_clock, m_hostSlots},
                                                   request, m_runnerFor, m_secrets);
}

} // namespace slipway
