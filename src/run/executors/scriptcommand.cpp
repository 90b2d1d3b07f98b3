// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/executors/scriptcommand.h"

#include "run/secretmarkers.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::ScriptCommand)
};

Result<void> fillIn(Command &command, const RunAction &action, const SecretSource &secrets)
{
    command.script = action.script;
    command.shell = action.shell;
    command.cwd = action.cwd;
    for (const auto &[name, text] : action.environment.asKeyValueRange()) {
        const Result<QString> value = substituteSecrets(text, secrets);
        if (!value)
            return std::unexpected(value.error());
        command.environment.insert(name, *value);
    }
    return {};
}

void fillIn(Command &command, const SshAction &action)
{
    command.script = action.script;
    command.pty = action.pty;
    command.sudo = action.sudo;
}

} // namespace

Result<Command> scriptCommand(const ExecutionRequest &request, const ResolvedStep::Target &target,
                              const SecretSource &secrets)
{
    Command command;
    if (const auto *run = std::get_if<RunAction>(&target.action)) {
        if (const Result<void> filled = fillIn(command, *run, secrets); !filled)
            return std::unexpected(filled.error());
    } else if (const auto *ssh = std::get_if<SshAction>(&target.action)) {
        fillIn(command, *ssh);
    } else {
        return failure(ErrorCode::Internal, Words::tr("This step has no script."));
    }
    for (const QString &name : target.secrets) {
        Result<Secret> secret = secrets.secret(name);
        if (!secret)
            return std::unexpected(secret.error());
        command.secrets.emplace(name, *std::move(secret));
    }
    command.timeout = request.step.timeout;
    command.idleTimeout = request.step.idleTimeout;
    command.collectsOutputs = !request.step.outputs.isEmpty() && !request.undo;
    return command;
}

std::optional<Error> commandFailure(const CommandResult &result, const QList<int> &okExit)
{
    if (result.error)
        return result.error;
    if (!result.signalName.isEmpty()) {
        return Error{ErrorCode::ExitStatus,
                     Words::tr("The script was ended by the signal %1.").arg(result.signalName)};
    }
    const bool isOk = okExit.isEmpty() ? result.exitCode == 0 : okExit.contains(result.exitCode);
    if (isOk)
        return std::nullopt;
    return Error{ErrorCode::ExitStatus,
                 Words::tr("The script ended with exit status %1.").arg(result.exitCode)};
}

std::optional<Error> missingOutputs(const QStringList &declared,
                                    const QMap<QString, QString> &written)
{
    QStringList missing;
    for (const QString &name : declared) {
        if (!written.contains(name))
            missing.append(name);
    }
    if (missing.isEmpty())
        return std::nullopt;
    return Error{ErrorCode::Assertion,
                 Words::tr("The script ended well, but did not write %1 to $SLIPWAY_OUTPUT, which "
                           "the plan declares as its output.")
                     .arg(missing.join(u", "_s))};
}

} // namespace slipway
