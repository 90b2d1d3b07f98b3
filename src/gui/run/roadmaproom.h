// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "base/ids.h"

#include <QWidget>

class QLabel;
class QLineEdit;

namespace slipway {

class RoadmapView;
class RunController;
class Theming;

/// The room in the middle: the roadmap of what is shown, what is wrong with its plan, the search,
/// and the line that says when it is a recorded run.
class RoadmapRoom : public QWidget
{
    Q_OBJECT
public:
    RoadmapRoom(RunController &controller, Theming &theming, QWidget *parent = nullptr);

    RoadmapView *view() const { return m_view; }
    void chooseStep(const StepId &step);
    void startSearch();
    /// Asks for a plan file, then shows it.
    void choosePlan();

Q_SIGNALS:
    void stepChosen(const slipway::StepId &step);
    void problem(const slipway::Error &error);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void showPlan();
    void showState();
    void refreshRecorded();
    void open(const QString &planPath);
    void endSearch();
    QWidget *makeRecordedStrip();
    QWidget *makeSearchStrip();

    RunController &m_controller;
    Theming &m_theming;
    RoadmapView *m_view;
    QLabel *m_recordedText = nullptr;
    QLineEdit *m_searchEdit = nullptr;
    QLabel *m_searchCount = nullptr;
    QWidget *m_recorded;
    QWidget *m_search;
};

} // namespace slipway
