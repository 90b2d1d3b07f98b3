// SPDX-License-Identifier: GPL-3.0-or-later
// What people do with the view: mouse, wheel, gestures, keys.
#include "gui/roadmap/roadmapaccessible.h"
#include "gui/roadmap/roadmapview.h"
#include "gui/roadmap/steptip.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QGestureEvent>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QNativeGestureEvent>
#include <QPinchGesture>
#include <QScrollBar>
#include <QToolTip>

#include <cmath>

namespace slipway {

void RoadmapView::selectStep(const StepId &step)
{
    const StepId known = m_layout.card(step) ? step : StepId();
    if (!known.isEmpty())
        revealStep(known);
    pick(known);
}

void RoadmapView::pick(const StepId &step)
{
    if (step == m_scene.selected)
        return;
    const StepId before = std::exchange(m_scene.selected, step);
    updateStep(before);
    updateStep(step);
    focusStep(*this, step);
    Q_EMIT stepSelected(step);
}

void RoadmapView::hover(const StepId &step)
{
    if (step == m_scene.hovered)
        return;
    const StepId before = std::exchange(m_scene.hovered, step);
    viewport()->update(cardRect(before).adjusted(-2, -2, 2, 2));
    viewport()->update(cardRect(step).adjusted(-2, -2, 2, 2));
    viewport()->setCursor(step.isEmpty() ? Qt::ArrowCursor : Qt::PointingHandCursor);
}

void RoadmapView::mousePressEvent(QMouseEvent *event)
{
    const bool pans = event->button() == Qt::LeftButton || event->button() == Qt::MiddleButton;
    if (!pans || !m_hasPlan) {
        event->ignore();
        return;
    }
    m_drag = {Drag::Kind::Pressed,
              event->position().toPoint(),
              {horizontalScrollBar()->value(), verticalScrollBar()->value()}};
    if (event->button() == Qt::LeftButton)
        pick(stepAt(event->position().toPoint()));
}

void RoadmapView::mouseMoveEvent(QMouseEvent *event)
{
    const QPoint at = event->position().toPoint();
    if (m_drag.kind == Drag::Kind::None) {
        hover(stepAt(at));
        return;
    }
    const QPoint moved = at - m_drag.from;
    if (m_drag.kind == Drag::Kind::Pressed
        && moved.manhattanLength() >= QApplication::startDragDistance()) {
        m_drag.kind = Drag::Kind::Panning;
        stopFollowing();
        viewport()->setCursor(Qt::ClosedHandCursor);
    }
    if (m_drag.kind == Drag::Kind::Panning)
        jumpTo(m_drag.scrolledFrom - moved);
}

void RoadmapView::mouseReleaseEvent(QMouseEvent *event)
{
    m_drag = {};
    const StepId step = stepAt(event->position().toPoint());
    viewport()->setCursor(step.isEmpty() ? Qt::ArrowCursor : Qt::PointingHandCursor);
}

void RoadmapView::mouseDoubleClickEvent(QMouseEvent *event)
{
    const StepId step = stepAt(event->position().toPoint());
    if (event->button() == Qt::LeftButton && !step.isEmpty())
        Q_EMIT stepActivated(step);
}

void RoadmapView::wheelEvent(QWheelEvent *event)
{
    if (event->modifiers().testFlag(Qt::ControlModifier)) {
        constexpr double oneNotch = 120;
        constexpr double perNotch = 1.15;
        zoomAround(m_zoom * std::pow(perNotch, event->angleDelta().y() / oneNotch),
                   event->position());
        event->accept();
        return;
    }
    QPoint delta = event->pixelDelta();
    if (delta.isNull()) {
        constexpr int perNotch = 72;
        // Fine wheels send parts of a notch: what is left over counts with the next event.
        m_wheelRest += event->angleDelta() * perNotch;
        delta = m_wheelRest / 120;
        m_wheelRest -= delta * 120;
    }
    if (event->modifiers().testFlag(Qt::ShiftModifier))
        delta = delta.transposed();
    if (!delta.isNull()) {
        stopFollowing();
        jumpTo(QPoint(horizontalScrollBar()->value(), verticalScrollBar()->value()) - delta);
    }
    event->accept();
}

bool RoadmapView::handleWalkKey(QKeyEvent *event)
{
    static const QHash<int, WalkDirection> directions{
        {Qt::Key_Left, WalkDirection::Left},  {Qt::Key_Right, WalkDirection::Right},
        {Qt::Key_Up, WalkDirection::Up},      {Qt::Key_Down, WalkDirection::Down},
        {Qt::Key_Home, WalkDirection::First}, {Qt::Key_End, WalkDirection::Last}};
    const auto direction = directions.constFind(event->key());
    if (direction == directions.constEnd())
        return false;
    if (event->modifiers().testFlag(Qt::ShiftModifier)) {
        constexpr int panStep = 80;
        const int dx = *direction == WalkDirection::Right ? panStep
            : *direction == WalkDirection::Left           ? -panStep
                                                          : 0;
        const int dy = *direction == WalkDirection::Down ? panStep
            : *direction == WalkDirection::Up            ? -panStep
                                                         : 0;
        stopFollowing();
        jumpTo({horizontalScrollBar()->value() + dx, verticalScrollBar()->value() + dy});
        return true;
    }
    const StepId step = walk(m_layout, m_scene.selected, *direction);
    if (!step.isEmpty())
        selectStep(step);
    return true;
}

bool RoadmapView::handleZoomKey(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoomIn();
        return true;
    case Qt::Key_Minus:
        zoomOut();
        return true;
    case Qt::Key_0:
        zoomToFullSize();
        return true;
    case Qt::Key_F:
        // Ctrl+F belongs to the window's search.
        if (event->modifiers() != Qt::NoModifier)
            return false;
        fitAll();
        return true;
    default:
        return false;
    }
}

