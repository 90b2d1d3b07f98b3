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

class WebhookExecution final : public StepExecution
{
public:
    explicit WebhookExecution(std::unique_ptr<RunningHttpCheck> delivery)
        : m_delivery(std::move(delivery))
    {
        connect(m_delivery.get(), &RunningHttpCheck::finished, this, &WebhookExecution::conclude);
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

class MailExecution final : public StepExecution
{
public:
    MailExecution(std::unique_ptr<RunningMail> mail, qsizetype receivers)
        : m_mail(std::move(mail))
        , m_receivers(receivers)
    {
        connect(m_mail.get(), &RunningMail::finished, this, &MailExecution::conclude);
    }

    void cancel() override { m_mail->cancel(); }

private:
    void conclude(const std::optional<Error> &error)
    {
        ExecutionResult result;
        result.error = error;
        if (!error) {
            result.outcome = ExecutionResult::Outcome::Succeeded;
            const QString line = Words::tr("the mail server took it for %n receiver(s)\n", nullptr,
                                           int(m_receivers));
            Q_EMIT outputReceived(ServerId(), OutputStream::Out, line.toUtf8());
        } else if (error->code == ErrorCode::Cancelled) {
            result.outcome = ExecutionResult::Outcome::Cancelled;
        }
        Q_EMIT finished(result);
    }

    std::unique_ptr<RunningMail> m_mail;
    qsizetype m_receivers;
};

} // namespace

NotifyExecutor::NotifyExecutor(const Ports &ports, Context context)
    : m_ports(ports)
    , m_context(std::move(context))
{ }

Result<NotifyChannel> NotifyExecutor::channelOf(const QString &name) const
{
    const bool isAddress = name.contains("://"_L1) || !secretsIn(name).isEmpty();
    if (isAddress)
        return NotifyChannel{name, std::nullopt};
    const auto known = m_context.channelNamed ? m_context.channelNamed(name) : std::nullopt;
    if (known)
        return *known;
    return failure(
        ErrorCode::NotFound,
        Words::tr("The workspace has no notify target “%1”; name one in slipway.yaml, or "
                  "write the address of a webhook.")
            .arg(name));
}

std::unique_ptr<StepExecution> NotifyExecutor::start(const ExecutionRequest &request)
{
    Q_ASSERT(request.resolved.targets.size() == 1);
    const auto &action = std::get<NotifyAction>(request.resolved.targets.constFirst().action);
    const Result<NotifyChannel> channel = channelOf(action.channel);
    if (!channel)
        return std::make_unique<FailedExecution>(channel.error());
    return deliver(*channel, action.text, {request.run, request.step.id});
}

std::unique_ptr<StepExecution> NotifyExecutor::deliver(const NotifyChannel &channel,
                                                       const QString &text, const Origin &origin)
{
    const Result<NotifyChannel> filled = channel.filled(
        [this](const QString &each) { return substituteSecrets(each, m_ports.secrets); });
    if (!filled)
        return std::make_unique<FailedExecution>(filled.error());
    if (filled->mail)
        return std::make_unique<MailExecution>(m_ports.mailer.send(mailAbout(*filled->mail, text)),
                                               filled->mail->to.size());
    const QJsonObject payload{{u"text"_s, text},
                              {u"run"_s, origin.run.toString()},
                              {u"plan"_s, m_context.plan},
                              {u"environment"_s, m_context.environment},
                              {u"step"_s, origin.step.toString()}};
    return std::make_unique<WebhookExecution>(
        m_ports.checker.start(webhookRequest(QUrl(filled->webhook.trimmed()), payload)));
}

} // namespace slipway
