// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/eventdata.h"
#include "run/failurequestions.h"
#include "run/runengine_p.h"

#include <QCoreApplication>
#include <QPointer>

#include <cmath>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::RunEngine)
};

QString outcomeName(ExecutionResult::Outcome outcome)
{
    switch (outcome) {
    case ExecutionResult::Outcome::Succeeded:
        return u"succeeded"_s;
    case ExecutionResult::Outcome::Warned:
        return u"warned"_s;
    case ExecutionResult::Outcome::Cancelled:
        return u"cancelled"_s;
    case ExecutionResult::Outcome::Unknown:
    case ExecutionResult::Outcome::Failed:
        break;
    }
    return u"failed"_s;
}

QString outcomeName(StepState state)
{
    switch (state) {
    case StepState::Succeeded:
    case StepState::Warned:
    case StepState::Cancelled:
        return toString(state);
    default:
        return u"failed"_s;
    }
}

Error errorOf(const ExecutionResult &result)
{
    if (result.error)
        return *result.error;
    return Error{ErrorCode::ExitStatus,
                 Words::tr("It ended with exit status %1.").arg(result.exitCode)};
}

/// Whether anything was changed before it failed.
bool acted(const Step &step, const StepStatus &status, const ExecutionResult &result)
{
    for (const HostStatus &host : status.hosts) {
        const bool began = host.startedAt.isValid() || isTerminal(host.state);
        if (began && !(host.error && isBeforeActing(host.error->code)))
            return true;
    }
    if (!status.hosts.isEmpty())
        return false;
    // What stopped a nested plan came after steps of its own.
    if (std::holds_alternative<PlanAction>(step.action) && result.error)
        return result.error->code != ErrorCode::InvalidInput
            && result.error->code != ErrorCode::NotFound;
    return !(result.error && isBeforeActing(result.error->code));
}

QJsonObject resultData(const ExecutionResult &result, bool hasActed)
{
    QJsonObject data{{u"outcome"_s, outcomeName(result.outcome)}, {u"acted"_s, hasActed}};
    if (result.exitCode >= 0)
        data.insert(u"exitCode"_s, result.exitCode);
    if (result.error)
        data.insert(u"error"_s, eventdata::fromError(*result.error));
    if (!result.outputs.isEmpty())
        data.insert(u"outputs"_s, eventdata::fromTexts(result.outputs));
    if (!result.evidence.isEmpty())
        data.insert(u"evidence"_s, result.evidence);
    return data;
}

} // namespace

void RunEngine::Private::hostStarted(const StepId &id, const ServerId &host)
{
    if (host.isEmpty())
        return;
    const bool isUndo = attempts.at(id)->request().undo;
    record(EventKind::HostStarted, id, isUndo ? QJsonObject{{u"undo"_s, true}} : QJsonObject(),
           host);
}

void RunEngine::Private::hostFinished(const StepId &id, const ServerId &host,
                                      const HostStatus &hostStatus)
{
    if (host.isEmpty())
        return;
    QJsonObject data{{u"outcome"_s, outcomeName(hostStatus.state)}};
    if (hostStatus.exitCode >= 0)
        data.insert(u"exitCode"_s, hostStatus.exitCode);
    if (hostStatus.error)
        data.insert(u"error"_s, eventdata::fromError(*hostStatus.error));
    if (hostStatus.startedAt.isValid() && hostStatus.endedAt.isValid())
        data.insert(u"durationMs"_s, hostStatus.startedAt.msecsTo(hostStatus.endedAt));
    if (attempts.at(id)->request().undo)
        data.insert(u"undo"_s, true);
    record(EventKind::HostResult, id, data, host);
    recorder.then([attempt = QPointer(attempts.at(id).get()), host] {
        if (attempt)
            attempt->acknowledge(host);
    });
}