void RoadmapView::keyPressEvent(QKeyEvent *event)
{
    if (!m_hasPlan) {
        QAbstractScrollArea::keyPressEvent(event);
        return;
    }
    if (handleWalkKey(event) || handleZoomKey(event))
        return;
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (enter && !m_scene.selected.isEmpty()) {
        Q_EMIT stepActivated(m_scene.selected);
    } else if (event->key() == Qt::Key_PageUp || event->key() == Qt::Key_PageDown) {
        stopFollowing();
        QAbstractScrollArea::keyPressEvent(event);
    } else {
        event->ignore();
    }
}

void RoadmapView::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event);
    focusStep(*this, m_scene.selected);
}

void RoadmapView::contextMenuEvent(QContextMenuEvent *event)
{
    const bool byKey = event->reason() == QContextMenuEvent::Keyboard;
    const StepId step = byKey ? m_scene.selected : stepAt(event->pos());
    if (step.isEmpty()) {
        event->ignore();
        return;
    }
    pick(step);
    const QPoint at = byKey ? viewport()->mapToGlobal(cardRect(step).center()) : event->globalPos();
    Q_EMIT contextMenuRequested(step, at);
}

bool RoadmapView::viewportEvent(QEvent *event)
{
    switch (event->type()) {
    case QEvent::ToolTip:
        return showTip(static_cast<QHelpEvent *>(event));
    case QEvent::Gesture:
        return pinch(static_cast<QGestureEvent *>(event));
    case QEvent::NativeGesture:
        return nativeGesture(static_cast<QNativeGestureEvent *>(event));
    case QEvent::Leave:
        hover({});
        break;
    default:
        break;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

bool RoadmapView::showTip(QHelpEvent *event)
{
    const StepId step = stepAt(event->pos());
    if (step.isEmpty()) {
        QToolTip::hideText();
        event->ignore();
        return true;
    }
    const StepStatus status = m_scene.state ? m_state.status(step) : StepStatus();
    QToolTip::showText(event->globalPos(), stepTip(m_plan, m_graph, step, status), viewport(),
                       cardRect(step));
    return true;
}

bool RoadmapView::pinch(QGestureEvent *event)
{
    const auto *gesture = static_cast<QPinchGesture *>(event->gesture(Qt::PinchGesture));
    if (!gesture)
        return false;
    if (gesture->state() == Qt::GestureStarted)
        m_pinchedFrom = m_zoom;
    const QPoint centre = viewport()->mapFromGlobal(gesture->centerPoint().toPoint());
    zoomAround(m_pinchedFrom * gesture->totalScaleFactor(), centre);
    event->accept();
    return true;
}

bool RoadmapView::nativeGesture(QNativeGestureEvent *event)
{
    if (event->gestureType() != Qt::ZoomNativeGesture)
        return false;
    zoomAround(m_zoom * (1 + event->value()), event->position());
    return true;
}

} // namespace slipway
