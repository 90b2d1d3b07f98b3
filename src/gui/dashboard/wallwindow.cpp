// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/dashboard/wallwindow.h"

#include "gui/common/text.h"
#include "gui/common/theming.h"
#include "gui/dashboard/gaugegrid.h"
#include "gui/dashboard/goheadline.h"
#include "gui/dashboard/metricsboard.h"
#include "gui/run/runcontroller.h"

#include <QCloseEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

/// Readable from the other end of a room.
constexpr double growth = 2;

void grow(QWidget *widget, double factor, int weight = QFont::Normal)
{
    QFont font = widget->font();
    font.setPointSizeF(font.pointSizeF() * factor);
    font.setWeight(QFont::Weight(weight));
    widget->setFont(font);
}

} // namespace

WallWindow::WallWindow(MetricsBoard &board, RunController &controller, Theming &theming)
    : m_board(board)
    , m_controller(controller)
    , m_theming(theming)
    , m_title(new QLabel(this))
    , m_clock(new QLabel(this))
    , m_run(new QLabel(this))
    , m_headline(new GoHeadline(theming, growth, this))
    , m_grid(new GaugeGrid(theming, GaugeGrid::Fit::Window, this))
    , m_empty(new QLabel(tr("Nothing is measured in this workspace."), this))
{
    setObjectName(u"wallWindow"_s);
    setWindowTitle(tr("Slipway wall"));
    grow(m_title, 1.5, QFont::DemiBold);
    grow(m_clock, 1.5);
    grow(m_run, 1.2);
    grow(m_empty, 1.5);
    m_empty->setAlignment(Qt::AlignCenter);
    m_run->setTextFormat(Qt::PlainText);
    auto *head = new QHBoxLayout;
    head->addWidget(m_title);
    head->addSpacing(measure::edge);
    head->addWidget(m_run, 1);
    head->addWidget(m_clock);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(2 * measure::edge, measure::edge, 2 * measure::edge, measure::edge);
    rows->setSpacing(measure::edge);
    rows->addLayout(head);
    rows->addWidget(m_headline);
    rows->addWidget(m_grid, 1);
    rows->addWidget(m_empty, 1);
    // Looking is all that can be done: gauges take neither clicks nor the focus.
    m_grid->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_grid->setFocusPolicy(Qt::NoFocus);
    connect(&board, &MetricsBoard::changed, this, &WallWindow::refresh);
    connect(&controller, &RunController::stateChanged, this, &WallWindow::refresh);
    connect(&theming, &Theming::changed, this, qOverload<>(&QWidget::update));
    refresh();
}

QString WallWindow::runText() const
{
    const RunState &state = m_controller.state();
    if (state.phase == RunPhase::NotStarted || state.id.isEmpty())
        return {};
    int done = 0;
    int all = 0;
    for (const Phase &phase : state.plan.phases) {
        const auto [ended, steps] = state.progress(phase.id);
        done += ended;
        all += steps;
    }
    const QString how
        = state.phase == RunPhase::Finished ? toString(state.outcome) : Text::runPhase(state.phase);
    return tr("%1: %2, %3 of %4 steps").arg(state.plan.name, how).arg(done).arg(all);
}

void WallWindow::refresh()
{
    const Workspace *workspace = m_controller.workspace();
    m_title->setText(
        workspace ? tr("%1 · %2").arg(workspace->config().name, workspace->config().environment)
                  : QString());
    m_run->setText(runText());
    m_clock->setText(Text::shortTime(m_controller.clock().now()));
    const bool any = !m_board.faces().isEmpty();
    m_headline->setVisible(any);
    m_grid->setVisible(any);
    m_empty->setVisible(!any);
    m_headline->setBoard(m_board.board());
    m_grid->setFaces(m_board.faces());
    for (QWidget *card : m_grid->findChildren<QWidget *>())
        card->setFocusPolicy(Qt::NoFocus);
}

void WallWindow::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theming.palette().window);
}

void WallWindow::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape || event->key() == Qt::Key_F11)
        close();
    else
        QWidget::keyPressEvent(event);
}

void WallWindow::closeEvent(QCloseEvent *event)
{
    QWidget::closeEvent(event);
    Q_EMIT left();
}

} // namespace slipway
