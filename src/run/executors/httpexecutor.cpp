// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/executors/httpexecutor.h"

#include "run/executors/failedexecution.h"
#include "run/secretmarkers.h"

#include <QCoreApplication>
#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr qsizetype evidenceBody = 2000;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::HttpExecutor)
};

Result<HttpCheck> checkOf(const HttpAction &action, const Step &step, const SecretSource &secrets)
{
    HttpCheck check;
    const Result<QString> url = substituteSecrets(action.url, secrets);
    const Result<QString> body = substituteSecrets(action.body, secrets);
    if (!url || !body)
        return std::unexpected(url ? body.error() : url.error());
    check.url = QUrl(url->trimmed());
    check.body = body->toUtf8();
    for (const auto &[name, text] : action.headers.asKeyValueRange()) {
        const Result<QString> value = substituteSecrets(text, secrets);
        if (!value)
            return std::unexpected(value.error());
        check.headers.insert(name, *value);
    }
    if (!action.method.isEmpty())
        check.method = action.method.toUpper().toLatin1();
    check.expect = action.expect;
    check.every = action.every;
    check.inARow = action.inARow;
    check.followRedirects = action.followRedirects;
    check.timeout = step.timeout.value_or(check.timeout);
    return check;
}

class HttpExecution final : public StepExecution
{
public:
    HttpExecution(std::unique_ptr<RunningHttpCheck> check, int inARow)
        : m_check(std::move(check))
        , m_inARow(inARow)
    {
        connect(m_check.get(), &RunningHttpCheck::attempted, this,
                [this](const HttpAttempt &attempt) {
                    const QString line = describeAttempt(attempt, m_inARow) + u'\n';
                    Q_EMIT outputReceived(ServerId(), OutputStream::Out, line.toUtf8());
                });
        connect(m_check.get(), &RunningHttpCheck::finished, this, &HttpExecution::conclude);
    }

    void cancel() override { m_check->cancel(); }

private:
    void conclude(const HttpCheckResult &ended)
    {
        ExecutionResult result;
        result.error = ended.error;
        if (ended.last.number > 0)
            result.evidence = attemptEvidence(ended.last);
        if (!ended.error)
            result.outcome = ExecutionResult::Outcome::Succeeded;
        else if (ended.error->code == ErrorCode::Cancelled)
            result.outcome = ExecutionResult::Outcome::Cancelled;
        Q_EMIT finished(result);
    }

    std::unique_ptr<RunningHttpCheck> m_check;
    int m_inARow;
};

} // namespace

QString describeAttempt(const HttpAttempt &attempt, int inARowNeeded)
{
    QString what;
    if (attempt.passed) {
        what = inARowNeeded > 1 ? Words::tr("all conditions held, %1 of %2 in a row")
                                      .arg(attempt.inARow)
                                      .arg(inARowNeeded)
                                : Words::tr("all conditions held");
    } else if (attempt.error) {
        what = attempt.error->message;
    } else {
        QStringList failed;
        for (const ConditionOutcome &condition : attempt.conditions) {
            if (!condition.held)
                failed += Words::tr("%1 failed: %2").arg(condition.condition, condition.actual);
        }
        what = failed.join(u"; "_s);
    }
    return Words::tr("attempt %1: %2 · %3 ms")
        .arg(QString::number(attempt.number), what, QString::number(attempt.responseTime.count()));
}

QJsonObject attemptEvidence(const HttpAttempt &attempt)
{
    QJsonArray conditions;
    for (const ConditionOutcome &condition : attempt.conditions) {
        conditions.append(QJsonObject{{u"condition"_s, condition.condition},
                                      {u"held"_s, condition.held},
                                      {u"actual"_s, condition.actual}});
    }
    QJsonObject evidence{{u"attempts"_s, attempt.number},
                         {u"responseTimeMs"_s, qint64(attempt.responseTime.count())},
                         {u"conditions"_s, conditions}};
    if (attempt.error) {
        evidence.insert(u"error"_s, attempt.error->message);
        return evidence;
    }
    QJsonObject headers;
    for (const auto &[name, value] : attempt.answer.headers.asKeyValueRange()) {
        // A session is as good as a password.
        if (name != "set-cookie"_L1)
            headers.insert(name, value);
    }
    evidence.insert(u"status"_s, attempt.status);
    evidence.insert(u"headers"_s, headers);
    evidence.insert(u"body"_s,
                    QString::fromUtf8(attempt.answer.body().first(
                        std::min(evidenceBody, attempt.answer.body().size()))));
    if (attempt.answer.certificateExpiresIn) {
        evidence.insert(u"certificateExpiresInHours"_s,
                        qint64(attempt.answer.certificateExpiresIn->count() / 3'600'000));
    }
    return evidence;
}

HttpExecutor::HttpExecutor(HttpChecker &checker, const SecretSource &secrets)
    : m_checker(checker)
    , m_secrets(secrets)
{ }

std::unique_ptr<StepExecution> HttpExecutor::start(const ExecutionRequest &request)
{
    Q_ASSERT(request.resolved.targets.size() == 1);
    const auto &action = std::get<HttpAction>(request.resolved.targets.constFirst().action);
    const Result<HttpCheck> check = checkOf(action, request.step, m_secrets);
    if (!check)
        return std::make_unique<FailedExecution>(check.error());
    return std::make_unique<HttpExecution>(m_checker.start(*check), check->inARow);
}

} // namespace slipway
