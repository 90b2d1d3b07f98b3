// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/planjson.h"
#include "run/answerrules.h"
#include "run/approvals.h"
#include "run/eventdata.h"
#include "run/eventredaction.h"
#include "run/runengine_p.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::RunEngine)
};

std::unexpected<Error> refused(const QString &message)
{
    return failure(ErrorCode::Refused, message);
}

} // namespace

Result<void> RunEngine::Private::validate(const Question &question, const Answer &answer) const
{
    const Step step = board.step(question.step);
    if (const auto valid = checkAnswer(question, answer, step.action); !valid)
        return valid;
    if (answer.choice == Choice::EditAndRetry) {
        const QJsonObject written = actionToJson(*answer.action);
        if (redacted(QJsonObject{{u"action"_s, written}}, ports.redactor).value(u"action"_s)
            != written)
            return failure(ErrorCode::InvalidInput,
                           Words::tr("The new text holds a secret. Write {{ secrets.NAME }} in its "
                                     "place."));
        const auto resolved
            = StepResolver::resolve(step, *answer.action, request.context, StepResolver::Mode::Run);
        return resolved ? Result<void>() : std::unexpected(resolved.error());
    }
    if (answer.choice != Choice::Approve && answer.choice != Choice::Reject)
        return {};
    const auto *gate = std::get_if<GateAction>(&step.action);
    if (!gate || !gate->approvals)
        return refused(Words::tr("This step asks for no approval."));
    const ApprovalRules rules(*gate->approvals, request.roles, board.state().operatorName);
    if (!rules.mayApprove(answer.by))
        return refused(answer.by.isEmpty() ? Words::tr("Say who approves.")
                                           : Words::tr("%1 may not approve this.").arg(answer.by));
    if (status(step.id).approvedBy.contains(answer.by))
        return refused(Words::tr("%1 approved this already.").arg(answer.by));
    return {};
}

Result<void> RunEngine::Private::answerNow(const Question &question, const Answer &answer)
{
    if (answer.choice == Choice::Approve || answer.choice == Choice::Reject)
        return approve(question, answer);
    recordAnswer(question, answer);
    take(question, answer);
    return {};
}

void RunEngine::Private::recordAnswer(const Question &question, const Answer &answer)
{
    QJsonObject data{{u"question"_s, question.id.toString()},
                     {u"choice"_s, toString(answer.choice)},
                     {u"by"_s, answer.by}};
    if (!answer.reason.isEmpty())
        data.insert(u"reason"_s, answer.reason);
    if (!answer.evidence.isEmpty())
        data.insert(u"evidence"_s, answer.evidence);
    if (answer.choice == Choice::Option)
        data.insert(u"option"_s, answer.option);
    if (question.aboutUndo)
        data.insert(u"undo"_s, true);
    QJsonObject details;
    if (!answer.checked.isEmpty())
        details.insert(u"checked"_s, eventdata::fromStrings(answer.checked));
    if (!answer.hosts.isEmpty())
        details.insert(u"hosts"_s, eventdata::fromHosts(answer.hosts));
    if (!details.isEmpty())
        data.insert(u"details"_s, details);
    record(EventKind::QuestionAnswered, question.step, data);
}

/// The one effect of an answer (rule 3).
void RunEngine::Private::take(const Question &question, const Answer &answer)
{
    if (question.aboutUndo) {
        takeAboutUndo(question, answer);
        return;
    }
    switch (answer.choice) {
    case Choice::Stop:
        // An always step that is given up after a stop simply stays failed.
        if (!board.isWindingDown())
            requestStop(
                answer.by,
                answer.reason.isEmpty()
                    ? Words::tr("%1 stopped the run at “%2”.").arg(answer.by, nameOf(question.step))
                    : answer.reason,
                Stopper::Person);
        break;
    case Choice::RollBack:
        if (phase() != RunPhase::RollingBack)
            startRollback(answer.by);
        break;
    case Choice::Option:
        decide(question, answer);
        break;
    case Choice::ExcludeHost:
        exclude(question, answer);
        break;
    case Choice::Skip:
    case Choice::Override:
    case Choice::NotApplicable:
    case Choice::Continue:
        skip(question, answer);
        break;
    default:
        takeAboutStep(question, answer);
        break;
    }
}

void RunEngine::Private::takeAboutStep(const Question &question, const Answer &answer)
{
    const StepId &id = question.step;
    const QString by = answer.by;
    switch (answer.choice) {
    case Choice::Retry:
        again(id, Words::tr("%1 tries it again.").arg(by));
        break;
    case Choice::RetryFromHere:
        retryFromHere(id);
        break;
    case Choice::EditAndRetry:
        record(
            EventKind::StepEdited, id,
            {{u"name"_s, nameOf(id)}, {u"by"_s, by}, {u"action"_s, actionToJson(*answer.action)}});
        again(id, Words::tr("%1 changed it and tries again.").arg(by));
        break;
    case Choice::Done: {
        QJsonObject evidence{{u"by"_s, by}};
        if (!answer.evidence.isEmpty())
            evidence.insert(u"text"_s, answer.evidence);
        if (!answer.checked.isEmpty())
            evidence.insert(u"checked"_s, eventdata::fromStrings(answer.checked));
        succeed(id, {{u"evidence"_s, evidence}});
        break;
    }
    case Choice::FailedByPerson:
        fail(id,
             Error{ErrorCode::Assertion,
                   Words::tr("%1 says that it failed: %2").arg(by, answer.reason)});
        break;
    case Choice::MarkSucceeded:
        succeed(id, {{u"markedBy"_s, by}});
        break;
    default:
        break;
    }
}