void RunEngine::Private::executionFinished(const StepId &id, const ExecutionResult &result)
{
    using Outcome = ExecutionResult::Outcome;
    auto ended = attempts.extract(id);
    if (ended.empty())
        return;
    // The attempt is the sender of this very signal, and must hear that its results are on record.
    Attempt *attempt = ended.mapped().release();
    attempt->setParent(q);
    recorder.then([attempt] { attempt->deleteLater(); });
    const bool isOutOfTime = outOfTime.remove(id);
    const bool isDone = result.outcome == Outcome::Succeeded || result.outcome == Outcome::Warned;
    if (attempt->request().undo) {
        undoEnded(id, result);
    } else if (isDone) {
        succeed(id, resultData(result, acted(board.step(id), status(id), result)));
        quarantine(id);
        keepOutputs(id, result.outputs);
    } else if (result.outcome == Outcome::Unknown) {
        leaveUnknown(id, errorOf(result).message, result.error);
    } else if (result.outcome == Outcome::Cancelled && attempt->isCancelled() && !isOutOfTime) {
        record(EventKind::StepCancelled, id,
               {{u"name"_s, nameOf(id)},
                {u"acted"_s, attempt->isBegun() && acted(board.step(id), status(id), result)},
                {u"reason"_s, Words::tr("The run was stopped while this step was running.")}});
    } else {
        const Error error = isOutOfTime
            ? Error{ErrorCode::Timeout, Words::tr("The time of this step ran out.")}
            : errorOf(result);
        fail(id, error, Asking::ByPolicy,
             resultData(result, acted(board.step(id), status(id), result)));
    }
    advance();
}

/// Later steps see what the journal holds, as they would after a crash.
void RunEngine::Private::keepOutputs(const StepId &id, const QMap<QString, QString> &given)
{
    const QMap<QString, QString> &kept = status(id).outputs;
    if (!kept.isEmpty())
        request.context.outputs.insert(id, kept);
    if (kept != given)
        note(id,
             Words::tr("An output of “%1” holds a secret. It is hidden, for later steps too.")
                 .arg(nameOf(id)));
}

/// `on_host_failure: quarantine`: the run goes on without the hosts that failed.
void RunEngine::Private::quarantine(const StepId &id)
{
    const Step step = board.step(id);
    const auto *ssh = std::get_if<SshAction>(&step.action);
    if (!ssh || ssh->onHostFailure != SshAction::OnHostFailure::Quarantine)
        return;
    const QMap<ServerId, HostStatus> hosts = status(id).hosts;
    for (const auto &[host, hostStatus] : hosts.asKeyValueRange()) {
        if (hostStatus.state == StepState::Failed)
            record(EventKind::HostExcluded, id,
                   {{u"by"_s, Words::tr("the plan")},
                    {u"reason"_s, Words::tr("“%1” failed there.").arg(step.name)}},
                   host);
    }
}

void RunEngine::Private::succeed(const StepId &id, QJsonObject data)
{
    if (!data.contains(u"outcome"_s))
        data.insert(u"outcome"_s, u"succeeded"_s);
    data.insert(u"name"_s, nameOf(id));
    record(EventKind::StepResult, id, data);
}

void RunEngine::Private::fail(const StepId &id, const Error &error, Asking asking, QJsonObject data)
{
    const bool goesOn = asking == Asking::ByPolicy
        && board.planned(id).onFailure.kind == FailurePolicy::Kind::Continue
        && !willRetry(id, error);
    data.insert(u"outcome"_s, goesOn ? u"warned"_s : u"failed"_s);
    data.insert(u"error"_s, eventdata::fromError(error));
    data.insert(u"name"_s, nameOf(id));
    record(EventKind::StepResult, id, data);
    if (!goesOn)
        handleFailure(id, asking);
}

/// What cannot even begin is an attempt all the same, with the same question after it (rule 4).
void RunEngine::Private::failedBeforeActing(const Step &step, const Error &error)
{
    intend(step, {});
    fail(step.id, error, Asking::ByPolicy, {{u"acted"_s, false}});
}

