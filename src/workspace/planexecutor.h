// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/stepexecutor.h"
#include "workspace/nestedrun.h"

namespace slipway {

/// `plan`: another plan, run as one step. One executor for each run that may hold such a step: it
/// knows the plans that led there, and refuses to run one of them again.
class PlanExecutor final : public StepExecutor
{
public:
    /// `chain`: the plan files from the session's own to that of the run at hand.
    PlanExecutor(const NestedRunPorts &ports, QStringList chain)
        : m_ports(ports)
        , m_chain(std::move(chain))
    { }

    std::unique_ptr<StepExecution> start(const ExecutionRequest &request) override;

private:
    const NestedRunPorts &m_ports;
    const QStringList m_chain;
};

} // namespace slipway
