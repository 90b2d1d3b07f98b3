// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/executors/remotescriptexecutor.h"

#include "run/executors/hostsexecution.h"
#include "run/executors/scriptcommand.h"

#include <algorithm>
#include <map>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace slipway {

namespace {

/// What a command that is out of time already is given to tell that it ended long ago.
constexpr milliseconds leastTime = 5s;

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
        , m_clock(ports.clock)
        , m_runnerFor(std::move(runnerFor))
        , m_secrets(secrets)
    { }

private:
    void prepare() override
    {
        // All secrets before the first host: half a rollout is worse than none.
        for (const ResolvedStep::Target &each : targets()) {
            if (const auto command = commandFor(each); !command) {
                prepared(std::unexpected(command.error()));
                return;
            }
        }
        prepared({});
    }

    void startHost(const ResolvedStep::Target &target) override
    {
        const ServerId host = target.host;
        Result<Command> command = commandFor(target);
        if (!command) {
            // Given a moment ago in prepare(): somebody took it away meanwhile.
            QMetaObject::invokeMethod(
                this, [this, host, error = command.error()] { hostEnded(host, error, -1); },
                Qt::QueuedConnection);
            return;
        }
        std::unique_ptr<RunningCommand> running = m_runnerFor(host).start(*std::move(command));
        connect(running.get(), &RunningCommand::noteMade, this,
                [this, host](const QString &text) { Q_EMIT noteMade(host, text); });
        connect(running.get(), &RunningCommand::outputReceived, this,
                [this, host](OutputStream stream, const QByteArray &bytes) {
                    Q_EMIT outputReceived(host, stream, bytes);
                });
        connect(running.get(), &RunningCommand::finished, this,
                [this, host](const CommandResult &result) { commandEnded(host, result); });
        m_running.insert_or_assign(host, std::move(running));
    }

    void commandEnded(const ServerId &host, const CommandResult &result)
    {
        m_ended.insert(host);
        m_outputs.insert(host, result.outputs);
        if (request().interrupted && result.error && result.fate != CommandResult::Fate::Known)
            hostUnknown(host, *result.error);
        else
            hostEnded(host, commandFailure(result, request().step.okExit), result.exitCode);
    }

    /// A host that began before Slipway was interrupted is only asked: it needs no secrets, and
    /// has had a part of its time.
    Result<Command> commandFor(ResolvedStep::Target target) const
    {
        const HostStatus known = recorded(target.host);
        const bool hasBegun = known.state == StepState::Running;
        if (hasBegun)
            target.secrets.clear();
        Result<Command> command = scriptCommand(request(), target, m_secrets);
        if (!command)
            return command;
        command->durable = DurableName{
            u"%1/%2/%3/%4"_s.arg(request().run.toString(), request().step.id.toString(),
                                 QString::number(request().intent), target.host.toString()),
            hasBegun ? DurableName::Mode::AttachOnly : DurableName::Mode::StartOrAttach};
        if (hasBegun && command->timeout) {
            const milliseconds used(known.startedAt.msecsTo(m_clock.now()));
            command->timeout = std::max<milliseconds>(*command->timeout - used, leastTime);
        }
        return command;
    }

    void cancelHosts() override
    {
        for (const auto &[host, command] : m_running) {
            if (!m_ended.contains(host))
                command->cancel();
        }
    }

    void acknowledge(const ServerId &host) override
    {
        if (const auto found = m_running.find(host); found != m_running.end())
            found->second->acknowledge();
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

    Clock &m_clock;
    RemoteScriptExecutor::RunnerFor m_runnerFor;
    const SecretSource &m_secrets;
    QSet<ServerId> m_ended;
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

bool RemoteScriptExecutor::canCarryOn(const ExecutionRequest &request) const
{
    return std::ranges::all_of(request.resolved.targets, [](const ResolvedStep::Target &target) {
        const auto *ssh = std::get_if<SshAction>(&target.action);
        return ssh && !ssh->pty;
    });
}

std::unique_ptr<StepExecution> RemoteScriptExecutor::start(const ExecutionRequest &request)
{
    return std::make_unique<RemoteScriptExecution>(HostsExecution::Ports{m_clock, m_hostSlots},
                                                   request, m_runnerFor, m_secrets);
}

} // namespace slipway
