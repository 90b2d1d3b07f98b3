// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/runstate.h"

#include "plan/planjson.h"
#include "plan/planreader.h"
#include "run/eventdata.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::RunState)
};

QString text(const RunEvent &event, const QString &key)
{
    return event.data[key].toString();
}

QString stepName(const RunEvent &event)
{
    const QString name = text(event, u"name"_s);
    return name.isEmpty() ? event.step.toString() : name;
}

void closeQuestions(RunState &state, const StepId &step)
{
    state.questions.removeIf([&step](const Question &question) { return question.step == step; });
}

void endWaiting(StepStatus &status, const QDateTime &at)
{
    // Waiting for an answer about a failure comes after the attempt: it never was duration.
    if (status.waitingSince.isValid() && !status.endedAt.isValid())
        status.waited += milliseconds(status.waitingSince.msecsTo(at));
    status.waitingSince = {};
}

void endHolding(StepStatus &status)
{
    status.heldUntil = {};
    status.heldFor.clear();
}

void endStep(RunState &state, StepStatus &status, const RunEvent &event)
{
    closeQuestions(state, event.step);
    endWaiting(status, event.at);
    endHolding(status);
    if (!status.endedAt.isValid())
        status.endedAt = event.at;
}

void startRun(RunState &state, const RunEvent &event)
{
    state.id = event.run;
    state.planPath = text(event, u"planPath"_s);
    // The engine gives the plan along with its text, and spares the fold the reading.
    const QByteArray planText = text(event, u"plan"_s).toUtf8();
    if (planText != state.planText || state.plan.phases.isEmpty())
        state.plan = readPlan(planText).plan;
    state.planText = planText;
    state.environment = text(event, u"environment"_s);
    state.inputs = eventdata::toTexts(event.data[u"inputs"_s]);
    state.vars = eventdata::toTexts(event.data[u"vars"_s]);
    state.operatorName = text(event, u"operator"_s);
    state.startedAt = event.at;
    state.phase = RunPhase::Running;
    for (const Phase &phase : std::as_const(state.plan.phases)) {
        for (const Step &step : phase.steps)
            state.steps.insert(step.id, StepStatus());
    }
}

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

void hostExcluded(RunState &state, const RunEvent &event)
{
    if (!state.excludedHosts.contains(event.host))
        state.excludedHosts.append(event.host);
    state.deviations.append(
        Words::tr("The host %1 was excluded by %2: %3")
            .arg(event.host.toString(), text(event, u"by"_s), text(event, u"reason"_s)));
}

void overridden(RunState &state, const RunEvent &event)
{
    if (event.data.contains(u"typed"_s)) {
        state.deviations.append(
            Words::tr("%1 typed on %2: %3")
                .arg(text(event, u"by"_s), event.host.toString(), text(event, u"typed"_s)));
        return;
    }
    state.deviations.append(
        Words::tr("%1 was overridden by %2: %3")
            .arg(text(event, u"what"_s), text(event, u"by"_s), text(event, u"reason"_s)));
}

/// Everything that has not begun is called off; `always` steps stay as they are.
void callOff(RunState &state, const RunEvent &event, const QString &reason)
{
    QList<Question> kept;
    for (const Phase &phase : std::as_const(state.plan.phases)) {
        for (const Step &step : phase.steps) {
            if (step.always)
                continue;
            StepStatus &status = state.steps[step.id];
            endWaiting(status, event.at);
            if (status.undo != StepStatus::Undo::Done)
                status.undo = StepStatus::Undo::None;
            if (isTerminal(status.state) || status.state == StepState::Running
                || status.state == StepState::Unknown)
                continue;
            endHolding(status);
            if (status.startedAt.isValid() && !status.endedAt.isValid())
                status.endedAt = event.at;
            status.state = StepState::Cancelled;
            status.reason = reason;
        }
    }
    for (const Question &question : std::as_const(state.questions)) {
        const Step *step = state.plan.step(question.step);
        if (step && step->always && !question.aboutUndo)
            kept.append(question);
    }
    state.questions = kept;
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

void continueRun(RunState &state)
{
    if (state.phase == RunPhase::Finished) {
        state.outcome = RunOutcome::None;
        state.endedAt = {};
        state.stopped = false;
        state.stoppedByPolicy = false;
        state.rollingBack = false;
    }
    state.phase = RunPhase::Running;
}

void finishRun(RunState &state, const RunEvent &event)
{
    state.phase = RunPhase::Finished;
    state.outcome = runOutcomeFromString(text(event, u"outcome"_s));
    state.endedAt = event.at;
    state.questions.clear();
}

/// Events about the whole run. False: the event is about one step.
bool applyToRun(RunState &state, const RunEvent &event)
{
    switch (event.kind) {
    case EventKind::RunStarted:
        startRun(state, event);
        return true;
    case EventKind::HostExcluded:
        hostExcluded(state, event);
        return true;
    case EventKind::Override:
        overridden(state, event);
        return true;
    case EventKind::RunPaused:
        state.phase = RunPhase::Paused;
        return true;
    case EventKind::RunContinued:
        continueRun(state);
        return true;
    case EventKind::StopRequested:
        state.phase = RunPhase::Stopping;
        state.stopped = true;
        state.stoppedByPolicy = event.data[u"policy"_s].toBool();
        callOff(state, event, text(event, u"reason"_s));
        return true;
    case EventKind::RollbackStarted:
        state.phase = RunPhase::RollingBack;
        state.rollingBack = true;
        callOff(state, event, Words::tr("The run is rolled back."));
        return true;
    case EventKind::RunFinished:
        finishRun(state, event);
        return true;
    case EventKind::RunResumed:
    case EventKind::Note:
        return true;
    default:
        return false;
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