bool RunEngine::Private::willRetry(const StepId &id, const Error &error) const
{
    const Step &step = board.planned(id);
    const bool hopeless = error.code == ErrorCode::Unavailable
        || error.code == ErrorCode::InvalidInput || error.code == ErrorCode::MissingSecret;
    const bool ends = board.isWindingDown() && !step.always;
    return step.idempotent && !hopeless && !ends && !isOwn(step.action)
        && status(id).automaticRetries < step.retry.times;
}

void RunEngine::Private::holdForRetry(const StepId &id)
{
    const RetryPolicy &retry = board.planned(id).retry;
    const int before = status(id).automaticRetries;
    const double factor = std::pow(std::max(retry.backoff, 1.0), before);
    const double delay = std::min(double(retry.delay.count()) * factor, 86400000.0);
    const QDateTime until = now().addMSecs(qint64(delay));
    record(
        EventKind::StepHeld, id,
        {{u"for"_s, u"retry"_s},
         {u"until"_s, eventdata::fromTime(until)},
         {u"reason"_s,
          Words::tr("It failed and is tried again (%1 of %2).").arg(before + 1).arg(retry.times)}});
    armHold(id);
}

void RunEngine::Private::handleFailure(const StepId &id, Asking asking)
{
    const Step &step = board.planned(id);
    if (board.isWindingDown() && !step.always)
        return;
    const Error error = status(id).error.value_or(Error());
    if (asking == Asking::ByPolicy && willRetry(id, error)) {
        holdForRetry(id);
        return;
    }
    if (asking == Asking::ByPolicy && !board.isWindingDown()) {
        if (step.onFailure.kind == FailurePolicy::Kind::Stop) {
            requestStop(QString(),
                        Words::tr("“%1” failed, and the plan says to stop then.").arg(step.name),
                        Stopper::Policy);
            return;
        }
        if (step.onFailure.kind == FailurePolicy::Kind::Goto && jumpBack(id, step.onFailure.target))
            return;
    }
    askFailure(id);
}

bool RunEngine::Private::jumpBack(const StepId &id, const StepId &target)
{
    // A loop of machines alone would never end.
    if (status(id).jumps >= request.retryLimit || !board.has(target))
        return false;
    const QString label = board.planned(id).onFailure.label;
    const QString reason = label.isEmpty()
        ? Words::tr("“%1” failed; the run goes back to “%2”.").arg(nameOf(id), nameOf(target))
        : label;
    resetAll(board.graph().loopBody(id, target), u"loop"_s, reason, id);
    return true;
}

FailureFacts RunEngine::Private::factsOf(const StepId &id) const
{
    FailureFacts facts;
    facts.isRequired = board.isRequired(id);
    facts.retriesLeft = request.retryLimit - status(id).retries;
    facts.isWindingDown = board.isWindingDown();
    facts.canUndo = !undoable().isEmpty();
    if (const auto resolved = resolvedForNow(board.step(id))) {
        for (const ResolvedStep::Target &target : resolved->targets) {
            if (!target.host.isEmpty())
                facts.hosts.append(target.host);
        }
    }
    facts.isEditable = !isOwn(board.step(id).action);
    return facts;
}

void RunEngine::Private::askFailure(const StepId &id)
{
    ask(failureQuestion(board.step(id), status(id), factsOf(id)));
}

/// Whether it acted cannot be known (rules 1 and 12).
void RunEngine::Private::leaveUnknown(const StepId &id, const QString &reason,
                                      const std::optional<Error> &error)
{
    const Step step = board.step(id);
    QJsonObject data{{u"name"_s, step.name}, {u"reason"_s, reason}};
    if (error)
        data.insert(u"error"_s, eventdata::fromError(*error));
    record(EventKind::StepUnknown, id, data);
    if (board.isWindingDown() && !step.always)
        return;
    if (step.idempotent)
        again(id, Words::tr("It may be repeated, so it runs again."));
    else
        askUnknown(id);
}

void RunEngine::Private::askUnknown(const StepId &id)
{
    ask(unknownQuestion(board.step(id), status(id), factsOf(id)));
}

} // namespace slipway
