// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/actiontexts.h"
#include "run/eventdata.h"
#include "run/runengine_p.h"
#include "run/valuelookup.h"

#include "plan/expression.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::RunEngine)
};

bool isOnHosts(const Action &action)
{
    return std::holds_alternative<SshAction>(action)
        || std::holds_alternative<UploadAction>(action);
}

} // namespace

/// Begins whatever may begin. Called at the end of everything that changes the run.
void RunEngine::Private::advance()
{
    if (phase() == RunPhase::NotStarted || phase() == RunPhase::Finished)
        return;
    if (isUndoing()) {
        advanceRollback();
        if (!isUndoing())
            releaseHolds();
    }
    if (!isUndoing())
        advanceSteps();
    finishIfDone();
}

void RunEngine::Private::advanceSteps()
{
    while (const auto id = board.firstPending())
        beginOrHold(*id);
    while (const auto id = board.firstReady()) {
        if (!mayActNow(*id))
            return;
        beginStep(*id);
    }
}

void RunEngine::Private::beginOrHold(const StepId &id)
{
    if (mayActNow(id))
        beginStep(id);
    else
        record(EventKind::StepReady, id, {});
}

bool RunEngine::Private::mayActNow(const StepId &id) const
{
    if (phase() == RunPhase::Paused)
        return false;
    return board.count(StepState::Running) < request.maxParallel || isOwn(board.step(id).action);
}

/// Steps that wait for people or clocks need no executor.
bool RunEngine::Private::isOwn(const Action &action) const
{
    return std::holds_alternative<ManualAction>(action)
        || std::holds_alternative<DecisionAction>(action)
        || std::holds_alternative<GateAction>(action) || std::holds_alternative<WaitAction>(action);
}

void RunEngine::Private::beginStep(const StepId &id)
{
    if (conditionHolds(id))
        attempt(id);
}

bool RunEngine::Private::conditionHolds(const StepId &id)
{
    const Step &step = board.planned(id);
    if (step.when.isEmpty())
        return true;
    const auto expression = Expression::parse(step.when);
    if (!expression) {
        failedBeforeActing(step, Error{ErrorCode::InvalidInput, expression.error().message});
        return false;
    }
    const ValueLookup values(request.context, StepResolver::Mode::Run, nullptr);
    const auto verdict
        = expression->evaluate([this, &values](const QString &name) -> std::optional<QString> {
              const QStringList parts = name.split(u'.');
              const bool isState
                  = parts.size() == 3 && parts.first() == "steps"_L1 && parts.last() == "state"_L1;
              if (isState && board.has(StepId(parts.at(1))))
                  return toString(status(StepId(parts.at(1))).state);
              return values.value(name, TextPlace::Plain);
          });
    if (!verdict) {
        failedBeforeActing(step, verdict.error());
        return false;
    }
    if (!verdict->holds)
        record(EventKind::StepSkipped, id,
               {{u"name"_s, step.name}, {u"by"_s, u"when"_s}, {u"reason"_s, verdict->why}});
    return verdict->holds;
}

/// One more attempt at once, or when the pause or the undoing ends.
void RunEngine::Private::again(const StepId &id, const QString &reason)
{
    if (!mayAttempt())
        record(EventKind::StepHeld, id,
               {{u"for"_s, u"pause"_s},
                {u"until"_s, eventdata::fromTime(now())},
                {u"reason"_s, reason}});
    else
        attempt(id);
}

void RunEngine::Private::attempt(const StepId &id)
{
    const Step step = board.step(id);
    if (isOwn(step.action))
        beginOwn(step);
    else
        act(step);
}

QList<ServerId> RunEngine::Private::doneHosts(const StepId &id) const
{
    QList<ServerId> done;
    for (const auto &[host, hostStatus] : status(id).hosts.asKeyValueRange()) {
        if (letsOthersGoOn(hostStatus.state))
            done.append(host);
    }
    return done;
}

void RunEngine::Private::act(const Step &step)
{
    auto resolved = resolvedForNow(step);
    if (!resolved) {
        failedBeforeActing(step, resolved.error());
        return;
    }
    if (!ports.executorFor(step.action)) {
        failedBeforeActing(step,
                           Error{ErrorCode::Unavailable,
                                 Words::tr("“%1” steps are not available in this version.")
                                     .arg(actionKey(step.action))});
        return;
    }
    const QList<ServerId> done = doneHosts(step.id);
    QList<ServerId> hosts;
    ResolvedStep remaining{resolved->id, {}};
    for (const ResolvedStep::Target &target : std::as_const(resolved->targets)) {
        if (done.contains(target.host))
            continue;
        remaining.targets.append(target);
        if (!target.host.isEmpty())
            hosts.append(target.host);
    }
    if (remaining.targets.isEmpty()) {
        succeed(step.id,
                {{u"outcome"_s, u"warned"_s},
                 {u"reason"_s, Words::tr("Every host that was not excluded is done.")}});
        return;
    }
    intend(step, describeTargets(remaining), hosts);
    launch({request.id, step, *std::move(resolved), status(step.id).attempt, false, done});
}

