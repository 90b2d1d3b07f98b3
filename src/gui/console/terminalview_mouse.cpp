// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/console/keytranslation.h"
#include "gui/console/terminalview.h"

#include <QApplication>
#include <QClipboard>
#include <QMouseEvent>
#include <QScrollBar>
#include <QStyleHints>
#include <QToolTip>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr int wheelStep = 120;
constexpr int linesPerStep = 3;

std::optional<MouseEncoder::Button> buttonOf(Qt::MouseButton button)
{
    switch (button) {
    case Qt::LeftButton:
        return MouseEncoder::Button::Left;
    case Qt::MiddleButton:
        return MouseEncoder::Button::Middle;
    case Qt::RightButton:
        return MouseEncoder::Button::Right;
    default:
        return std::nullopt;
    }
}

} // namespace

bool TerminalView::isReported(const QMouseEvent &event) const
{
    // Shift takes the mouse back from the program; scrolled back there is no program to click on.
    return m_screen && m_readOnly == ReadOnly::No && !m_copyCursor && m_followsEnd
        && !event.modifiers().testFlag(Qt::ShiftModifier)
        && m_screen->lock()->state().mouse != TerminalState::Mouse::None;
}

bool TerminalView::report(const QMouseEvent &event)
{
    const bool isRelease = event.type() == QEvent::MouseButtonRelease;
    // A button that was reported down is reported up, whatever is pressed by then.
    if (!(isRelease && m_reportedButton) && !isReported(event))
        return false;
    TerminalPlace place = placeAt(event.position().toPoint());
    const quint8 modifiers = terminalModifiers(event.modifiers());
    QByteArray bytes;
    {
        const auto screen = m_screen->lock();
        place.row += int(m_top - screen->screenTop());
        const MouseEncoder encoder(*screen);
        const auto button = buttonOf(event.button());
        if (event.type() == QEvent::MouseMove) {
            if (place != m_reportedPlace)
                bytes = encoder.move(place, modifiers);
        } else if (button && isRelease) {
            bytes = encoder.release(*button, place, modifiers);
            m_reportedButton.reset();
        } else if (button) {
            bytes = encoder.press(*button, place, modifiers);
            m_reportedButton = button;
        }
    }
    m_reportedPlace = place;
    send(bytes, Source::Mouse);
    return true;
}

void TerminalView::mousePressEvent(QMouseEvent *event)
{
    event->accept();
    const QPoint point = event->position().toPoint();
    if (!m_screen)
        return;
    if (event->button() == Qt::LeftButton && event->modifiers().testFlag(Qt::ControlModifier)) {
        hover(point, event->modifiers());
        if (m_link) {
            openLink(*m_link);
            return;
        }
    }
    if (report(*event))
        return;
    if (event->button() == Qt::MiddleButton) {
        pastePrimary();
    } else if (event->button() == Qt::LeftButton) {
        const bool isThird = m_sinceDoubleClick.isValid()
            && m_sinceDoubleClick.elapsed()
                < QGuiApplication::styleHints()->mouseDoubleClickInterval()
            && (point - m_doubleClick).manhattanLength() < QApplication::startDragDistance();
        m_sinceDoubleClick.invalidate();
        const auto mode = isThird                          ? TerminalSelection::Mode::Line
            : event->modifiers().testFlag(Qt::AltModifier) ? TerminalSelection::Mode::Block
                                                           : TerminalSelection::Mode::Character;
        beginSelection(point, mode,
                       event->modifiers().testFlag(Qt::ShiftModifier) ? Extend::Yes : Extend::No);
    }
}

void TerminalView::mouseDoubleClickEvent(QMouseEvent *event)
{
    event->accept();
    if (!m_screen || report(*event) || event->button() != Qt::LeftButton)
        return;
    m_sinceDoubleClick.start();
    m_doubleClick = event->position().toPoint();
    beginSelection(m_doubleClick, TerminalSelection::Mode::Word, Extend::No);
}

void TerminalView::mouseMoveEvent(QMouseEvent *event)
{
    event->accept();
    if (!m_screen)
        return;
    const QPoint point = event->position().toPoint();
    if (m_drag) {
        dragSelection(point);
        return;
    }
    hover(point, event->modifiers());
    report(*event);
}

void TerminalView::mouseReleaseEvent(QMouseEvent *event)
{
    event->accept();
    if (!m_screen)
        return;
    if (event->button() == Qt::LeftButton && m_drag) {
        m_drag.reset();
        m_dragScroll.stop();
        selectionSettled();
        return;
    }
    report(*event);
}

void TerminalView::beginSelection(QPoint point, TerminalSelection::Mode mode, Extend extend)
{
    using Mode = TerminalSelection::Mode;
    m_drag = Drag{point, point, mode, mode == Mode::Word || mode == Mode::Line};
    const TerminalPosition place = positionAt(point);
    if (extend == Extend::Yes && m_selection.gesture()) {
        TerminalSelection selection = *m_selection.gesture();
        selection.focus = place;
        m_drag->mode = selection.mode;
        m_drag->isSelecting = true;
        select(selection);
    } else if (m_drag->isSelecting) {
        select({mode, place, place});
    } else {
        clearSelection();
    }
}

