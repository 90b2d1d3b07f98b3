// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/console/keytranslation.h"
#include "gui/console/terminalview_p.h"

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
    return d->screen && d->readOnly == ReadOnly::No && !d->copyCursor && d->followsEnd
        && !event.modifiers().testFlag(Qt::ShiftModifier)
        && d->screen->lock()->state().mouse != TerminalState::Mouse::None;
}

bool TerminalView::report(const QMouseEvent &event)
{
    const bool isRelease = event.type() == QEvent::MouseButtonRelease;
    // A button that was reported down is reported up, whatever is pressed by then.
    if (!(isRelease && d->reportedButton) && !isReported(event))
        return false;
    TerminalPlace place = placeAt(event.position().toPoint());
    const quint8 modifiers = terminalModifiers(event.modifiers());
    QByteArray bytes;
    {
        const auto screen = d->screen->lock();
        place.row += int(d->top - screen->screenTop());
        const MouseEncoder encoder(*screen);
        const auto button = buttonOf(event.button());
        if (event.type() == QEvent::MouseMove) {
            if (place != d->reportedPlace)
                bytes = encoder.move(place, modifiers);
        } else if (button && isRelease) {
            bytes = encoder.release(*button, place, modifiers);
            d->reportedButton.reset();
        } else if (button) {
            bytes = encoder.press(*button, place, modifiers);
            d->reportedButton = button;
        }
    }
    d->reportedPlace = place;
    send(bytes, Source::Mouse);
    return true;
}

