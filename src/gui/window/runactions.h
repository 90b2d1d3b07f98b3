// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/run/runcontroller.h"

#include <QObject>

class QAction;
class QMenu;

namespace slipway {

class Theming;

/// The actions on the shown plan or run, each enabled exactly when the engine allows it and saying
/// why when it does not, with the questions before those that cannot be taken back.
class RunActions : public QObject
{
    Q_OBJECT
public:
    RunActions(RunController &controller, Theming &theming, QWidget *window);

    QAction *preview() const { return m_preview; }
    QAction *start() const { return m_start; }
    QAction *resume() const { return m_resume; }
    QAction *pause() const { return m_pause; }
    QAction *continueRun() const { return m_continue; }
    QAction *stop() const { return m_stop; }
    QAction *rollBack() const { return m_rollBack; }
    QList<QAction *> all() const;

    /// Asks once, then runs a step again.
    void askRunAgain(const StepId &step);
    /// Carries on with a recorded run.
    void resumeRun(const RunId &run);

Q_SIGNALS:
    void problem(const slipway::Error &error);

private:
    QAction *add(const QString &name, const QString &text, const QKeySequence &key);
    void connectActions();
    void refresh();
    void refreshOne(QAction *action, const QString &whyNot, const QString &what);
    void showPreview();
    void showStart();
    void askStop();
    void askRollBack();
    void askBreakLock(const Error &error);
    QStringList names(const QList<StepId> &steps) const;

    RunController &m_controller;
    Theming &m_theming;
    QWidget *m_window;
    QAction *m_preview = nullptr;
    QAction *m_start = nullptr;
    QAction *m_resume = nullptr;
    QAction *m_pause = nullptr;
    QAction *m_continue = nullptr;
    QAction *m_stop = nullptr;
    QAction *m_rollBack = nullptr;
    RunId m_resuming;
};

} // namespace slipway