void RunEngine::Private::intend(const Step &step, const QJsonObject &commands,
                                const QList<ServerId> &hosts)
{
    QJsonObject data{{u"name"_s, step.name}, {u"commands"_s, commands}};
    if (!hosts.isEmpty())
        data.insert(u"hosts"_s, eventdata::fromHosts(hosts));
    record(EventKind::StepIntent, step.id, data);
}

/// The step with the values of this moment, without the hosts that people excluded.
Result<ResolvedStep> RunEngine::Private::resolvedForNow(const Step &step) const
{
    auto resolved
        = StepResolver::resolve(step, step.action, request.context, StepResolver::Mode::Run);
    if (!resolved || !isOnHosts(step.action))
        return resolved;
    const QList<ServerId> &excluded = board.state().excludedHosts;
    resolved->targets.removeIf(
        [&excluded](const ResolvedStep::Target &target) { return excluded.contains(target.host); });
    if (resolved->targets.isEmpty())
        return failure(
            ErrorCode::InvalidInput,
            Words::tr("“%1” has no host left: all of its hosts are excluded.").arg(step.name));
    return resolved;
}

/// Prepares an attempt that begins once its intent is on the disk.
void RunEngine::Private::launch(ExecutionRequest execution)
{
    const StepId id = execution.step.id;
    execution.intent = execution.undo ? status(id).undoSeq : status(id).intentSeq;
    auto made = std::make_unique<Attempt>(Attempt::Ports{ports.clock, ports.redactor},
                                          std::move(execution));
    Attempt *attempt = made.get();
    QObject::connect(attempt, &Attempt::hostStarted, q,
                     [this, id](const ServerId &host) { hostStarted(id, host); });
    QObject::connect(attempt, &Attempt::hostFinished, q,
                     [this, id](const ServerId &host, const HostStatus &hostStatus) {
                         hostFinished(id, host, hostStatus);
                     });
    QObject::connect(attempt, &Attempt::noteMade, q,
                     [this, id](const ServerId &host, const QString &text) {
                         record(EventKind::Note, id, {{u"text"_s, text}}, host);
                     });
    QObject::connect(attempt, &Attempt::outputReceived, q, [this](const OutputChunk &chunk) {
        ports.journal.appendOutput(chunk);
        Q_EMIT q->outputReceived(chunk);
    });
    QObject::connect(attempt, &Attempt::finished, q,
                     [this, id](const ExecutionResult &result) { executionFinished(id, result); });
    attempts.insert_or_assign(id, std::move(made));
    recorder.then([this, id] { begin(id); });
}

void RunEngine::Private::begin(const StepId &id)
{
    const auto found = attempts.find(id);
    if (found == attempts.end() || found->second->isBegun())
        return;
    const ExecutionRequest &execution = found->second->request();
    StepExecutor *executor
        = ports.executorFor(execution.undo ? *execution.step.undo : execution.step.action);
    if (!found->second->isCancelled() && executor) {
        armNestedPlan(execution);
        found->second->begin(*executor);
        return;
    }
    ExecutionResult never;
    never.outcome = ExecutionResult::Outcome::Cancelled;
    executionFinished(id, never);
}

/// Commands watch their own time; a nested plan has nobody else to.
void RunEngine::Private::armNestedPlan(const ExecutionRequest &execution)
{
    const StepId id = execution.step.id;
    if (!execution.step.timeout || !std::holds_alternative<PlanAction>(execution.step.action)
        || execution.undo)
        return;
    const QDateTime end = status(id).startedAt.addDuration(*execution.step.timeout);
    at(u"plan:"_s + id.toString(), end, [this, id, number = execution.attempt] {
        const auto found = attempts.find(id);
        if (found == attempts.end() || found->second->request().attempt != number
            || found->second->isCancelled())
            return;
        outOfTime.insert(id);
        found->second->cancel();
    });
}

void RunEngine::Private::reset(const StepId &id, const QString &cause, const QString &reason,
                               QJsonObject data)
{
    data.insert(u"cause"_s, cause);
    data.insert(u"reason"_s, reason);
    data.insert(u"name"_s, nameOf(id));
    record(EventKind::StepReset, id, data);
    request.context.outputs.remove(id);
}

void RunEngine::Private::resetAll(const QList<StepId> &ids, const QString &cause,
                                  const QString &reason, const StepId &jumpedFrom)
{
    for (const StepId &id : ids) {
        const StepState state = status(id).state;
        if (state == StepState::Pending || attempts.contains(id))
            continue;
        reset(id, cause, reason,
              id == jumpedFrom ? QJsonObject{{u"jumped"_s, true}} : QJsonObject());
        const auto *decision = std::get_if<DecisionAction>(&board.planned(id).action);
        if (!decision)
            continue;
        // The branch that was not picked may be picked the next time.
        for (const DecisionOption &option : decision->options) {
            for (const StepId &skipped : board.graph().branchBody(id, option.name)) {
                if (status(skipped).skippedBy == "branch"_L1)
                    reset(skipped, cause, reason);
            }
        }
    }
}

} // namespace slipway
