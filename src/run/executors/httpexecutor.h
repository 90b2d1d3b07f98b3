// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/secretsource.h"
#include "exec/httpchecker.h"
#include "run/stepexecutor.h"

namespace slipway {

/// `http`: requests until the conditions held often enough. Each attempt is a line of output, the
/// last answer the evidence. Secrets are put in here, at the last moment.
class HttpExecutor final : public StepExecutor
{
public:
    HttpExecutor(HttpChecker &checker, const SecretSource &secrets);

    std::unique_ptr<StepExecution> start(const ExecutionRequest &request) override;

private:
    HttpChecker &m_checker;
    const SecretSource &m_secrets;
};

/// `attempt 3: [STATUS] == 200 failed: 503 · 12 ms`
QString describeAttempt(const HttpAttempt &attempt, int inARowNeeded);
/// Status, time, conditions, headers and the beginning of the body.
QJsonObject attemptEvidence(const HttpAttempt &attempt);

} // namespace slipway
