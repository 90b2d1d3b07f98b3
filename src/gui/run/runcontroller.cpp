// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/run/runcontroller.h"

#include <QDir>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr int frameInterval = 16;

QString systemUser()
{
    const QString named = qEnvironmentVariable("USER");
    return named.isEmpty() ? QFileInfo(QDir::homePath()).owner() : named;
}

RunState stateOfPlan(const PlanFile &file, const WorkspaceConfig &config)
{
    RunState state;
    state.plan = file.plan;
    state.planPath = file.path;
    state.planText = file.text;
    state.environment = config.environment;
    for (const Phase &phase : file.plan.phases) {
        for (const Step &step : phase.steps)
            state.steps.insert(step.id, StepStatus{});
    }
    for (const PlanInput &input : file.plan.inputs) {
        if (input.defaultValue)
            state.inputs.insert(input.name, *input.defaultValue);
    }
    return state;
}

} // namespace

RunController::RunController(QObject *parent) : QObject(parent)
{
    m_frame.setSingleShot(true);
    m_frame.setInterval(frameInterval);
    connect(&m_frame, &QTimer::timeout, this, &RunController::stateChanged);
}

RunController::~RunController() = default;

void RunController::setWorkspace(Workspace *workspace)
{
    if (m_workspace != nullptr)
        m_workspace->disconnect(this);
    if (m_session)
        m_session->disconnect(this);
    m_workspace = workspace;
    m_session = nullptr;
    m_nested.clear();
    m_planFile = {};
    m_graph = {};
    m_state = {};
    m_preview.reset();
    m_showing = Showing::Nothing;
    ++m_showRequest;
    if (workspace != nullptr)
        connect(workspace, &Workspace::replaced, this, &RunController::onReplaced);
    Q_EMIT workspaceChanged();
    Q_EMIT shownChanged();
    Q_EMIT questionsChanged();
}

/// A run that was under way here is not any more: what is recorded of it is all that is known.
void RunController::onReplaced(const Error &error)
{
    if (m_session)
        showRun(m_session->state().id);
    else
        Q_EMIT failed(error);
    Q_EMIT stateChanged();
}

Result<void> RunController::openPlan(const QString &path)
{
    if (m_workspace == nullptr)
        return failure(ErrorCode::NotFound, tr("Open a workspace first; it names the plans."));
    Result<PlanFile> file = m_workspace->readPlan(path);
    if (!file)
        return std::unexpected(file.error());

    ++m_showRequest;
    if (m_session)
        m_session->disconnect(this);
    m_session = nullptr;
    m_nested.clear();
    m_planFile = *std::move(file);
    m_graph = PlanGraph(m_planFile.plan);
    m_state = stateOfPlan(m_planFile, m_workspace->config());
    m_preview.reset();
    m_showing = Showing::Plan;
    Q_EMIT shownChanged();
    Q_EMIT questionsChanged();
    return {};
}

void RunController::showRun(const RunId &run)
{
    if (m_workspace == nullptr)
        return;
    const QList<RunSession *> sessions
        = m_workspace->isReplaced() ? QList<RunSession *>() : m_workspace->sessions();
    for (RunSession *session : sessions) {
        if (session->state().id == run) {
            showSession(session);
            return;
        }
    }
    // An answer that comes after another run was asked for must not take its place.
    const int request = ++m_showRequest;
    m_workspace->recordedRun(run).then(this, [this, request](const Result<RecordedRun> &recorded) {
        if (request != m_showRequest)
            return;
        if (recorded)
            showRecorded(*recorded);
        else
            Q_EMIT failed(recorded.error());
    });
}

void RunController::showSession(RunSession *session)
{
    ++m_showRequest;
    if (m_session)
        m_session->disconnect(this);
    m_nested.clear();
    m_session = session;
    const RunState &state = session->state();
    takePlan(state);
    m_showing = Showing::LiveRun;
    follow(session);
    Q_EMIT shownChanged();
    Q_EMIT questionsChanged();
    const QList<OpenQuestion> open = session->questions();
    for (const OpenQuestion &question : open) {
        if (question.run != state.id)
            readNested(question.run);
    }
}

