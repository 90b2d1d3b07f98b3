// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/executors/scriptexecutor.h"

#include "run/executors/failedexecution.h"
#include "run/executors/scriptcommand.h"

namespace slipway {

namespace {

class ScriptExecution final : public StepExecution
{
public:
    ScriptExecution(ExecutionRequest request, std::unique_ptr<RunningCommand> command)
        : m_request(std::move(request))
        , m_command(std::move(command))
    {
        connect(m_command.get(), &RunningCommand::outputReceived, this,
                [this](OutputStream stream, const QByteArray &bytes) {
                    Q_EMIT outputReceived(ServerId(), stream, bytes);
                });
        connect(m_command.get(), &RunningCommand::finished, this, &ScriptExecution::conclude);
    }

    void cancel() override { m_command->cancel(); }

private:
    void conclude(const CommandResult &ended)
    {
        ExecutionResult result;
        result.exitCode = ended.exitCode;
        result.outputs = ended.outputs;
        result.error = commandFailure(ended, m_request.step.okExit);
        if (!result.error && !m_request.undo)
            result.error = missingOutputs(m_request.step.outputs, ended.outputs);
        if (!result.error)
            result.outcome = ExecutionResult::Outcome::Succeeded;
        else if (result.error->code == ErrorCode::Cancelled)
            result.outcome = ExecutionResult::Outcome::Cancelled;
        Q_EMIT finished(result);
    }

    ExecutionRequest m_request;
    std::unique_ptr<RunningCommand> m_command;
};

} // namespace

ScriptExecutor::ScriptExecutor(CommandRunner &runner, const SecretSource &secrets)
    : m_runner(runner)
    , m_secrets(secrets)
{ }

std::unique_ptr<StepExecution> ScriptExecutor::start(const ExecutionRequest &request)
{
    Q_ASSERT(request.resolved.targets.size() == 1);
    Result<Command> command
        = scriptCommand(request, request.resolved.targets.constFirst(), m_secrets);
    if (!command)
        return std::make_unique<FailedExecution>(command.error());
    return std::make_unique<ScriptExecution>(request, m_runner.start(*std::move(command)));
}

} // namespace slipway
