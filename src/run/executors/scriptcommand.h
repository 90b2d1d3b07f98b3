// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/secretsource.h"
#include "exec/commandrunner.h"
#include "run/stepexecutor.h"

namespace slipway {

/// The command of a `run` or `ssh` target, with its secrets. MissingSecret when there is none.
Result<Command> scriptCommand(const ExecutionRequest &request, const ResolvedStep::Target &target,
                              const SecretSource &secrets);

/// Why a command that ended did not succeed; nullopt: it did.
std::optional<Error> commandFailure(const CommandResult &result, const QList<int> &okExit);

/// Assertion when a script that succeeded did not write an output that the step declares.
std::optional<Error> missingOutputs(const QStringList &declared,
                                    const QMap<QString, QString> &written);

} // namespace slipway
