// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/runengine.h"

#include "run/eventdata.h"
#include "run/eventredaction.h"
#include "run/runengine_p.h"

#include <QPointer>

using namespace Qt::StringLiterals;

namespace slipway {

RunEngine::Private::Private(RunEngine *engine, const Ports &givenPorts)
    : q(engine)
    , ports(givenPorts)
    , recorder(givenPorts.journal, givenPorts.clock)
{
    QObject::connect(&recorder, &RunRecorder::recorded, q,
                     [this](const QList<RunEvent> &events) { recorded(events); });
    QObject::connect(&recorder, &RunRecorder::failed, q, &RunEngine::recordingFailed);
}

RunEngine::Private::~Private()
{
    for (const Clock::TimerHandle timer : std::as_const(timers))
        ports.clock.cancel(timer);
}

qint64 RunEngine::Private::record(EventKind kind, const StepId &step, QJsonObject data,
                                  const ServerId &host)
{
    RunEvent event;
    event.seq = ++seq;
    event.at = now();
    event.run = request.id;
    event.kind = kind;
    event.step = step;
    event.host = host;
    if (!step.isEmpty()) {
        event.attempt = status(step).attempt;
        if (kind == EventKind::StepIntent)
            ++event.attempt;
    }
    event.data = redacted(std::move(data), ports.redactor);
    board.apply(event);
    recorder.add(event);
    return event.seq;
}

qint64 RunEngine::Private::record(EventKind kind, QJsonObject data)
{
    return record(kind, StepId(), std::move(data));
}

void RunEngine::Private::note(const StepId &step, const QString &text)
{
    record(EventKind::Note, step, {{u"text"_s, text}});
}

void RunEngine::Private::recorded(const QList<RunEvent> &events)
{
    const QPointer<RunEngine> alive(q);
    for (const RunEvent &event : events) {
        durable.apply(event);
        Q_EMIT q->eventRecorded(event);
        if (alive && event.kind == EventKind::QuestionAsked)
            Q_EMIT q->questionAsked(eventdata::toQuestion(event));
        if (alive && event.kind == EventKind::RunFinished)
            Q_EMIT q->finished(durable.outcome);
        if (!alive)
            return;
    }
}

RunEngine::RunEngine(Ports ports, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, ports))
{ }

RunEngine::~RunEngine() = default;

Result<void> RunEngine::start(RunRequest request)
{
    Q_ASSERT(d->phase() == RunPhase::NotStarted);
    if (const auto checked = d->check(request); !checked)
        return checked;
    RunState fresh;
    fresh.id = request.id;
    fresh.planText = request.planText;
    fresh.plan = request.plan;
    d->durable = fresh;
    d->takeOver(request, fresh);
    d->recordStart();
    d->recordStartAt();
    d->advance();
    return {};
}

Result<void> RunEngine::resume(RunRequest request, const QList<RunEvent> &events)
{
    Q_ASSERT(d->phase() == RunPhase::NotStarted);
    if (events.isEmpty() || events.first().kind != EventKind::RunStarted)
        return failure(ErrorCode::NotFound, tr("There is no record of this run to carry on with."));
    const RunState recorded = RunState::fold(events);
    if (recorded.phase == RunPhase::Finished)
        return failure(
            ErrorCode::Refused,
            tr("This run has ended: %1. Start a new one.").arg(toString(recorded.outcome)));
    if (recorded.steps.isEmpty())
        return failure(ErrorCode::InvalidInput,
                       tr("The recorded plan of this run cannot be read any more."));
    d->durable = recorded;
    d->takeOver(request, recorded);
    if (d->isPlanHidden())
        return failure(ErrorCode::InvalidInput,
                       tr("The plan of this run held a secret, which is hidden in its record, and "
                          "the plan file is another one now. Put the plan file back as it was."));
    d->carryOn();
    d->advance();
    return {};
}

const RunState &RunEngine::state() const
{
    return d->durable;
}

bool RunEngine::isActive() const
{
    return d->durable.phase != RunPhase::Finished && d->phase() != RunPhase::NotStarted;
}

