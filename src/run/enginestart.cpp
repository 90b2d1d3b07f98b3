// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/approvals.h"
#include "run/eventdata.h"
#include "run/runengine_p.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::RunEngine)
};

Result<void> checkDiagnostics(const RunRequest &request)
{
    const QList<Diagnostic> found = StepResolver::check(request.plan, request.context);
    if (!hasErrors(found))
        return {};
    QStringList lines;
    for (const Diagnostic &diagnostic : found)
        lines.append(formatDiagnostic(request.planPath, diagnostic));
    const QString first = found.first().message;
    return failure(ErrorCode::InvalidInput,
                   found.size() == 1 ? first
                                     : Words::tr("%1 There is more: %n fault(s) in all.", nullptr,
                                                 int(found.size()))
                                           .arg(first),
                   lines.join(u'\n'));
}

/// What a recorded text says, or what it said before a secret in it was hidden.
QMap<QString, QString> unhidden(const QMap<QString, QString> &recorded,
                                const QMap<QString, QString> &given, const Redactor &redactor)
{
    QMap<QString, QString> texts = recorded;
    for (auto it = texts.begin(); it != texts.end(); ++it) {
        const auto found = given.constFind(it.key());
        if (found != given.constEnd() && redactor.redact(*found) == *it)
            *it = *found;
    }
    return texts;
}

} // namespace

Result<void> RunEngine::Private::check(const RunRequest &given) const
{
    const PlanGraph graph(given.plan);
    if (const QList<StepId> cycle = graph.cycle(); !cycle.isEmpty()) {
        QStringList names;
        for (const StepId &id : cycle)
            names.append(id.toString());
        return failure(ErrorCode::InvalidInput,
                       Words::tr("These steps wait for one another: %1. Change their needs.")
                           .arg(names.join(u" → "_s)));
    }
    if (!given.startAt.isEmpty() && !graph.steps().contains(given.startAt))
        return failure(
            ErrorCode::InvalidInput,
            Words::tr("There is no step “%1” to start at.").arg(given.startAt.toString()));
    for (const Phase &phase : given.plan.phases) {
        for (const Step &step : phase.steps) {
            const auto *gate = std::get_if<GateAction>(&step.action);
            if (!gate || !gate->approvals)
                continue;
            const ApprovalRules rules(*gate->approvals, given.roles, given.context.operatorName);
            if (const auto checked = rules.check(); !checked)
                return failure(checked.error().code,
                               Words::tr("“%1”: %2").arg(step.name, checked.error().message));
        }
    }
    return checkDiagnostics(given);
}

void RunEngine::Private::takeOver(const RunRequest &given, const RunState &recorded)
{
    request = given;
    resumedBy = given.context.operatorName;
    seq = recorded.lastSeq;
    // A run keeps its plan (rule 19). Only where a secret was hidden in the record does the text
    // given now count, and only if it is the same but for that.
    const QString hidden = ports.redactor.redact(QString::fromUtf8(given.planText));
    const bool same = hidden.toUtf8() == recorded.planText || recorded.steps.isEmpty();
    board.reset(recorded, same ? given.plan : recorded.plan);
    isOwnPlan = same;
    if (!recorded.steps.isEmpty()) {
        request.id = recorded.id;
        request.planText = recorded.planText;
        request.context.operatorName = recorded.operatorName;
        request.context.inputs = unhidden(recorded.inputs, given.context.inputs, ports.redactor);
        request.context.vars = unhidden(recorded.vars, given.context.vars, ports.redactor);
    }
    request.context.run = request.id;
    request.context.outputs.clear();
    for (const auto &[id, status] : recorded.steps.asKeyValueRange()) {
        if (!status.outputs.isEmpty())
            request.context.outputs.insert(id, status.outputs);
    }
}

/// Whether what would run is dots in the place of a secret.
bool RunEngine::Private::isPlanHidden() const
{
    return !isOwnPlan && board.state().planText.contains("••••••");
}

void RunEngine::Private::recordStart()
{
    record(EventKind::RunStarted,
           {{u"plan"_s, QString::fromUtf8(request.planText)},
            {u"planPath"_s, request.planPath},
            {u"planName"_s, request.plan.name},
            {u"workspace"_s, request.workspaceName},
            {u"environment"_s, request.environment},
            {u"inputs"_s, eventdata::fromTexts(request.context.inputs)},
            {u"vars"_s, eventdata::fromTexts(request.context.vars)},
            {u"operator"_s, request.context.operatorName}});
    recordOverrides();
}

void RunEngine::Private::recordOverrides()
{
    for (const OverrideRecord &override : std::as_const(request.overrides))
        record(
            EventKind::Override,
            {{u"what"_s, override.what}, {u"by"_s, override.by}, {u"reason"_s, override.reason}});
}

