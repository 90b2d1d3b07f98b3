// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/actiontexts.h"
#include "run/eventdata.h"
#include "run/failurequestions.h"
#include "run/runengine_p.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::RunEngine)
};

bool wasTouched(const HostStatus &host)
{
    if (host.state == StepState::Undone || host.state == StepState::Pending)
        return false;
    return !(host.error && isBeforeActing(host.error->code));
}

} // namespace

void RunEngine::Private::requestStop(const QString &by, const QString &reason, Stopper stopper)
{
    QJsonObject data{
        {u"reason"_s, reason.isEmpty() ? Words::tr("%1 stopped the run.").arg(by) : reason}};
    if (stopper == Stopper::Policy)
        data.insert(u"policy"_s, true);
    else
        data.insert(u"by"_s, by);
    record(EventKind::StopRequested, data);
    cancelAttempts();
    releaseHolds();
}

void RunEngine::Private::startRollback(const QString &by)
{
    record(EventKind::RollbackStarted,
           {{u"by"_s, by}, {u"steps"_s, eventdata::fromSteps(undoable())}});
    undoQueue.reset();
    cancelAttempts();
}

/// Ending what runs is the one act that does not wait for the journal.
void RunEngine::Private::cancelAttempts()
{
    for (const auto &[id, attempt] : attempts) {
        if (attempt->request().undo || !board.planned(id).always)
            attempt->cancel();
    }
}

bool RunEngine::Private::isUndoing() const
{
    return phase() == RunPhase::RollingBack && !(undoQueue && undoQueue->isEmpty());
}

/// Steps that a rollback would undo, newest first: what still runs, then by the end of each.
QList<StepId> RunEngine::Private::undoable() const
{
    using Undo = StepStatus::Undo;
    QList<std::pair<qint64, StepId>> found;
    for (const StepId &id : board.steps()) {
        if (!board.planned(id).undo)
            continue;
        const StepStatus &step = status(id);
        const bool isRunning = step.state == StepState::Running;
        const bool isOver = phase() == RunPhase::RollingBack
            && (step.undo == Undo::Done || step.undo == Undo::Skipped);
        if (isRunning)
            found.append({std::numeric_limits<qint64>::max(), id});
        else if (step.changedSomething && !isOver)
            found.append({step.endedSeq, id});
    }
    std::ranges::stable_sort(found, std::greater(), &std::pair<qint64, StepId>::first);
    QList<StepId> steps;
    for (const auto &[ended, id] : std::as_const(found))
        steps.append(id);
    return steps;
}

void RunEngine::Private::advanceRollback()
{
    if (!undoQueue) {
        if (!attempts.empty())
            return;
        undoQueue = undoable();
        keepEvidence(*undoQueue);
    }
    while (!undoQueue->isEmpty()) {
        const StepId id = undoQueue->first();
        switch (status(id).undo) {
        case StepStatus::Undo::Done:
        case StepStatus::Undo::Skipped:
            undoQueue->removeFirst();
            break;
        case StepStatus::Undo::None:
            undo(id);
            break;
        case StepStatus::Undo::Running:
        case StepStatus::Undo::Failed:
            return;
        }
    }
}

/// What was seen is written down before anything is undone (rule 15). Output is in the journal.
void RunEngine::Private::keepEvidence(const QList<StepId> &steps)
{
    if (steps.isEmpty())
        return;
    QJsonObject evidence;
    for (const StepId &id : board.steps()) {
        const StepStatus &step = status(id);
        if (step.undo != StepStatus::Undo::None)
            return; // a rollback that goes on after a crash: kept already
        if (step.state != StepState::Failed && step.state != StepState::Unknown)
            continue;
        QJsonObject seen = step.evidence;
        if (step.error)
            seen.insert(u"error"_s, eventdata::fromError(*step.error));
        if (step.exitCode >= 0)
            seen.insert(u"exitCode"_s, step.exitCode);
        evidence.insert(id.toString(), seen);
    }
    record(EventKind::Note,
           {{u"text"_s,
             Words::tr("What led here is kept; %n step(s) are undone now.", nullptr,
                       int(steps.size()))},
            {u"evidence"_s, evidence}});
}

Result<ResolvedStep> RunEngine::Private::resolvedUndo(const Step &step) const
{
    auto resolved
        = StepResolver::resolve(step, *step.undo, request.context, StepResolver::Mode::Run);
    const QMap<ServerId, HostStatus> &hosts = status(step.id).hosts;
    if (!resolved || hosts.isEmpty())
        return resolved;
    const QList<ServerId> &excluded = board.state().excludedHosts;
    resolved->targets.removeIf([&](const ResolvedStep::Target &target) {
        if (target.host.isEmpty())
            return false;
        const auto found = hosts.constFind(target.host);
        const bool untouched = found != hosts.constEnd() && !wasTouched(*found);
        return untouched || excluded.contains(target.host);
    });
    return resolved;
}

