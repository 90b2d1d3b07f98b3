// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>
#include <QWidget>

class QLabel;

namespace slipway {

class GaugeGrid;
class GoHeadline;
class MetricsBoard;
class RunController;
class Theming;

/// The metrics over a whole screen, for all in a room: nothing can be changed here. F11 or Escape
/// leaves it.
class WallWindow : public QWidget
{
    Q_OBJECT
public:
    WallWindow(MetricsBoard &board, RunController &controller, Theming &theming);

Q_SIGNALS:
    void left();

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void closeEvent(QCloseEvent *event) override;

private:
    void refresh();
    QString runText() const;

    MetricsBoard &m_board;
    RunController &m_controller;
    Theming &m_theming;
    QLabel *m_title;
    QLabel *m_clock;
    QLabel *m_run;
    GoHeadline *m_headline;
    GaugeGrid *m_grid;
    QLabel *m_empty;
};

} // namespace slipway