Result<void> RunEngine::Private::approve(const Question &question, const Answer &answer)
{
    const StepId id = question.step;
    const Action action = board.step(id).action;
    const Approvals approvals = *std::get<GateAction>(action).approvals;
    const ApprovalRules rules(approvals, request.roles, board.state().operatorName);
    const bool isYes = answer.choice == Choice::Approve;
    record(EventKind::ApprovalGiven, id,
           {{u"question"_s, question.id.toString()},
            {u"by"_s, answer.by},
            {u"role"_s, rules.roleOf(answer.by)},
            {u"verdict"_s, isYes ? u"approve"_s : u"reject"_s},
            {u"comment"_s, answer.reason}});
    if (!isYes) {
        recordAnswer(question, answer);
        fail(id,
             Error{ErrorCode::Refused, Words::tr("%1 said no: %2").arg(answer.by, answer.reason)},
             Asking::ByPolicy, {{u"acted"_s, false}});
        return {};
    }
    const QStringList approvedBy = status(id).approvedBy;
    QJsonObject evidence = status(id).evidence;
    evidence.insert(u"approvedBy"_s, eventdata::fromStrings(approvedBy));
    if (!rules.areEnough(approvedBy))
        return {};
    recordAnswer(question, answer);
    succeed(id, {{u"acted"_s, false}, {u"evidence"_s, evidence}});
    return {};
}

void RunEngine::Private::decide(const Question &question, const Answer &answer)
{
    const StepId id = question.step;
    const Action action = board.step(id).action;
    StepId target;
    for (const DecisionOption &option : std::get<DecisionAction>(action).options) {
        if (option.name == answer.option)
            target = option.target;
    }
    succeed(id,
            {{u"acted"_s, false},
             {u"evidence"_s, QJsonObject{{u"option"_s, answer.option}, {u"by"_s, answer.by}}}});
    const bool isBack = !target.isEmpty() && board.order(target) <= board.order(id);
    // After a stop only `always` steps run: there is nothing to go back to.
    if (board.isWindingDown())
        return;
    if (isBack)
        resetAll(board.graph().loopBody(id, target), u"loop"_s,
                 Words::tr("“%1” was answered with “%2”: back to “%3”.")
                     .arg(nameOf(id), answer.option, nameOf(target)));
    else
        skipUnpicked(id, answer.option);
}

void RunEngine::Private::skipUnpicked(const StepId &decision, const QString &picked)
{
    const Action action = board.step(decision).action;
    for (const DecisionOption &option : std::get<DecisionAction>(action).options) {
        if (option.name == picked)
            continue;
        for (const StepId &id : board.graph().branchBody(decision, option.name)) {
            const StepState state = status(id).state;
            if (state != StepState::Pending && state != StepState::Ready)
                continue;
            record(EventKind::StepSkipped, id,
                   {{u"name"_s, nameOf(id)},
                    {u"by"_s, u"branch"_s},
                    {u"decision"_s, decision.toString()},
                    {u"reason"_s,
                     Words::tr("“%1” was answered with “%2”.").arg(nameOf(decision), picked)}});
        }
    }
}

/// A required step is never skipped, only overridden, which marks the run (rule 5).
void RunEngine::Private::skip(const Question &question, const Answer &answer)
{
    const StepId id = question.step;
    const bool overrides = answer.choice == Choice::Override || answer.choice == Choice::Continue;
    if (overrides)
        record(EventKind::Override, id,
               {{u"what"_s, Words::tr("The step “%1”").arg(nameOf(id))},
                {u"by"_s, answer.by},
                {u"reason"_s, answer.reason}});
    record(EventKind::StepSkipped, id,
           {{u"name"_s, nameOf(id)},
            {u"by"_s, answer.by},
            {u"reason"_s, answer.reason},
            {u"overridden"_s, overrides}});
}

void RunEngine::Private::exclude(const Question &question, const Answer &answer)
{
    const QList<ServerId> hosts = answer.hosts.isEmpty() ? question.hosts : answer.hosts;
    for (const ServerId &host : hosts)
        record(EventKind::HostExcluded, question.step,
               {{u"by"_s, answer.by}, {u"reason"_s, answer.reason}}, host);
    again(question.step,
          Words::tr("It goes on without the hosts that %1 excluded.").arg(answer.by));
}

/// The step runs as a whole, on all of its hosts, and so does what came after it already.
void RunEngine::Private::retryFromHere(const StepId &id)
{
    const QString reason = Words::tr("The run is tried again from “%1”.").arg(nameOf(id));
    reset(id, u"retry-from-here"_s, reason);
    if (board.isWindingDown())
        return;
    resetAll(board.graph().downstream(id), u"retry-from-here"_s, reason);
}

} // namespace slipway
