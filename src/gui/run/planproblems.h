// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QListView;
class QToolButton;

namespace slipway {

class DiagnosticsModel;
class RunController;
class Theming;

/// What is wrong with the plan that is shown, above the roadmap; hidden when nothing is. Errors are
/// unfolded, warnings alone are one line.
class PlanProblems : public QWidget
{
    Q_OBJECT
public:
    PlanProblems(RunController &controller, Theming &theming, QWidget *parent = nullptr);

private:
    enum class Fold { Open, Closed };
    void refresh();
    void setFold(Fold fold);

    RunController &m_controller;
    Theming &m_theming;
    DiagnosticsModel *m_model;
    QLabel *m_headline;
    QToolButton *m_toggle;
    QListView *m_list;
    Fold m_fold = Fold::Closed;
};

} // namespace slipway