void RunController::showRecorded(const RecordedRun &recorded)
{
    if (m_session)
        m_session->disconnect(this);
    m_session = nullptr;
    m_nested.clear();
    m_state = recorded.state;
    takePlan(m_state);
    m_showing = Showing::RecordedRun;
    Q_EMIT shownChanged();
    Q_EMIT questionsChanged();
}

void RunController::takePlan(const RunState &state)
{
    m_planFile = {state.planPath, state.planText, state.plan, {}};
    m_graph = PlanGraph(state.plan);
    m_preview.reset();
}

void RunController::follow(RunSession *session)
{
    connect(session, &RunSession::eventRecorded, this, &RunController::noteEvent);
    connect(session, &RunSession::outputReceived, this, &RunController::outputReceived);
    connect(session, &RunSession::questionsChanged, this, &RunController::questionsChanged);
    connect(session, &RunSession::recordingFailed, this, &RunController::failed);
    connect(session, &RunSession::finished, this, [this](RunOutcome outcome) {
        Q_EMIT stateChanged();
        Q_EMIT questionsChanged();
        Q_EMIT runFinished(outcome);
    });
}

void RunController::noteEvent(const RunEvent &event)
{
    if (m_session && event.run != m_session->state().id) {
        RunState &nested = m_nested[event.run];
        if (event.seq == nested.lastSeq + 1)
            nested.apply(event);
        else if (event.seq > nested.lastSeq)
            readNested(event.run);
    }
    if (m_session && event.kind == EventKind::RunStarted && event.run == m_session->state().id) {
        // Until its first event is recorded, a run knows neither its plan nor where it came from.
        takePlan(m_session->state());
        Q_EMIT shownChanged();
    }
    if (event.kind == EventKind::StepEdited || event.kind == EventKind::StepResult)
        m_preview.reset();
    scheduleState();
}

void RunController::readNested(const RunId &run)
{
    m_workspace->recordedRun(run).then(this, [this, run](const Result<RecordedRun> &recorded) {
        if (!recorded || !m_session)
            return;
        if (recorded->state.lastSeq >= m_nested.value(run).lastSeq)
            m_nested.insert(run, recorded->state);
        Q_EMIT questionsChanged();
    });
}

void RunController::scheduleState()
{
    if (!m_frame.isActive())
        m_frame.start();
}

const RunState &RunController::state() const
{
    return m_session ? m_session->state() : m_state;
}

const RunState *RunController::stateOf(const RunId &run) const
{
    if (run == state().id)
        return &state();
    const auto nested = m_nested.constFind(run);
    return nested != m_nested.constEnd() ? &*nested : nullptr;
}

const QList<PreviewRow> &RunController::preview() const
{
    if (!m_preview) {
        m_preview = m_workspace != nullptr && m_showing != Showing::Nothing
            ? m_workspace->preview(m_planFile, state().inputs)
            : QList<PreviewRow>{};
    }
    return *m_preview;
}

QList<OpenQuestion> RunController::questions() const
{
    return m_session ? m_session->questions() : QList<OpenQuestion>{};
}

QString RunController::operatorName() const
{
    if (!state().operatorName.isEmpty())
        return state().operatorName;
    return m_operator.isEmpty() ? systemUser() : m_operator;
}

QString RunController::whyNotStart() const
{
    if (m_workspace == nullptr)
        return tr("Open a workspace first.");
    if (m_showing == Showing::Nothing)
        return tr("Choose a plan first.");
    if (!m_workspace->canRun())
        return tr("Another Slipway has this workspace open, so it can only be looked at here.");
    if (m_session && m_session->engine().isActive())
        return tr("This run is under way.");
    if (hasErrors(m_planFile.diagnostics))
        return tr("The plan has errors. Mend them first; they are listed above the roadmap.");
    if (state().plan.stepCount() == 0)
        return tr("The plan has no steps.");
    return {};
}

QString RunController::whyNotPause() const
{
    if (!m_session || !m_session->engine().isActive())
        return tr("No run is under way.");
    if (state().phase != RunPhase::Running)
        return tr("The run is not running: %1.").arg(toString(state().phase));
    return {};
}

