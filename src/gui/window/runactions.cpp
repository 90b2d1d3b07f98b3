// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window/runactions.h"

#include "gui/common/confirmdialog.h"
#include "gui/common/text.h"
#include "gui/common/theming.h"
#include "gui/run/previewdialog.h"
#include "gui/run/startdialog.h"

#include <QAction>
#include <QWidget>

using namespace Qt::StringLiterals;

namespace slipway {

RunActions::RunActions(RunController &controller, Theming &theming, QWidget *window)
    : QObject(window)
    , m_controller(controller)
    , m_theming(theming)
    , m_window(window)
{
    m_preview = add(u"preview"_s, tr("&Preview"), QKeySequence(u"Ctrl+P"_s));
    m_start = add(u"start"_s, tr("&Start…"), QKeySequence(u"Ctrl+Return"_s));
    m_resume = add(u"resume"_s, tr("Res&ume"), {});
    m_pause = add(u"pause"_s, tr("P&ause"), QKeySequence(u"Ctrl+Shift+P"_s));
    m_continue = add(u"continue"_s, tr("&Continue"), QKeySequence(u"Ctrl+Shift+C"_s));
    m_stop = add(u"stop"_s, tr("S&top…"), QKeySequence(u"Ctrl+."_s));
    m_rollBack = add(u"rollBack"_s, tr("&Roll back…"), QKeySequence(u"Ctrl+Shift+Z"_s));
    theming.dress(m_preview, u"preview"_s);
    theming.dress(m_pause, u"pause"_s);
    theming.dress(m_stop, u"stop"_s);
    theming.dress(m_rollBack, u"rollback"_s);
    const auto dressPrimary = [this] {
        // The primary button has a fill of its own.
        for (QAction *action : {m_start, m_resume, m_continue})
            action->setIcon(m_theming.primaryIcon(u"start"_s));
    };
    dressPrimary();
    connect(&theming, &Theming::changed, this, dressPrimary);
    connectActions();
    connect(&controller, &RunController::workspaceChanged, this, &RunActions::refresh);
    connect(&controller, &RunController::shownChanged, this, &RunActions::refresh);
    connect(&controller, &RunController::stateChanged, this, &RunActions::refresh);
    connect(&controller, &RunController::questionsChanged, this, &RunActions::refresh);
    connect(&controller, &RunController::runStarted, this, [this] { m_resuming = {}; });
    connect(&controller, &RunController::startFailed, this, &RunActions::askBreakLock);
    refresh();
}

QAction *RunActions::add(const QString &name, const QString &text, const QKeySequence &key)
{
    auto *action = new QAction(text, this);
    action->setObjectName(name);
    action->setShortcut(key);
    return action;
}

void RunActions::connectActions()
{
    connect(m_preview, &QAction::triggered, this, &RunActions::showPreview);
    connect(m_start, &QAction::triggered, this, &RunActions::showStart);
    connect(m_resume, &QAction::triggered, this, [this] { resumeRun(m_controller.state().id); });
    connect(m_pause, &QAction::triggered, &m_controller, &RunController::pause);
    connect(m_continue, &QAction::triggered, &m_controller, &RunController::continueRun);
    connect(m_stop, &QAction::triggered, this, &RunActions::askStop);
    connect(m_rollBack, &QAction::triggered, this, &RunActions::askRollBack);
}

QList<QAction *> RunActions::all() const
{
    return {m_preview, m_start, m_resume, m_pause, m_continue, m_stop, m_rollBack};
}

void RunActions::refreshOne(QAction *action, const QString &whyNot, const QString &what)
{
    action->setEnabled(whyNot.isEmpty());
    const QString key = action->shortcut().toString(QKeySequence::NativeText);
    const QString said = whyNot.isEmpty() ? what : whyNot;
    action->setToolTip(key.isEmpty() ? said : tr("%1 (%2)").arg(said, key));
}

void RunActions::refresh()
{
    const bool nothing = m_controller.showing() == RunController::Showing::Nothing;
    refreshOne(m_preview, nothing ? tr("Choose a plan first.") : QString(),
               tr("Shows what every step would do on every host."));
    refreshOne(m_start, m_controller.whyNotStart(), tr("Starts a run of this plan."));
    refreshOne(m_resume, m_controller.whyNotResume(),
               tr("Carries on where this run was interrupted."));
    refreshOne(m_pause, m_controller.whyNotPause(),
               tr("No further step begins; what runs ends in peace."));
    refreshOne(m_continue, m_controller.whyNotContinue(), tr("Goes on after the pause."));
    refreshOne(m_stop, m_controller.whyNotStop(), tr("Ends the run; asks once."));
    refreshOne(m_rollBack, m_controller.whyNotRollBack(),
               tr("Undoes what this run changed, newest first; asks once."));

    const bool paused = m_controller.whyNotContinue().isEmpty();
    const bool resumable = m_controller.whyNotResume().isEmpty();
    const RunSession *session = m_controller.session();
    const bool active = session != nullptr && m_controller.state().phase != RunPhase::Finished;
    m_resume->setVisible(resumable);
    m_start->setVisible(!active && !resumable);
    m_pause->setVisible(active && !paused);
    m_continue->setVisible(paused);
}

void RunActions::showPreview()
{
    auto *dialog = new PreviewDialog(m_controller, m_theming, m_window);
    dialog->show();
}

void RunActions::showStart()
{
    // A new run is of the file as it is now, not of the snapshot that an old run kept.
    const Result<void> read = m_controller.openPlan(m_controller.planFile().path);
    if (!read) {
        Q_EMIT problem(read.error());
        return;
    }
    if (const QString why = m_controller.whyNotStart(); !why.isEmpty()) {
        Q_EMIT problem({ErrorCode::Refused, why});
        return;
    }
    auto *dialog = new StartDialog(m_controller, m_theming, m_window);
    dialog->open();
}

QStringList RunActions::names(const QList<StepId> &steps) const
{
    QStringList names;
    for (const StepId &id : steps) {
        const Step *step = m_controller.state().plan.step(id);
        names << (step != nullptr ? step->name : id.toString());
    }
    return names;
}

void RunActions::askStop()
{
    const QStringList still = names(m_controller.session()->engine().stepsAfterStop());
    const QString after = still.isEmpty()
        ? tr("Commands under way are ended. No further step runs.")
        : tr("Commands under way are ended. These steps still run, because the plan says "
             "always: %1.")
              .arg(still.join(u", "_s));
    auto *dialog = new ConfirmDialog(
        {tr("Stop this run?"), after, tr("Stop the run"), tr("Keep it running")},
        ConfirmDialog::Reason::Needed, m_window);
    connect(dialog, &ConfirmDialog::confirmed, &m_controller, &RunController::stop);
    dialog->open();
}

void RunActions::askRollBack()
{
    const QStringList undone = names(m_controller.session()->engine().rollbackSteps());
    QStringList lines;
    for (qsizetype i = 0; i < undone.size(); ++i)
        lines << tr("%1. %2").arg(i + 1).arg(undone.at(i));
    const QString action = tr("Roll back %n step(s)", "", int(undone.size()));
    auto *dialog = new ConfirmDialog(
        {tr("Roll this run back?"),
         tr("What the run changed is undone, newest first:\n%1").arg(lines.join(u'\n')), action,
         tr("Leave it as it is")},
        ConfirmDialog::Reason::NotAsked, m_window);
    connect(dialog, &ConfirmDialog::confirmed, &m_controller, &RunController::rollBack);
    dialog->open();
}

void RunActions::askRunAgain(const StepId &step)
{
    const QString name = names({step}).constFirst();
    auto *dialog = new ConfirmDialog(
        {tr("Run “%1” again?").arg(name),
         tr("The step runs again in this run, and the steps that wait for it may go on."),
         tr("Run it again"), tr("Leave it as it is")},
        ConfirmDialog::Reason::NotAsked, m_window);
    connect(dialog, &ConfirmDialog::confirmed, &m_controller,
            [this, step] { m_controller.runAgain(step); });
    dialog->open();
}

void RunActions::resumeRun(const RunId &run)
{
    m_resuming = run;
    RunOptions options;
    options.operatorName = m_controller.operatorName();
    m_controller.resume(run, options);
}

void RunActions::askBreakLock(const Error &error)
{
    // A new run's refusal is told in its own dialog.
    if (m_resuming.isEmpty())
        return;
    const RunId run = std::exchange(m_resuming, {});
    if (error.code != ErrorCode::Refused || !m_controller.workspace()->canRun()) {
        Q_EMIT problem(error);
        return;
    }
    auto *dialog = new ConfirmDialog({tr("The run cannot be resumed"), Text::details(error),
                                      tr("Break the lock and resume"), tr("Leave it")},
                                     ConfirmDialog::Reason::Needed, m_window);
    connect(dialog, &ConfirmDialog::confirmed, this, [this, run](const QString &reason) {
        RunOptions options;
        options.operatorName = m_controller.operatorName();
        options.breakLock = Journal::BreakLock::Yes;
        options.breakReason = reason;
        m_controller.resume(run, options);
    });
    dialog->open();
}

} // namespace slipway
