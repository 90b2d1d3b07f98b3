// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/secretsource.h"
#include "exec/httpchecker.h"
#include "run/executors/notifychannel.h"
#include "run/stepexecutor.h"

#include <functional>

namespace slipway {

/// `notify`: a text by mail, or to a webhook as JSON: {"text", "run", "plan", "environment",
/// "step"}.
class NotifyExecutor final : public StepExecutor
{
public:
    struct Context
    {
        QString plan;        ///< name
        QString environment; ///< name
        /// Where a notify target of the workspace is, with secret markers where it has secrets;
        /// nullopt: there is none of that name.
        std::function<std::optional<NotifyChannel>(const QString &name)> channelNamed;
    };
    /// What tells of it: a step of a run, or the run itself.
    struct Origin
    {
        RunId run;
        StepId step;
    };
    /// All of it outlives the executor.
    struct Ports
    {
        HttpChecker &checker;
        Mailer &mailer;
        const SecretSource &secrets;
    };

    NotifyExecutor(const Ports &ports, Context context);

    std::unique_ptr<StepExecution> start(const ExecutionRequest &request) override;

    /// To a channel that may still have markers of secrets.
    std::unique_ptr<StepExecution> deliver(const NotifyChannel &channel, const QString &text,
                                           const Origin &origin);

private:
    Result<NotifyChannel> channelOf(const QString &name) const;

    Ports m_ports;
    Context m_context;
};

} // namespace slipway
