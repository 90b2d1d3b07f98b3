// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspace/runsession.h"

#include "workspace/planfiles.h"
#include "workspace/runsession_p.h"
#include "workspace/workspacelog.h"

namespace slipway {

RunSession::Private::Private(const SessionPorts &given)
    : ports(given)
    , secrets(given.secrets, given.redactor)
{ }

RunSession::Private::~Private()
{
    // First of all nothing may act any more; then somebody else may.
    engine.reset();
    releaseLock();
}

void RunSession::Private::prepare(const RunRequest &request, const QString &runOperator)
{
    run = request.id;
    environment = request.environment;
    executors = std::make_unique<ExecutorSet>(ports.machines, secrets, ports.config, request);
    const auto executorFor = [set = executors.get()](const Action &action) {
        return set->executorFor(action);
    };
    const auto readPlan = [folder = ports.folder](const QString &path) {
        return readPlanFile(folder, path);
    };
    nestedPorts = std::make_unique<NestedRunPorts>(
        NestedRunPorts{ports.journal, ports.clock, ports.redactor, secrets, family, ports.config,
                       ports.folder, environment, runOperator, request.context.operatorName,
                       executorFor, readPlan, ports.gates});
    planExecutor = std::make_unique<PlanExecutor>(
        *nestedPorts, QStringList{absolutePlanPath(ports.folder, request.planPath)});
    notifier = std::make_unique<RunNotifier>(*executors, request.context, ports.config);
    engine = std::make_unique<RunEngine>(
        RunEngine::Ports{ports.journal, ports.clock, ports.redactor,
                         [this](const Action &action) -> StepExecutor * {
                             if (std::holds_alternative<PlanAction>(action))
                                 return planExecutor.get();
                             return executors->executorFor(action);
                         },
                         &ports.gates});
    family.add(run, *engine);
}

void RunSession::Private::connectTo(RunSession *session)
{
    QObject::connect(&family, &RunFamily::eventRecorded, session,
                     [this, session](const RunEvent &event) {
                         follow(event);
                         Q_EMIT session->eventRecorded(event);
                     });
    QObject::connect(&family, &RunFamily::outputReceived, session, &RunSession::outputReceived);
    QObject::connect(&family, &RunFamily::questionsChanged, session, &RunSession::questionsChanged);
    QObject::connect(&family, &RunFamily::recordingFailed, session, &RunSession::recordingFailed);
    QObject::connect(engine.get(), &RunEngine::finished, session, &RunSession::finished);
    QObject::connect(notifier.get(), &RunNotifier::undelivered, session,
                     &RunSession::messageFailed);
}

void RunSession::Private::follow(const RunEvent &event)
{
    if (event.run == run && event.kind == EventKind::RunFinished)
        releaseLock();
    notifier->notice(event, engine->state());
}

void RunSession::Private::holdLock(const Journal::LockOwner &given)
{
    owner = given;
    lockOwner = given;
}

void RunSession::Private::releaseLock()
{
    if (!std::exchange(lockOwner, std::nullopt))
        return;
    // Nobody waits for it; a lock that stays says who holds it, and is free once this run has
    // ended and its process has gone.
    ports.journal.unlock(environment, run).then([run = run](const Result<void> &released) {
        if (!released)
            qCWarning(workspaceLog)
                << "the lock of run" << run.toString() << "stays:" << released.error().message;
    });
}

QFuture<Result<void>> RunSession::Private::withLock(std::function<Result<void>()> act)
{
    if (lockOwner)
        return QtFuture::makeReadyValueFuture(act());
    return ports.journal.lock(environment, owner, Journal::BreakLock::No)
        .then(engine.get(), [this, act = std::move(act)](const Result<void> &locked) {
            if (!locked)
                return locked;
            lockOwner = owner;
            Result<void> done = act();
            if (!done)
                releaseLock();
            return done;
        });
}

RunSession::RunSession(std::unique_ptr<Private> p) : d(std::move(p))
{
    d->connectTo(this);
}

RunSession::~RunSession() = default;

RunEngine &RunSession::engine()
{
    return *d->engine;
}

const RunState &RunSession::state() const
{
    return d->engine->state();
}

QList<OpenQuestion> RunSession::questions() const
{
    return d->family.questions();
}

Result<void> RunSession::answer(const RunId &run, const QuestionId &question, const Answer &answer)
{
    return d->family.answer(run, question, answer);
}

QFuture<Result<void>> RunSession::rerun(const StepId &step, const QString &by)
{
    return d->withLock([engine = d->engine.get(), step, by] { return engine->rerun(step, by); });
}

QFuture<Result<void>> RunSession::rollBack(const QString &by)
{
    return d->withLock([engine = d->engine.get(), by] { return engine->rollBack(by); });
}

} // namespace slipway