QString RunController::whyNotContinue() const
{
    if (!m_session || state().phase != RunPhase::Paused)
        return tr("The run is not paused.");
    return {};
}

QString RunController::whyNotStop() const
{
    if (!m_session || !m_session->engine().isActive())
        return tr("No run is under way.");
    if (state().phase == RunPhase::Stopping)
        return tr("The run is stopping already.");
    if (state().phase == RunPhase::RollingBack)
        return tr("The run is being rolled back.");
    return {};
}

QString RunController::whyNotRollBack() const
{
    if (!m_session)
        return tr("No run is under way.");
    if (state().phase == RunPhase::RollingBack)
        return tr("The run is being rolled back already.");
    if (m_session->engine().rollbackSteps().isEmpty())
        return tr("This run has changed nothing that can be undone.");
    return {};
}

QString RunController::whyNotResume() const
{
    if (m_workspace == nullptr || m_showing != Showing::RecordedRun)
        return tr("Only a recorded run can be resumed.");
    if (state().phase == RunPhase::Finished)
        return tr("This run has finished.");
    if (!m_workspace->canRun())
        return tr("Another Slipway has this workspace open, so it can only be looked at here.");
    return {};
}

QString RunController::whyNotRunAgain(const StepId &step) const
{
    if (!m_session)
        return tr("No run is under way.");
    for (const Question &question : state().questions) {
        if (question.step == step)
            return tr("This step waits for an answer.");
    }
    const StepState was = state().status(step).state;
    if (!isTerminal(was))
        return tr("This step has not ended yet.");
    return {};
}

void RunController::start(const RunOptions &options)
{
    if (const QString why = whyNotStart(); !why.isEmpty()) {
        Q_EMIT startFailed({ErrorCode::Refused, why});
        return;
    }
    m_operator = options.operatorName;
    m_workspace->startRun(options).then(
        this, [this](const Result<RunSession *> &result) { adoptSession(result); });
}

void RunController::resume(const RunId &run, const RunOptions &options)
{
    if (m_workspace == nullptr)
        return;
    m_operator = options.operatorName;
    m_workspace->resumeRun(run, options).then(this, [this](const Result<RunSession *> &result) {
        adoptSession(result);
    });
}

void RunController::adoptSession(const Result<RunSession *> &result)
{
    if (!result) {
        Q_EMIT startFailed(result.error());
        return;
    }
    showSession(*result);
    Q_EMIT runStarted();
}

void RunController::pause()
{
    if (whyNotPause().isEmpty())
        m_session->engine().pause(operatorName());
}

void RunController::continueRun()
{
    if (whyNotContinue().isEmpty())
        m_session->engine().resumeFromPause(operatorName());
}

void RunController::stop(const QString &reason)
{
    if (whyNotStop().isEmpty())
        m_session->engine().stop(operatorName(), reason);
}

void RunController::rollBack()
{
    if (const QString why = whyNotRollBack(); !why.isEmpty())
        Q_EMIT failed({ErrorCode::Refused, why});
    else
        reportRefusal(m_session->rollBack(operatorName()));
}

void RunController::runAgain(const StepId &step)
{
    if (const QString why = whyNotRunAgain(step); !why.isEmpty())
        Q_EMIT failed({ErrorCode::Refused, why});
    else
        reportRefusal(m_session->rerun(step, operatorName()));
}

void RunController::reportRefusal(const QFuture<Result<void>> &begun)
{
    QFuture<Result<void>>(begun).then(this, [this](const Result<void> &result) {
        if (!result)
            Q_EMIT failed(result.error());
    });
}

Result<void> RunController::answer(const OpenQuestion &question, const Answer &answer)
{
    if (!m_session)
        return failure(ErrorCode::Refused, tr("The run is not under way here any more."));
    return m_session->answer(question.run, question.question.id, answer);
}

QFuture<Result<QList<OutputChunk>>> RunController::output(const StepId &step) const
{
    if (m_workspace == nullptr || state().id.isEmpty())
        return QtFuture::makeReadyValueFuture(Result<QList<OutputChunk>>(QList<OutputChunk>{}));
    return m_workspace->journal().output(state().id, step);
}

} // namespace slipway
