// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/executors/notifyexecutor.h"

#include "run/executors/failedexecution.h"
#include "run/executors/webhook.h"
#include "run/secretmarkers.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::NotifyExecutor)
};

class NotifyExecution final : public StepExecution
{
public:
    explicit NotifyExecution(std::unique_ptr<RunningHttpCheck> delivery)
        : m_delivery(std::move(delivery))
    {
        connect(m_delivery.get(), &RunningHttpCheck::finished, this, &NotifyExecution::conclude);
    }

    void cancel() override { m_delivery->cancel(); }

private:
    void conclude(const HttpCheckResult &ended)
    {
        ExecutionResult result;
        result.error = webhookFailure(ended);
        if (ended.last.status > 0)
            result.evidence.insert(u"status"_s, ended.last.status);
        if (!result.error) {
            result.outcome = ExecutionResult::Outcome::Succeeded;
            const QString line = Words::tr("delivered, the webhook answered with status %1\n")
                                     .arg(ended.last.status);
            Q_EMIT outputReceived(ServerId(), OutputStream::Out, line.toUtf8());
        } else if (result.error->code == ErrorCode::Cancelled) {
            result.outcome = ExecutionResult::Outcome::Cancelled;
        }
        Q_EMIT finished(result);
    }

    std::unique_ptr<RunningHttpCheck> m_delivery;
};

} // namespace

NotifyExecutor::NotifyExecutor(HttpChecker &checker, const SecretSource &secrets, Context context)
    : m_checker(checker)
    , m_secrets(secrets)
    , m_context(std::move(context))
{ }

Result<QUrl> NotifyExecutor::addressOf(const QString &channel) const
{
    QString address = channel;
    const bool isAddress = channel.contains("://"_L1) || !secretsIn(channel).isEmpty();
    if (!isAddress) {
        const auto known
            = m_context.channelAddress ? m_context.channelAddress(channel) : std::nullopt;
        if (!known) {
            return failure(ErrorCode::NotFound,
                           Words::tr("The workspace has no notify target “%1”; name one in "
                                     "slipway.yaml, or write the address of a webhook.")
                               .arg(channel));
        }
        address = *known;
    }
    const Result<QString> filled = substituteSecrets(address, m_secrets);
    if (!filled)
        return std::unexpected(filled.error());
    return QUrl(filled->trimmed());
}

std::unique_ptr<StepExecution> NotifyExecutor::start(const ExecutionRequest &request)
{
    Q_ASSERT(request.resolved.targets.size() == 1);
    const auto &action = std::get<NotifyAction>(request.resolved.targets.constFirst().action);
    const Result<QUrl> address = addressOf(action.channel);
    if (!address)
        return std::make_unique<FailedExecution>(address.error());
    const QJsonObject payload{{u"text"_s, action.text},
                              {u"run"_s, request.run.toString()},
                              {u"plan"_s, m_context.plan},
                              {u"environment"_s, m_context.environment},
                              {u"step"_s, request.step.id.toString()}};
    return std::make_unique<NotifyExecution>(m_checker.start(webhookRequest(*address, payload)));
}

} // namespace slipway
