// SPDX-License-Identifier: GPL-3.0-or-later
#include "exec/httpchecker.h"

#include "exec/httprequest.h"

#include <QNetworkAccessManager>
#include <QPointer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

class HttpCheckRun final : public RunningHttpCheck
{
public:
    HttpCheckRun(Clock &clock, const HttpCheck &check) : m_clock(clock), m_check(check) { }

    ~HttpCheckRun() override
    {
        m_clock.cancel(m_nextTimer);
        m_clock.cancel(m_timeoutTimer);
    }

    void start()
    {
        if (const Result<void> prepared = prepare(); !prepared) {
            finishLater(prepared.error());
            return;
        }
        m_startedAt = m_clock.monotonic();
        m_timeoutTimer = m_clock.callAfter(m_check.timeout, [this] { timeOut(); });
        attempt();
    }

    void cancel() override
    {
        finishLater(Error{ErrorCode::Cancelled, tr("The check was cancelled.")});
    }

private:
    Result<void> prepare()
    {
        const QString scheme = m_check.url.scheme();
        if (!m_check.url.isValid() || (scheme != "http"_L1 && scheme != "https"_L1)
            || m_check.url.host().isEmpty()) {
            return failure(
                ErrorCode::InvalidInput,
                tr("“%1” is no http or https address.").arg(m_check.url.toDisplayString()));
        }
        const QStringList texts
            = m_check.expect.isEmpty() ? QStringList{u"[STATUS] < 400"_s} : m_check.expect;
        const Result<QList<HttpCondition>> conditions = parseHttpConditions(texts);
        if (!conditions)
            return std::unexpected(conditions.error());
        m_conditions = *conditions;
        m_check.inARow = std::max(1, m_check.inARow);
        return {};
    }

    void attempt()
    {
        m_request = std::make_unique<HttpRequest>(m_network, m_clock, m_check);
        connect(m_request.get(), &HttpRequest::finished, this, &HttpCheckRun::judge);
        m_request->start();
    }

    void judge(const HttpAnswer &answer, const std::optional<Error> &error)
    {
        // It is calling: it may go with the next attempt, not before.
        m_answered = std::move(m_request);
        HttpAttempt attempt;
        attempt.number = m_result.last.number + 1;
        attempt.error = error;
        attempt.status = answer.status;
        attempt.responseTime = answer.responseTime;
        attempt.answer = answer;
        for (const HttpCondition &condition : std::as_const(m_conditions))
            attempt.conditions.append(condition.evaluate(answer));
        attempt.passed = std::ranges::all_of(attempt.conditions, &ConditionOutcome::held);
        attempt.inARow = attempt.passed ? m_result.last.inARow + 1 : 0;
        m_result.last = attempt;
        const QPointer<HttpCheckRun> self(this);
        Q_EMIT attempted(attempt);
        if (self && !m_done)
            goOn();
    }

    void goOn()
    {
        if (m_result.last.inARow >= m_check.inARow) {
            finish(std::nullopt);
            return;
        }
        // On a fixed grid, so that slow answers do not thin the samples out.
        const milliseconds every = std::max(m_check.every, milliseconds(1));
        const milliseconds elapsed = m_clock.monotonic() - m_startedAt;
        const milliseconds next = every * (elapsed / every + 1);
        if (next >= m_check.timeout) {
            finish(timeoutError());
            return;
        }
        m_nextTimer = m_clock.callAfter(next - elapsed, [this] { attempt(); });
    }

    void timeOut()
    {
        if (m_request) {
            HttpAnswer nothing;
            nothing.responseTime = m_request->elapsed();
            disconnect(m_request.get(), nullptr, this, nullptr);
            // judge() ends the check: no further request fits in.
            judge(
                nothing,
                Error{ErrorCode::Timeout, tr("There was no whole answer before the time was up.")});
        } else {
            finish(timeoutError());
        }
    }

    Error timeoutError() const
    {
        const HttpAttempt &last = m_result.last;
        QString reason;
        const auto failed = std::ranges::find(last.conditions, false, &ConditionOutcome::held);
        if (failed != last.conditions.cend())
            reason = tr("%1 failed: %2").arg(failed->condition, failed->actual);
        if (last.error)
            reason = last.error->message;
        if (last.passed)
            reason = tr("they held, for the %n. time in a row", nullptr, last.inARow);
        return {
            ErrorCode::Timeout,
            tr("The conditions did not hold %n time(s) in a row within %1 s. At the last attempt: "
               "%2",
               nullptr, m_check.inARow)
                .arg(QString::number(double(m_check.timeout.count()) / 1000.0), reason)};
    }

    void finishLater(const Error &error)
    {
        if (m_done)
            return;
        stop();
        m_result.error = error;
        QMetaObject::invokeMethod(
            this, [this] { Q_EMIT finished(m_result); }, Qt::QueuedConnection);
    }

    void finish(const std::optional<Error> &error)
    {
        stop();
        m_result.error = error;
        Q_EMIT finished(m_result);
    }

    void stop()
    {
        m_done = true;
        m_clock.cancel(m_nextTimer);
        m_clock.cancel(m_timeoutTimer);
        m_request.reset();
    }

    /// Nobody else's: Qt gives six connections to a host, and ends whatever waits for the host when
    /// one of them breaks.
    QNetworkAccessManager m_network;
    Clock &m_clock;
    HttpCheck m_check;
    QList<HttpCondition> m_conditions;
    std::unique_ptr<HttpRequest> m_request;
    std::unique_ptr<HttpRequest> m_answered;
    milliseconds m_startedAt{0};
    Clock::TimerHandle m_nextTimer = 0;
    Clock::TimerHandle m_timeoutTimer = 0;
    HttpCheckResult m_result;
    bool m_done = false;
};

} // namespace

std::unique_ptr<RunningHttpCheck> HttpChecker::start(const HttpCheck &check)
{
    auto run = std::make_unique<HttpCheckRun>(m_clock, check);
    run->start();
    return run;
}

} // namespace slipway
