// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window/sidepanelhost.h"

#include <QDockWidget>
#include <QEvent>
#include <QFrame>
#include <QMainWindow>
#include <QPropertyAnimation>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr int sheetWidth = 400;
constexpr int slideTime = 140; // milliseconds

} // namespace

SidePanelHost::SidePanelHost(QMainWindow *workbench, QWidget *panel)
    : QObject(workbench)
    , m_workbench(workbench)
    , m_panel(panel)
    , m_dock(new QDockWidget(tr("Step"), workbench))
    , m_sheet(new QFrame(workbench))
{
    m_dock->setObjectName(u"stepDock"_s);
    m_dock->setAccessibleName(tr("Step"));
    m_dock->setAllowedAreas(Qt::LeftDockWidgetArea | Qt::RightDockWidgetArea);
    m_dock->setWidget(panel);
    workbench->addDockWidget(Qt::RightDockWidgetArea, m_dock);
    m_sheet->setObjectName(u"slideOver"_s);
    m_sheet->setAccessibleName(tr("Step"));
    auto *layout = new QVBoxLayout(m_sheet);
    layout->setContentsMargins(0, 0, 0, 0);
    m_sheet->hide();
    workbench->installEventFilter(this);
}

void SidePanelHost::reveal()
{
    if (!m_sheetHoldsPanel) {
        m_dock->show();
        return;
    }
    if (m_sheet->isVisible())
        return;
    placeSheet();
    const QPoint end = m_sheet->pos();
    m_sheet->move(m_workbench->width(), end.y());
    m_sheet->show();
    m_sheet->raise();
    auto *slide = new QPropertyAnimation(m_sheet, "pos", m_sheet);
    slide->setDuration(slideTime);
    slide->setEasingCurve(QEasingCurve::OutCubic);
    slide->setEndValue(end);
    slide->start(QAbstractAnimation::DeleteWhenStopped);
}

void SidePanelHost::conceal()
{
    if (m_sheetHoldsPanel)
        m_sheet->hide();
    else
        m_dock->hide();
}

bool SidePanelHost::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_workbench && event->type() == QEvent::Resize)
        arrange();
    return QObject::eventFilter(watched, event);
}

void SidePanelHost::arrange()
{
    const bool sheet = m_workbench->window()->width() < narrow;
    if (sheet == m_sheetHoldsPanel) {
        if (sheet)
            placeSheet();
        return;
    }
    m_sheetHoldsPanel = sheet;
    if (sheet) {
        m_dockWasVisible = !m_dock->isHidden();
        m_dock->setWidget(nullptr);
        m_sheet->layout()->addWidget(m_panel);
        m_panel->show();
        m_dock->hide();
        m_dock->toggleViewAction()->setEnabled(false);
        placeSheet();
    } else {
        m_sheet->hide();
        m_sheet->layout()->removeWidget(m_panel);
        m_dock->setWidget(m_panel);
        m_panel->show();
        m_dock->setVisible(m_dockWasVisible);
        m_dock->toggleViewAction()->setEnabled(true);
    }
    Q_EMIT arranged();
}

void SidePanelHost::placeSheet()
{
    const QWidget *room = m_workbench->centralWidget();
    const int width = std::min(sheetWidth, m_workbench->width());
    const int height = room != nullptr ? room->height() : m_workbench->height();
    m_sheet->setGeometry(m_workbench->width() - width, room != nullptr ? room->y() : 0, width,
                         height);
}

} // namespace slipway
