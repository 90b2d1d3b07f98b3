// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspace/nestedrun.h"

#include "workspace/inputcheck.h"
#include "workspace/planexecutor.h"
#include "workspace/planfiles.h"

#include <QDir>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

PlanAction planOf(const ExecutionRequest &request)
{
    if (request.resolved.targets.isEmpty())
        return {};
    const auto *action = std::get_if<PlanAction>(&request.resolved.targets.first().action);
    return action ? *action : PlanAction{};
}

} // namespace

RunId NestedRun::idFor(const ExecutionRequest &request)
{
    QString id = request.run.toString() + u'.' + request.step.id.toString();
    if (request.undo)
        id += u"~undo"_s;
    if (request.attempt > 1)
        id += u"~%1"_s.arg(request.attempt);
    return RunId(id);
}

NestedRun::NestedRun(const NestedRunPorts &ports, QStringList chain,
                     const ExecutionRequest &request)
    : m_ports(ports)
    , m_chain(std::move(chain))
    , m_request(request)
    , m_action(planOf(request))
    , m_run(idFor(request))
{
    // A future that is ready already calls at once, before anybody is connected to this.
    m_ports.journal.events(m_run).then(this, [this](const Result<QList<RunEvent>> &recorded) {
        QMetaObject::invokeMethod(
            this, [this, recorded] { lookedUp(recorded); }, Qt::QueuedConnection);
    });
    connect(&m_ports.family, &RunFamily::eventRecorded, this, &NestedRun::followParent);
}

NestedRun::~NestedRun() = default;

void NestedRun::lookedUp(const Result<QList<RunEvent>> &recorded)
{
    if (m_ended)
        return;
    if (!recorded && recorded.error().code != ErrorCode::NotFound) {
        fail(recorded.error());
        return;
    }
    const Result<void> begun = recorded ? carryOn(*recorded) : begin();
    if (!begun)
        fail(begun.error());
}

Result<void> NestedRun::checkForCircle(const QString &path) const
{
    const qsizetype first = m_chain.indexOf(path);
    if (first < 0)
        return {};
    QStringList names;
    for (const QString &file : m_chain.sliced(first))
        names.append(QFileInfo(file).fileName());
    names.append(QFileInfo(path).fileName());
    return failure(
        ErrorCode::InvalidInput,
        tr("These plans run one another in a circle: %1. Take one out.").arg(names.join(u" → "_s)));
}

Result<void> NestedRun::begin()
{
    if (m_cancelled) {
        ended(RunOutcome::Aborted);
        return {};
    }
    const QString path = absolutePlanPath(m_ports.folder, m_action.path);
    if (Result<void> straight = checkForCircle(path); !straight)
        return straight;
    const Result<PlanFile> file = m_ports.readPlan(m_action.path);
    if (!file)
        return std::unexpected(file.error());
    if (Result<void> good = refuseFaulty(file->path, file->diagnostics); !good)
        return good;
    if (Result<void> good = refuseFaulty(file->path, checkPlanInputs(file->plan, m_action.inputs));
        !good) {
        return good;
    }
    makeEngine(path);
    return m_engine->start(requestFor(*file, m_action.inputs));
}

Result<void> NestedRun::carryOn(const QList<RunEvent> &events)
{
    const RunState recorded = RunState::fold(events);
    if (recorded.phase == RunPhase::Finished) {
        ended(recorded.outcome);
        return {};
    }
    PlanFile file;
    file.path = recorded.planPath;
    file.text = recorded.planText;
    file.plan = recorded.plan;
    // The inputs that were secrets are not in the record, but still in the step.
    QMap<QString, QString> inputs = recorded.inputs;
    for (const QString &name : secretInputsOf(recorded.plan)) {
        if (m_action.inputs.contains(name))
            inputs.insert(name, m_action.inputs.value(name));
    }
    makeEngine(absolutePlanPath(m_ports.folder, recorded.planPath));
    RunRequest request = requestFor(file, inputs);
    request.context.operatorName = m_ports.resumedBy;
    if (Result<void> resumed = m_engine->resume(std::move(request), events); !resumed)
        return resumed;
    if (m_cancelled)
        cancel();
    return {};
}

RunRequest NestedRun::requestFor(const PlanFile &file, const QMap<QString, QString> &inputs)
{
    RunRequest request;
    request.id = m_run;
    request.planText = file.text;
    request.planPath = file.path;
    request.plan = file.plan;
    request.environment = m_ports.environment;
    request.workspaceName = m_ports.config.name;
    request.roles = m_ports.config.roles;
    const Environment environment = environmentOf(m_ports.config, m_ports.environment);
    request.context = makeContext(
        {file.plan, environment, inputs, m_ports.operatorName, m_run, m_ports.config.metrics},
        m_ports.secrets);
    return request;
}

void NestedRun::makeEngine(const QString &planPath)
{
    m_planExecutor = std::make_unique<PlanExecutor>(m_ports, m_chain + QStringList{planPath});
    const auto executorFor = [this](const Action &action) {
        return std::holds_alternative<PlanAction>(action) ? m_planExecutor.get()
                                                          : m_ports.executorFor(action);
    };
    m_engine = std::make_unique<RunEngine>(RunEngine::Ports{
        m_ports.journal, m_ports.clock, m_ports.redactor, executorFor, &m_ports.gates});
    m_ports.family.add(m_run, *m_engine);
    // Queued: what hears of the end may delete this object, and with it the engine that speaks.
    connect(m_engine.get(), &RunEngine::finished, this, &NestedRun::ended, Qt::QueuedConnection);
}

void NestedRun::followParent(const RunEvent &event)
{
    if (event.run != m_request.run || !m_engine || !m_engine->isActive())
        return;
    const QString by = event.data["by"_L1].toString();
    if (event.kind == EventKind::RunPaused)
        m_engine->pause(by);
    else if (event.kind == EventKind::RunContinued)
        m_engine->resumeFromPause(by);
}

void NestedRun::cancel()
{
    m_cancelled = true;
    if (m_engine && m_engine->isActive())
        m_engine->stop(m_ports.operatorName, tr("The run that this one is a step of stops it."));
}

void NestedRun::ended(RunOutcome outcome)
{
    ExecutionResult result;
    result.evidence = {{u"run"_s, m_run.toString()}, {u"outcome"_s, toString(outcome)}};
    if (m_cancelled) {
        result.outcome = ExecutionResult::Outcome::Cancelled;
        result.error = Error{ErrorCode::Cancelled, tr("The nested plan was stopped.")};
    } else if (outcome == RunOutcome::Success) {
        result.outcome = ExecutionResult::Outcome::Succeeded;
    } else if (outcome == RunOutcome::SuccessWithDeviations) {
        result.outcome = ExecutionResult::Outcome::Warned;
    } else {
        result.error = Error{ErrorCode::ExitStatus,
                             tr("The nested plan %1 ended: %2. See run %3.")
                                 .arg(m_action.path, toString(outcome), m_run.toString())};
    }
    finish(result);
}

void NestedRun::fail(const Error &error)
{
    ExecutionResult result;
    result.error = error;
    finish(result);
}

void NestedRun::finish(const ExecutionResult &result)
{
    if (std::exchange(m_ended, true))
        return;
    Q_EMIT finished(result);
}

} // namespace slipway