void RunEngine::Private::undo(const StepId &id)
{
    const Step step = board.step(id);
    const auto resolved = resolvedUndo(step);
    record(EventKind::UndoIntent, id,
           {{u"name"_s, step.name},
            {u"commands"_s, resolved ? describeTargets(*resolved) : QJsonObject()}});
    if (!resolved) {
        undoFailed(id, resolved.error());
        return;
    }
    if (resolved->targets.isEmpty()) {
        record(EventKind::UndoResult, id,
               {{u"name"_s, step.name},
                {u"outcome"_s, u"skipped"_s},
                {u"reason"_s, Words::tr("Every host that it changed is excluded or undone.")}});
        return;
    }
    if (const auto *manual = std::get_if<ManualAction>(&resolved->targets.first().action)) {
        Question question;
        question.kind = Question::Kind::Manual;
        question.step = id;
        question.aboutUndo = true;
        question.text = manual->text;
        question.choices = {Choice::Done, Choice::FailedByPerson, Choice::Stop};
        question.evidenceRequired = manual->evidence == ManualAction::Evidence::Required;
        ask(question);
        return;
    }
    if (!ports.executorFor(*step.undo)) {
        undoFailed(id,
                   Error{ErrorCode::Unavailable,
                         Words::tr("“%1” cannot be used to undo a step in this version.")
                             .arg(actionKey(*step.undo))});
        return;
    }
    launch({request.id, step, *resolved, std::max(status(id).attempt, 1), true, {}});
}

void RunEngine::Private::undoEnded(const StepId &id, const ExecutionResult &result)
{
    const bool isDone = result.outcome == ExecutionResult::Outcome::Succeeded
        || result.outcome == ExecutionResult::Outcome::Warned;
    if (!isDone) {
        undoFailed(id,
                   result.error.value_or(
                       Error{ErrorCode::ExitStatus,
                             Words::tr("It ended with exit status %1.").arg(result.exitCode)}));
        return;
    }
    record(EventKind::UndoResult, id, {{u"name"_s, nameOf(id)}, {u"outcome"_s, u"succeeded"_s}});
}

void RunEngine::Private::undoFailed(const StepId &id, const Error &error)
{
    record(EventKind::UndoResult, id,
           {{u"name"_s, nameOf(id)},
            {u"outcome"_s, u"failed"_s},
            {u"error"_s, eventdata::fromError(error)}});
    if (phase() == RunPhase::RollingBack)
        askUndo(id);
}

void RunEngine::Private::askUndo(const StepId &id)
{
    ask(undoQuestion(board.step(id), status(id)));
}

void RunEngine::Private::takeAboutUndo(const Question &question, const Answer &answer)
{
    const StepId id = question.step;
    switch (answer.choice) {
    case Choice::Retry:
        undo(id);
        break;
    case Choice::Done:
        record(EventKind::UndoResult, id,
               {{u"name"_s, nameOf(id)}, {u"outcome"_s, u"succeeded"_s}, {u"by"_s, answer.by}});
        break;
    case Choice::FailedByPerson:
        undoFailed(id,
                   Error{ErrorCode::Assertion,
                         Words::tr("%1 says that it failed: %2").arg(answer.by, answer.reason)});
        break;
    case Choice::Skip:
        record(EventKind::UndoResult, id,
               {{u"name"_s, nameOf(id)},
                {u"outcome"_s, u"skipped"_s},
                {u"by"_s, answer.by},
                {u"reason"_s, answer.reason}});
        break;
    default:
        requestStop(answer.by,
                    Words::tr("%1 stopped the rollback at “%2”.").arg(answer.by, nameOf(id)),
                    Stopper::Person);
        break;
    }
}

RunOutcome RunEngine::Private::outcome() const
{
    const RunState &state = board.state();
    if (phase() == RunPhase::RollingBack)
        return RunOutcome::RolledBack;
    if (phase() == RunPhase::Stopping && !state.stoppedByPolicy)
        return RunOutcome::Aborted;
    if (board.count(StepState::Undone) > 0)
        return RunOutcome::RolledBack;
    if (board.count(StepState::Failed) + board.count(StepState::Unknown) > 0)
        return RunOutcome::Failed;
    if (board.count(StepState::Cancelled) > 0)
        return RunOutcome::Aborted;
    return state.deviations.isEmpty() ? RunOutcome::Success : RunOutcome::SuccessWithDeviations;
}

void RunEngine::Private::finishIfDone()
{
    const int underWay = board.count(StepState::Running) + board.count(StepState::Waiting)
        + board.count(StepState::Holding);
    if (phase() == RunPhase::Finished || isUndoing() || underWay > 0 || !attempts.empty()
        || !board.state().questions.isEmpty())
        return;
    if (board.count(StepState::Pending) + board.count(StepState::Ready) > 0) {
        if (phase() != RunPhase::Running)
            return;
        // Left over after a step was run again in a run that had been stopped.
        requestStop(QString(),
                    Words::tr("The steps that are left need steps that did not succeed."),
                    Stopper::Policy);
        advance();
        return;
    }
    record(EventKind::RunFinished,
           {{u"outcome"_s, toString(outcome())},
            {u"deviations"_s, eventdata::fromStrings(board.state().deviations)}});
}

} // namespace slipway