Result<void> RunEngine::answer(const QuestionId &question, const Answer &answer)
{
    const Question *open = d->openQuestion(question);
    if (!open)
        return failure(ErrorCode::NotFound,
                       tr("This question is not open any more: it was answered already."));
    Answer given = answer;
    if (given.by.isEmpty() && open->kind != Question::Kind::Approval)
        given.by = d->board.state().operatorName;
    const Question asked = *open;
    if (const auto valid = d->validate(asked, given); !valid)
        return valid;
    if (const auto taken = d->answerNow(asked, given); !taken)
        return taken;
    d->advance();
    return {};
}

void RunEngine::pause(const QString &by)
{
    if (d->phase() == RunPhase::Running)
        d->record(EventKind::RunPaused, {{u"by"_s, by}});
}

void RunEngine::resumeFromPause(const QString &by)
{
    if (d->phase() != RunPhase::Paused)
        return;
    d->record(EventKind::RunContinued, {{u"by"_s, by}});
    d->releaseHolds();
    // Those that need no place among the running ones must not queue behind those that do.
    for (const StepId &id : d->board.ready()) {
        if (d->isOwn(d->board.step(id).action))
            d->beginStep(id);
    }
    d->advance();
}

void RunEngine::stop(const QString &by, const QString &reason)
{
    const RunPhase phase = d->phase();
    if (phase != RunPhase::Running && phase != RunPhase::Paused && phase != RunPhase::RollingBack)
        return;
    d->requestStop(by, reason, Private::Stopper::Person);
    d->advance();
}

void RunEngine::noteTyped(const TypedCommand &command)
{
    if (!isActive())
        return;
    QJsonObject data{{u"typed"_s, command.text}, {u"by"_s, command.by}};
    if (!command.recording.isEmpty())
        data[u"recording"_s] = command.recording;
    d->record(EventKind::Override, {}, std::move(data), command.host);
    d->advance();
}

Result<void> RunEngine::rollBack(const QString &by)
{
    if (d->phase() == RunPhase::NotStarted || d->phase() == RunPhase::RollingBack)
        return failure(ErrorCode::Refused, tr("The run is not in a state to be rolled back."));
    if (rollbackSteps().isEmpty())
        return failure(ErrorCode::Refused,
                       tr("Nothing can be undone: no step of this run that changed something says "
                          "how to undo it."));
    if (d->phase() == RunPhase::Finished)
        d->record(EventKind::RunContinued, {{u"by"_s, by}});
    d->startRollback(by);
    d->advance();
    return {};
}

Result<void> RunEngine::rerun(const StepId &step, const QString &by)
{
    if (!d->board.has(step))
        return failure(ErrorCode::NotFound,
                       tr("There is no step “%1” in this run.").arg(step.toString()));
    const RunPhase phase = d->phase();
    if (phase != RunPhase::Running && phase != RunPhase::Paused && phase != RunPhase::Finished)
        return failure(ErrorCode::Refused, tr("A run that is being ended runs nothing again."));
    const StepState state = d->status(step).state;
    if (!isTerminal(state) && state != StepState::Unknown)
        return failure(ErrorCode::Refused, tr("“%1” has not ended yet.").arg(d->nameOf(step)));
    const QList<StepId> downstream = d->board.graph().downstream(step);
    for (const StepId &later : downstream) {
        if (d->attempts.contains(later))
            return failure(ErrorCode::Refused,
                           tr("“%1” is running, and needs this step. Wait for it to end.")
                               .arg(d->nameOf(later)));
    }
    if (phase == RunPhase::Finished)
        d->record(EventKind::RunContinued, {{u"by"_s, by}});
    d->reset(step, u"rerun"_s, tr("%1 runs it again.").arg(by), {{u"by"_s, by}});
    for (const StepId &later : downstream) {
        if (d->status(later).state == StepState::Cancelled)
            d->reset(later, u"continued"_s, tr("The run goes on."));
    }
    d->advance();
    return {};
}

QList<StepId> RunEngine::rollbackSteps() const
{
    return d->undoable();
}

QList<StepId> RunEngine::stepsAfterStop() const
{
    QList<StepId> steps;
    for (const StepId &id : d->board.steps()) {
        const StepState state = d->status(id).state;
        if (d->board.planned(id).always && !isTerminal(state) && state != StepState::Unknown)
            steps.append(id);
    }
    return steps;
}

} // namespace slipway