void RunEngine::Private::recordStartAt()
{
    if (request.startAt.isEmpty())
        return;
    const QString reason = Words::tr("The run was started at “%1”.").arg(nameOf(request.startAt));
    for (const StepId &id : board.steps()) {
        if (id == request.startAt)
            break;
        record(EventKind::StepSkipped, id,
               {{u"name"_s, nameOf(id)},
                {u"by"_s, request.context.operatorName},
                {u"reason"_s, reason}});
    }
}

void RunEngine::Private::carryOn()
{
    const QList<Question> open = board.state().questions;
    record(EventKind::RunResumed, {{u"operator"_s, resumedBy}});
    recordOverrides();
    recorder.then([this, open] {
        for (const Question &question : open) {
            if (openQuestion(question.id))
                Q_EMIT q->questionAsked(question);
        }
    });
    for (const Question &question : open)
        armQuestion(question);
    for (const StepId &id : board.steps()) {
        carryOnStep(id);
        carryOnUndo(id);
    }
}

void RunEngine::Private::carryOnStep(const StepId &id)
{
    const auto isOpen = [this, &id] {
        return std::ranges::any_of(board.state().questions, [&id](const Question &question) {
            return question.step == id && !question.aboutUndo;
        });
    };
    switch (status(id).state) {
    case StepState::Running:
        carryOnRunning(id);
        break;
    case StepState::Waiting:
        if (!isOpen())
            askOwn(board.step(id));
        break;
    case StepState::Holding:
        armHold(id);
        break;
    case StepState::Failed:
        if (!isOpen() && (!board.isWindingDown() || board.planned(id).always))
            handleFailure(id, Asking::ByPolicy);
        break;
    case StepState::Unknown:
        if (!isOpen() && (!board.isWindingDown() || board.planned(id).always))
            askUnknown(id);
        break;
    default:
        break;
    }
}

/// An intent without a result: the hosts are asked where they can tell; else it cannot be known.
void RunEngine::Private::carryOnRunning(const StepId &id)
{
    const Step step = board.step(id);
    if (isOwn(step.action)) {
        // Nothing of its own acts: the record ended between the intent and the question.
        attempt(id);
        return;
    }
    const bool mayGoOn = !board.isWindingDown() || step.always;
    auto resolved = mayGoOn ? resolvedForNow(step) : Result<ResolvedStep>(ResolvedStep());
    if (mayGoOn && resolved && ports.executorFor(step.action)) {
        ExecutionRequest execution{request.id,         step,  *std::move(resolved),
                                   status(id).attempt, false, {}};
        if (std::holds_alternative<PlanAction>(step.action)) {
            // The nested run has a record of its own, and is carried on with by its id.
            launch(std::move(execution));
            return;
        }
        execution.alreadyDone = doneHosts(id);
        execution.interrupted = status(id).hosts;
        if (carryOnAttempt(std::move(execution)))
            return;
    }
    leaveUnknown(id, Words::tr("Slipway was interrupted while this step was running."));
}

/// False where the executor cannot: nothing was done then.
bool RunEngine::Private::carryOnAttempt(ExecutionRequest execution)
{
    const Step &step = execution.step;
    const StepExecutor *executor = ports.executorFor(execution.undo ? *step.undo : step.action);
    if (!executor || !executor->canCarryOn(execution))
        return false;
    QStringList asked;
    for (const auto &[host, hostStatus] : execution.interrupted->asKeyValueRange()) {
        if (isTerminal(hostStatus.state))
            continue;
        // What was stored may lack its end; the host tells it again from the beginning.
        ports.journal.dropOutput({execution.run, step.id, execution.attempt, host, execution.undo});
        if (hostStatus.state == StepState::Running)
            asked.append(host.toString());
    }
    if (!asked.isEmpty())
        note(step.id,
             Words::tr("Slipway was interrupted while “%1” was running; %2 tells how it goes.")
                 .arg(step.name, asked.join(u", "_s)));
    launch(std::move(execution));
    return true;
}

void RunEngine::Private::carryOnUndo(const StepId &id)
{
    if (phase() != RunPhase::RollingBack)
        return;
    const bool isOpen
        = std::ranges::any_of(board.state().questions, [&id](const Question &question) {
              return question.step == id && question.aboutUndo;
          });
    if (isOpen)
        return;
    const Step step = board.step(id);
    if (status(id).undo == StepStatus::Undo::Running) {
        if (auto resolved = resolvedUndo(step); resolved && !resolved->targets.isEmpty()) {
            ExecutionRequest execution{
                request.id, step, *std::move(resolved), std::max(status(id).attempt, 1), true, {}};
            execution.interrupted = status(id).undoHosts;
            if (carryOnAttempt(std::move(execution)))
                return;
        }
        undoFailed(id,
                   Error{ErrorCode::ConnectionLost,
                         Words::tr("Slipway was interrupted while this step was being undone; "
                                   "whether it is undone is not known.")});
    } else if (status(id).undo == StepStatus::Undo::Failed) {
        askUndo(id);
    }
}

} // namespace slipway
