// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/secretsource.h"
#include "exec/httpchecker.h"
#include "run/stepexecutor.h"

#include <functional>

namespace slipway {

/// `notify`: a text to a webhook, as JSON: {"text", "run", "plan", "environment", "step"}.
class NotifyExecutor final : public StepExecutor
{
public:
    struct Context
    {
        QString plan;        ///< name
        QString environment; ///< name
        /// The address of a notify target of the workspace, with secret markers where it has
        /// secrets; nullopt: there is none of that name.
        std::function<std::optional<QString>(const QString &name)> channelAddress;
    };

    NotifyExecutor(HttpChecker &checker, const SecretSource &secrets, Context context);

    std::unique_ptr<StepExecution> start(const ExecutionRequest &request) override;

private:
    Result<QUrl> addressOf(const QString &channel) const;

    HttpChecker &m_checker;
    const SecretSource &m_secrets;
    Context m_context;
};

} // namespace slipway