void TerminalView::mousePressEvent(QMouseEvent *event)
{
    event->accept();
    const QPoint point = event->position().toPoint();
    if (!d->screen)
        return;
    if (event->button() == Qt::LeftButton && event->modifiers().testFlag(Qt::ControlModifier)) {
        hover(point, event->modifiers());
        if (d->link) {
            openLink(*d->link);
            return;
        }
    }
    if (report(*event))
        return;
    if (event->button() == Qt::MiddleButton) {
        pastePrimary();
    } else if (event->button() == Qt::LeftButton) {
        const bool isThird = d->sinceDoubleClick.isValid()
            && d->sinceDoubleClick.elapsed()
                < QGuiApplication::styleHints()->mouseDoubleClickInterval()
            && (point - d->doubleClick).manhattanLength() < QApplication::startDragDistance();
        d->sinceDoubleClick.invalidate();
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
    if (!d->screen || report(*event) || event->button() != Qt::LeftButton)
        return;
    d->sinceDoubleClick.start();
    d->doubleClick = event->position().toPoint();
    beginSelection(d->doubleClick, TerminalSelection::Mode::Word, Extend::No);
}

void TerminalView::mouseMoveEvent(QMouseEvent *event)
{
    event->accept();
    if (!d->screen)
        return;
    const QPoint point = event->position().toPoint();
    if (d->drag) {
        dragSelection(point);
        return;
    }
    hover(point, event->modifiers());
    report(*event);
}

void TerminalView::mouseReleaseEvent(QMouseEvent *event)
{
    event->accept();
    if (!d->screen)
        return;
    if (event->button() == Qt::LeftButton && d->drag) {
        d->drag.reset();
        d->dragScroll.stop();
        selectionSettled();
        return;
    }
    report(*event);
}

void TerminalView::beginSelection(QPoint point, TerminalSelection::Mode mode, Extend extend)
{
    using Mode = TerminalSelection::Mode;
    d->drag = Private::Drag{point, point, mode, mode == Mode::Word || mode == Mode::Line};
    const TerminalPosition place = positionAt(point);
    if (extend == Extend::Yes && d->selection.gesture()) {
        TerminalSelection selection = *d->selection.gesture();
        selection.focus = place;
        d->drag->mode = selection.mode;
        d->drag->isSelecting = true;
        select(selection);
    } else if (d->drag->isSelecting) {
        select({mode, place, place});
    } else {
        clearSelection();
    }
}

void TerminalView::dragSelection(QPoint point)
{
    d->drag->now = point;
    if (!d->drag->isSelecting) {
        if ((point - d->drag->begin).manhattanLength() < QApplication::startDragDistance() / 2)
            return;
        d->drag->isSelecting = true;
        const TerminalPosition begin = positionAt(d->drag->begin);
        select({d->drag->mode, begin, begin});
    }
    const bool isOutside = point.y() < 0 || point.y() >= viewport()->height();
    if (isOutside && !d->dragScroll.isActive())
        d->dragScroll.start();
    else if (!isOutside)
        d->dragScroll.stop();
    if (!d->selection.gesture()) {
        // Its text changed under the pointer.
        d->drag.reset();
        return;
    }
    TerminalSelection selection = *d->selection.gesture();
    selection.focus = positionAt(point);
    if (selection != *d->selection.gesture())
        select(selection);
}

void TerminalView::scrollWhileDragging()
{
    if (!d->drag) {
        d->dragScroll.stop();
        return;
    }
    const int beyond
        = d->drag->now.y() < 0 ? d->drag->now.y() : d->drag->now.y() - viewport()->height() + 1;
    const int lines = std::clamp(beyond / 8, -20, 20);
    setTop(d->top + (lines != 0 ? lines : beyond < 0 ? -1 : 1));
    dragSelection(d->drag->now);
}

void TerminalView::select(const TerminalSelection &selection)
{
    d->selection.set(*d->screen->lock(), selection);
    refresh();
    Q_EMIT selectionChanged();
}

void TerminalView::selectionSettled()
{
    QClipboard *clipboard = QApplication::clipboard();
    if (!d->selection.isEmpty() && clipboard->supportsSelection())
        clipboard->setText(selectedText(), QClipboard::Selection);
}

void TerminalView::clearSelection()
{
    if (d->selection.isEmpty())
        return;
    d->selection.clear();
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
    if (d->screen && modifiers.testFlag(Qt::ControlModifier)
        && viewport()->rect().contains(point)) {
        const TerminalPosition position = positionAt(point);
        link = TerminalLink::at(*d->screen->lock(), position);
    }
    if (!link && !d->link)
        return;
    if (link && d->link && link->range.first == d->link->range.first
        && link->target == d->link->target)
        return;
    d->link = link;
    viewport()->setCursor(d->link ? Qt::PointingHandCursor : Qt::IBeamCursor);
    if (d->link)
        QToolTip::showText(viewport()->mapToGlobal(point),
                           u"<p>%1</p>"_s.arg(d->link->tip().toHtmlEscaped()), viewport());
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
    if (!d->screen)
        return;
    d->wheel += event->angleDelta();
    const int steps = d->wheel.y() / wheelStep;
    if (event->modifiers().testFlag(Qt::ControlModifier)) {
        d->wheel.ry() -= steps * wheelStep;
        setFontSize(d->points + steps);
        return;
    }
    const bool bypasses = event->modifiers().testFlag(Qt::ShiftModifier)
        || d->readOnly == ReadOnly::Yes || d->copyCursor || !d->followsEnd;
    QByteArray bytes;
    bool isForProgram = false;
    if (!bypasses) {
        const auto screen = d->screen->lock();
        isForProgram = screen->state().mouse != TerminalState::Mouse::None || screen->isAlternate();
        const MouseEncoder encoder(*screen);
        const TerminalPlace place = placeAt(event->position().toPoint());
        const auto direction
            = steps > 0 ? MouseEncoder::Button::WheelUp : MouseEncoder::Button::WheelDown;
        for (int step = 0; isForProgram && step < std::abs(steps); ++step)
            bytes += encoder.wheel(direction, place, terminalModifiers(event->modifiers()));
    }
    if (isForProgram) {
        d->wheel.ry() -= steps * wheelStep;
        send(bytes, Source::Mouse);
        return;
    }
    const int lines = d->wheel.y() * linesPerStep / wheelStep;
    d->wheel.ry() -= lines * wheelStep / linesPerStep;
    if (lines != 0)
        setTop(d->top - lines);
}

} // namespace slipway