void TerminalView::dragSelection(QPoint point)
{
    m_drag->now = point;
    if (!m_drag->isSelecting) {
        if ((point - m_drag->begin).manhattanLength() < QApplication::startDragDistance() / 2)
            return;
        m_drag->isSelecting = true;
        const TerminalPosition begin = positionAt(m_drag->begin);
        select({m_drag->mode, begin, begin});
    }
    const bool isOutside = point.y() < 0 || point.y() >= viewport()->height();
    if (isOutside && !m_dragScroll.isActive())
        m_dragScroll.start();
    else if (!isOutside)
        m_dragScroll.stop();
    if (!m_selection.gesture()) {
        // Its text changed under the pointer.
        m_drag.reset();
        return;
    }
    TerminalSelection selection = *m_selection.gesture();
    selection.focus = positionAt(point);
    if (selection != *m_selection.gesture())
        select(selection);
}

void TerminalView::scrollWhileDragging()
{
    if (!m_drag) {
        m_dragScroll.stop();
        return;
    }
    const int beyond
        = m_drag->now.y() < 0 ? m_drag->now.y() : m_drag->now.y() - viewport()->height() + 1;
    const int lines = std::clamp(beyond / 8, -20, 20);
    setTop(m_top + (lines != 0 ? lines : beyond < 0 ? -1 : 1));
    dragSelection(m_drag->now);
}

void TerminalView::select(const TerminalSelection &selection)
{
    m_selection.set(*m_screen->lock(), selection);
    refresh();
    Q_EMIT selectionChanged();
}

void TerminalView::selectionSettled()
{
    QClipboard *clipboard = QApplication::clipboard();
    if (!m_selection.isEmpty() && clipboard->supportsSelection())
        clipboard->setText(selectedText(), QClipboard::Selection);
}

void TerminalView::clearSelection()
{
    if (m_selection.isEmpty())
        return;
    m_selection.clear();
    refresh();
    Q_EMIT selectionChanged();
}

void TerminalView::pastePrimary()
{
    const QClipboard *clipboard = QApplication::clipboard();
    paste(clipboard->text(clipboard->supportsSelection() ? QClipboard::Selection
                                                         : QClipboard::Clipboard));
}

void TerminalView::hover(QPoint point, Qt::KeyboardModifiers modifiers)
{
    std::optional<TerminalLink> link;
    if (m_screen && modifiers.testFlag(Qt::ControlModifier) && viewport()->rect().contains(point)) {
        const TerminalPosition position = positionAt(point);
        link = TerminalLink::at(*m_screen->lock(), position);
    }
    if (!link && !m_link)
        return;
    if (link && m_link && link->range.first == m_link->range.first
        && link->target == m_link->target)
        return;
    m_link = link;
    viewport()->setCursor(m_link ? Qt::PointingHandCursor : Qt::IBeamCursor);
    if (m_link)
        QToolTip::showText(viewport()->mapToGlobal(point),
                           u"<p>%1</p>"_s.arg(m_link->tip().toHtmlEscaped()), viewport());
    else
        QToolTip::hideText();
    refresh();
}

bool TerminalView::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::Leave)
        hover({-1, -1}, Qt::NoModifier);
    return QAbstractScrollArea::viewportEvent(event);
}

void TerminalView::wheelEvent(QWheelEvent *event)
{
    event->accept();
    if (!m_screen)
        return;
    m_wheel += event->angleDelta();
    const int steps = m_wheel.y() / wheelStep;
    if (event->modifiers().testFlag(Qt::ControlModifier)) {
        m_wheel.ry() -= steps * wheelStep;
        setFontSize(m_points + steps);
        return;
    }
    const bool bypasses = event->modifiers().testFlag(Qt::ShiftModifier)
        || m_readOnly == ReadOnly::Yes || m_copyCursor || !m_followsEnd;
    QByteArray bytes;
    bool isForProgram = false;
    if (!bypasses) {
        const auto screen = m_screen->lock();
        isForProgram = screen->state().mouse != TerminalState::Mouse::None || screen->isAlternate();
        const MouseEncoder encoder(*screen);
        const TerminalPlace place = placeAt(event->position().toPoint());
        const auto direction
            = steps > 0 ? MouseEncoder::Button::WheelUp : MouseEncoder::Button::WheelDown;
        for (int step = 0; isForProgram && step < std::abs(steps); ++step)
            bytes += encoder.wheel(direction, place, terminalModifiers(event->modifiers()));
    }
    if (isForProgram) {
        m_wheel.ry() -= steps * wheelStep;
        send(bytes, Source::Mouse);
        return;
    }
    const int lines = m_wheel.y() * linesPerStep / wheelStep;
    m_wheel.ry() -= lines * wheelStep / linesPerStep;
    if (lines != 0)
        setTop(m_top - lines);
}

} // namespace slipway
