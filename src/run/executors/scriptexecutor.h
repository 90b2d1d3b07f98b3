// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/secretsource.h"
#include "exec/commandrunner.h"
#include "run/stepexecutor.h"

namespace slipway {

/// `run`: a script on this machine.
class ScriptExecutor final : public StepExecutor
{
public:
    ScriptExecutor(CommandRunner &runner, const SecretSource &secrets);

    std::unique_ptr<StepExecution> start(const ExecutionRequest &request) override;

private:
    CommandRunner &m_runner;
    const SecretSource &m_secrets;
};

} // namespace slipway
