// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/secretsource.h"
#include "exec/commandrunner.h"
#include "run/executors/hostslots.h"
#include "run/stepexecutor.h"

#include <functional>

namespace slipway {

/// `ssh`: a script on each host, in batches where the step is rolling. Hosts that succeeded in an
/// earlier attempt are left alone. Values that several hosts write to $SLIPWAY_OUTPUT under one
/// name: the first host's, in the step's order, is the step's.
class RemoteScriptExecutor final : public StepExecutor
{
public:
    using RunnerFor = std::function<CommandRunner &(const ServerId &)>;

    /// `hostSlots` is shared by everything that works on hosts.
    RemoteScriptExecutor(RunnerFor runnerFor, const SecretSource &secrets, Clock &clock,
                         HostSlots &hostSlots);

    std::unique_ptr<StepExecution> start(const ExecutionRequest &request) override;
    /// Where no terminal was asked for: such scripts outlive their connection.
    bool canCarryOn(const ExecutionRequest &request) const override;

private:
    RunnerFor m_runnerFor;
    const SecretSource &m_secrets;
    Clock &m_clock;
    HostSlots &m_hostSlots;
};

} // namespace slipway
