// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspace/planexecutor.h"

namespace slipway {

std::unique_ptr<StepExecution> PlanExecutor::start(const ExecutionRequest &request)
{
    return std::make_unique<NestedRun>(m_ports, m_chain, request);
}

} // namespace slipway
