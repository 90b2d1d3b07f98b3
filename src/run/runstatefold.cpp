// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/runstatefold_p.h"

#include "plan/planjson.h"
#include "run/eventdata.h"

using namespace Qt::StringLiterals;

namespace slipway {

using namespace runfold;

namespace {

void beginAttempt(RunState &state, StepStatus &status, const RunEvent &event)
{
    closeQuestions(state, event.step);
    endHolding(status);
    status.state = StepState::Running;
    status.attempt = event.attempt;
    status.intentSeq = event.seq;
    status.startedAt = event.at;
    status.endedAt = {};
    status.waited = milliseconds(0);
    status.waitingSince = {};
    status.error.reset();
    status.exitCode = -1;
    status.reason.clear();
    status.evidence = {};
    status.approvedBy.clear();
    status.skippedBy.clear();
    status.overridden = false;
    status.resultKnown = false;
    status.undo = StepStatus::Undo::None;
    status.commands = event.data[u"commands"_s].toObject();
    for (const ServerId &host : eventdata::toHosts(event.data[u"hosts"_s]))
        status.hosts[host] = HostStatus();
}

void hostStarted(StepStatus &status, const RunEvent &event)
{
    HostStatus &host
        = (event.data[u"undo"_s].toBool() ? status.undoHosts : status.hosts)[event.host];
    host.state = StepState::Running;
    host.startedAt = event.at;
}

void hostEnded(StepStatus &status, const RunEvent &event)
{
    const bool isUndo = event.data[u"undo"_s].toBool();
    HostStatus &host = (isUndo ? status.undoHosts : status.hosts)[event.host];
    host.state = eventdata::toStepState(text(event, u"outcome"_s));
    if (isUndo && letsOthersGoOn(host.state))
        status.hosts[event.host].state = StepState::Undone;
    host.exitCode = event.data[u"exitCode"_s].toInt(-1);
    host.error = eventdata::toError(event.data[u"error"_s]);
    host.endedAt = event.at;
}

void attemptEnded(RunState &state, StepStatus &status, const RunEvent &event)
{
    closeQuestions(state, event.step);
    endWaiting(status, event.at);
    endHolding(status);
    status.state = eventdata::toStepState(text(event, u"outcome"_s));
    status.endedAt = event.at;
    status.endedSeq = event.seq;
    status.resultKnown = true;
    status.exitCode = event.data[u"exitCode"_s].toInt(-1);
    status.error = eventdata::toError(event.data[u"error"_s]);
    status.reason = status.error ? status.error->message : text(event, u"reason"_s);
    status.outputs = eventdata::toTexts(event.data[u"outputs"_s]);
    status.evidence = event.data[u"evidence"_s].toObject();
    if (event.data[u"acted"_s].toBool(true))
        status.changedSomething = true;

    const QString why = status.reason.isEmpty() ? Words::tr("no reason was given") : status.reason;
    if (status.state == StepState::Failed)
        state.deviations.append(Words::tr("“%1” failed in attempt %2: %3")
                                    .arg(stepName(event))
                                    .arg(event.attempt)
                                    .arg(why));
    else if (status.state == StepState::Warned)
        state.deviations.append(
            Words::tr("“%1” ended with a warning: %2").arg(stepName(event), why));
    else if (event.data.contains(u"markedBy"_s))
        state.deviations.append(Words::tr("“%1” was marked as succeeded by %2.")
                                    .arg(stepName(event), text(event, u"markedBy"_s)));
}

void stepHeld(StepStatus &status, const RunEvent &event)
{
    status.state = StepState::Holding;
    status.reason = text(event, u"reason"_s);
    status.heldUntil = eventdata::toTime(event.data[u"until"_s]);
    status.heldFor = text(event, u"for"_s);
    if (status.heldFor == "retry"_L1)
        ++status.automaticRetries;
}

void stepSkipped(RunState &state, StepStatus &status, const RunEvent &event)
{
    endStep(state, status, event);
    status.state = StepState::Skipped;
    status.endedSeq = event.seq;
    status.reason = text(event, u"reason"_s);
    status.overridden = event.data[u"overridden"_s].toBool();
    const QString by = text(event, u"by"_s);
    status.skippedBy = by;
    // An override is a deviation of its own event; branches and conditions are the plan itself.
    if (!status.overridden && by != "branch"_L1 && by != "when"_L1)
        state.deviations.append(
            Words::tr("“%1” was skipped by %2: %3").arg(stepName(event), by, status.reason));
}

void stepCancelled(RunState &state, StepStatus &status, const RunEvent &event)
{
    const bool acting = status.state == StepState::Running;
    endStep(state, status, event);
    if (acting) {
        status.endedSeq = event.seq;
        status.resultKnown = true;
        status.changedSomething |= event.data[u"acted"_s].toBool(true);
    }
    status.state = StepState::Cancelled;
    status.reason = text(event, u"reason"_s);
}

void stepReset(RunState &state, StepStatus &status, const RunEvent &event)
{
    closeQuestions(state, event.step);
    // What happened before stays true: attempts are numbered on, answers are kept, and what was
    // changed can still be undone.
    StepStatus fresh;
    fresh.attempt = status.attempt;
    fresh.answers = status.answers;
    fresh.edited = status.edited;
    fresh.changedSomething = status.changedSomething;
    fresh.endedSeq = status.endedSeq;
    fresh.jumps = status.jumps + (event.data[u"jumped"_s].toBool() ? 1 : 0);
    if (text(event, u"cause"_s) == "retry-from-here"_L1)
        fresh.retries = status.retries;
    fresh.reason = text(event, u"reason"_s);
    if (text(event, u"cause"_s) == "rerun"_L1)
        state.deviations.append(
            Words::tr("“%1” was run again by %2.").arg(stepName(event), text(event, u"by"_s)));
    status = fresh;
}

void stepUnknown(RunState &state, StepStatus &status, const RunEvent &event)
{
    endStep(state, status, event);
    status.state = StepState::Unknown;
    status.reason = text(event, u"reason"_s);
    status.error = eventdata::toError(event.data[u"error"_s]);
    status.endedSeq = event.seq;
    status.changedSomething = true;
    for (HostStatus &host : status.hosts) {
        if (host.state == StepState::Running)
            host.state = StepState::Unknown;
    }
    state.deviations.append(
        Words::tr("“%1” was interrupted, and its result was lost.").arg(stepName(event)));
}

void questionAsked(RunState &state, StepStatus &status, const RunEvent &event)
{
    const Question question = eventdata::toQuestion(event);
    status.waitingSince = event.at;
    if (!question.aboutUndo && question.kind != Question::Kind::Failure
        && question.kind != Question::Kind::UnknownOutcome)
        status.state = StepState::Waiting;
    state.questions.append(question);
}

void questionAnswered(RunState &state, StepStatus &status, const RunEvent &event)
{
    const QuestionId id(text(event, u"question"_s));
    const QString choice = text(event, u"choice"_s);
    state.questions.removeIf([&id](const Question &question) { return question.id == id; });
    endWaiting(status, event.at);
    const QString option = text(event, u"option"_s);
    const QString by = text(event, u"by"_s);
    // The approval that completes a gate is recorded as a verdict first, and then as the answer.
    const bool isVerdict = !status.answers.isEmpty() && status.answers.constLast().question == id
        && status.answers.constLast().choice == choice && status.answers.constLast().by == by;
    if (!isVerdict)
        status.answers.append(GivenAnswer{id, option.isEmpty() ? choice : option, by,
                                          text(event, u"reason"_s), text(event, u"evidence"_s),
                                          event.at});
    const bool again
        = choice == "retry"_L1 || choice == "retry-from-here"_L1 || choice == "edit-and-retry"_L1;
    if (again && !event.data[u"undo"_s].toBool())
        ++status.retries;
}

void approvalGiven(StepStatus &status, const RunEvent &event)
{
    const QString by = text(event, u"by"_s);
    const QString verdict = text(event, u"verdict"_s);
    if (verdict == "approve"_L1 && !status.approvedBy.contains(by))
        status.approvedBy.append(by);
    status.answers.append(GivenAnswer{QuestionId(text(event, u"question"_s)), verdict, by,
                                      text(event, u"comment"_s), QString(), event.at});
}

void stepEdited(RunState &state, StepStatus &status, const RunEvent &event)
{
    if (const auto action = actionFromJson(event.data[u"action"_s].toObject()))
        status.edited = *action;
    state.deviations.append(
        Words::tr("“%1” was edited by %2.").arg(stepName(event), text(event, u"by"_s)));
}

void undoEnded(RunState &state, StepStatus &status, const RunEvent &event)
{
    closeQuestions(state, event.step);
    endWaiting(status, event.at);
    const QString outcome = text(event, u"outcome"_s);
    status.error = eventdata::toError(event.data[u"error"_s]);
    if (outcome == "succeeded"_L1 || outcome == "warned"_L1) {
        status.state = StepState::Undone;
        status.undo = StepStatus::Undo::Done;
        status.changedSomething = false;
        status.reason.clear();
    } else if (outcome == "skipped"_L1) {
        status.undo = StepStatus::Undo::Skipped;
        status.reason = text(event, u"reason"_s);
        state.deviations.append(Words::tr("Undoing “%1” was skipped by %2: %3")
                                    .arg(stepName(event), text(event, u"by"_s), status.reason));
    } else {
        status.undo = StepStatus::Undo::Failed;
        status.reason = status.error ? status.error->message : QString();
        state.deviations.append(
            Words::tr("Undoing “%1” failed: %2").arg(stepName(event), status.reason));
    }
}

/// What people said about a step, and its undo. False: the event is about an attempt.
bool applyAnswers(RunState &state, StepStatus &status, const RunEvent &event)
{
    switch (event.kind) {
    case EventKind::QuestionAsked:
        questionAsked(state, status, event);
        return true;
    case EventKind::QuestionAnswered:
        questionAnswered(state, status, event);
        return true;
    case EventKind::ApprovalGiven:
        approvalGiven(status, event);
        return true;
    case EventKind::StepEdited:
        stepEdited(state, status, event);
        return true;
    case EventKind::UndoIntent:
        closeQuestions(state, event.step);
        status.undo = StepStatus::Undo::Running;
        status.undoSeq = event.seq;
        status.undoHosts.clear();
        return true;
    case EventKind::UndoResult:
        undoEnded(state, status, event);
        return true;
    default:
        return false;
    }
}

void applyToStep(RunState &state, StepStatus &status, const RunEvent &event)
{
    switch (event.kind) {
    case EventKind::StepReady:
        status.state = StepState::Ready;
        break;
    case EventKind::StepIntent:
        beginAttempt(state, status, event);
        break;
    case EventKind::HostStarted:
        hostStarted(status, event);
        break;
    case EventKind::HostResult:
        hostEnded(status, event);
        break;
    case EventKind::StepResult:
        attemptEnded(state, status, event);
        break;
    case EventKind::StepHeld:
        stepHeld(status, event);
        break;
    case EventKind::StepSkipped:
        stepSkipped(state, status, event);
        break;
    case EventKind::StepCancelled:
        stepCancelled(state, status, event);
        break;
    case EventKind::StepReset:
        stepReset(state, status, event);
        break;
    case EventKind::StepUnknown:
        stepUnknown(state, status, event);
        break;
    case EventKind::Note:
        // The figures of a gate, frozen before it asks for approval.
        if (event.data.contains(u"evidence"_s))
            status.evidence = event.data[u"evidence"_s].toObject();
        break;
    default:
        break;
    }
}

} // namespace

void RunState::apply(const RunEvent &event)
{
    lastSeq = event.seq;
    if (applyToRun(*this, event))
        return;
    StepStatus &step = steps[event.step];
    if (!applyAnswers(*this, step, event))
        applyToStep(*this, step, event);
}

RunState RunState::fold(const QList<RunEvent> &events)
{
    RunState state;
    for (const RunEvent &event : events)
        state.apply(event);
    return state;
}

} // namespace slipway
