// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "workspace/runsession.h"
#include "workspace/workspace.h"

#include "base/systemclock.h"
#include "plan/plangraph.h"

#include <QPointer>
#include <QTimer>

#include <optional>

namespace slipway {

/// What the window is about: one workspace and, in it, a plan that has not run, a run under way, or
/// a recorded one. Views read it and forward actions to it; it knows no widget. GUI thread.
/// A live run and a recorded one are shown by the same state, the journal's fold.
class RunController : public QObject
{
    Q_OBJECT
public:
    enum class Showing { Nothing, Plan, LiveRun, RecordedRun };

    explicit RunController(QObject *parent = nullptr);
    ~RunController() override;

    /// nullptr when the workspace is closed; the workspace must outlive its time here.
    void setWorkspace(Workspace *workspace);
    Workspace *workspace() const { return m_workspace; }

    /// Shows a plan of the workspace as it would run. A plan with errors is shown with them.
    Result<void> openPlan(const QString &path);
    /// Shows a run: the live one when it is under way here, else what was recorded.
    void showRun(const RunId &run);

    /// The time that live durations are measured with.
    const Clock &clock() const { return m_clock; }
    Showing showing() const { return m_showing; }
    const PlanFile &planFile() const { return m_planFile; }
    const PlanGraph &graph() const { return m_graph; }
    const RunState &state() const;
    /// State of the shown run or of a nested plan's; nullptr for any other.
    const RunState *stateOf(const RunId &run) const;
    RunSession *session() const { return m_session; }
    /// Rows of the run's own resolver for what is shown.
    const QList<PreviewRow> &preview() const;
    QList<OpenQuestion> questions() const;
    /// The person at this workstation; answers are given in this name unless another is chosen.
    QString operatorName() const;
    void setOperatorName(const QString &name) { m_operator = name; }

    /// Why an action cannot be done now, as a sentence; empty when it can.
    QString whyNotStart() const;
    QString whyNotPause() const;
    QString whyNotContinue() const;
    QString whyNotStop() const;
    QString whyNotRollBack() const;
    QString whyNotResume() const;
    QString whyNotRunAgain(const StepId &step) const;

    /// Ends with runStarted() or startFailed().
    void start(const RunOptions &options);
    void resume(const RunId &run, const RunOptions &options);
    void pause();
    void continueRun();
    void stop(const QString &reason);
    /// Refusals come through failed().
    void rollBack();
    void runAgain(const StepId &step);
    Result<void> answer(const OpenQuestion &question, const Answer &answer);

    /// Output of a step so far, then live through outputReceived(). Resolves on this thread.
    QFuture<Result<QList<OutputChunk>>> output(const StepId &step) const;

Q_SIGNALS:
    void workspaceChanged();
    /// Another plan or run is shown.
    void shownChanged();
    /// The shown state moved on; at most once a frame.
    void stateChanged();
    void questionsChanged();
    void outputReceived(const slipway::OutputChunk &chunk);
    void runStarted();
    void runFinished(slipway::RunOutcome outcome);
    void startFailed(const slipway::Error &error);
    /// Something else could not be done.
    void failed(const slipway::Error &error);

private:
    void showSession(RunSession *session);
    void showRecorded(const RecordedRun &recorded);
    void adoptSession(const Result<RunSession *> &result);
    void takePlan(const RunState &state);
    void follow(RunSession *session);
    void noteEvent(const RunEvent &event);
    void readNested(const RunId &run);
    void scheduleState();
    void reportRefusal(const QFuture<Result<void>> &begun);
    void onReplaced(const Error &error);

    SystemClock m_clock;
    Workspace *m_workspace = nullptr;
    QPointer<RunSession> m_session;
    Showing m_showing = Showing::Nothing;
    PlanFile m_planFile;
    PlanGraph m_graph;
    RunState m_state; ///< of a plan or a recorded run; a live one is read from its session
    QMap<RunId, RunState> m_nested;
    QString m_operator;
    QTimer m_frame;
    int m_showRequest = 0;
    mutable std::optional<QList<PreviewRow>> m_preview;
};

} // namespace slipway
