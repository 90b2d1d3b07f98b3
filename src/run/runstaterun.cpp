// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/runstatefold_p.h"

#include "plan/planreader.h"
#include "run/eventdata.h"

using namespace Qt::StringLiterals;

namespace slipway::runfold {

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

namespace {

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

} // namespace

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
        return true;
    case EventKind::Note:
        return event.step.isEmpty();
    default:
        return false;
    }
}

} // namespace slipway::runfold
