// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>
#include <QWidget>

#include <memory>

class QMenu;
class QPushButton;

namespace Ui {
class TitleStrip;
}

namespace slipway {

class RunController;
class Theming;

/// Where we are and how it goes, in one line: workspace, plan, environment (with a red edge when
/// it is production), the run with its state and clock, and the actions.
class TitleStrip : public QWidget
{
    Q_OBJECT
public:
    enum class Rank { Secondary, Primary };

    TitleStrip(RunController &controller, Theming &theming, QWidget *parent = nullptr);
    ~TitleStrip() override;

    void setWorkspaceMenu(QMenu *menu);
    void setPlanMenu(QMenu *menu);
    /// A button for the action; hidden while the action is.
    void addActionButton(QAction *action, Rank rank);

Q_SIGNALS:
    /// The strip has another width.
    void fitted();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void refresh();
    void refreshClock();
    void showRunText();
    void refreshPlaces();
    int roomForRunText() const;

    RunController &m_controller;
    Theming &m_theming;
    std::unique_ptr<Ui::TitleStrip> m_ui;
    QList<QPushButton *> m_secondary;
    QTimer m_second;
};

} // namespace slipway
