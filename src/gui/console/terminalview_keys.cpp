// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/console/keytranslation.h"
#include "gui/console/screentext.h"
#include "gui/console/terminalview_p.h"
#include "terminal/keyencoder.h"

#include <QApplication>
#include <QClipboard>
#include <QDragEnterEvent>
#include <QInputMethodEvent>
#include <QKeyEvent>
#include <QMimeData>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

/// With Ctrl and Shift they are commands of the console.
constexpr std::array<int, 7> ownLetters{Qt::Key_C, Qt::Key_V, Qt::Key_A, Qt::Key_F,
                                        Qt::Key_Z, Qt::Key_X, Qt::Key_O};

bool isModifierKey(int key)
{
    return key == Qt::Key_Shift || key == Qt::Key_Control || key == Qt::Key_Alt
        || key == Qt::Key_AltGr || key == Qt::Key_Meta || key == Qt::Key_CapsLock
        || key == Qt::Key_NumLock || key == Qt::Key_Super_L || key == Qt::Key_Super_R;
}

bool isLetter(int key)
{
    return key >= Qt::Key_A && key <= Qt::Key_Z;
}

Qt::KeyboardModifiers commandModifiers(const QKeyEvent &event)
{
    return event.modifiers()
        & (Qt::ControlModifier | Qt::ShiftModifier | Qt::AltModifier | Qt::MetaModifier);
}

} // namespace

bool TerminalView::belongsToWindow(const QKeyEvent &event)
{
    const Qt::KeyboardModifiers modifiers = commandModifiers(event);
    const int key = event.key();
    if (modifiers == (Qt::ControlModifier | Qt::ShiftModifier))
        return isLetter(key) || key == Qt::Key_Space || key == Qt::Key_Plus || key == Qt::Key_PageUp
            || key == Qt::Key_PageDown;
    if (modifiers != Qt::ControlModifier)
        return false;
    return key == Qt::Key_PageUp || key == Qt::Key_PageDown || key == Qt::Key_Plus
        || key == Qt::Key_Minus || key == Qt::Key_0 || (key >= Qt::Key_1 && key <= Qt::Key_5);
}

bool TerminalView::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        const auto *key = static_cast<QKeyEvent *>(event);
        // The window has other commands on some of the console's keys, and Ctrl+Shift+C would let
        // a paused run go on instead of copying.
        if (isOwn(*key) || (!isOfAChild() && !belongsToWindow(*key))) {
            event->accept();
            return true;
        }
    }
    return QAbstractScrollArea::event(event);
}

bool TerminalView::focusNextPrevChild(bool)
{
    // Tab and Backtab are keys of programs. Ctrl+PageUp and the window's own keys lead away.
    return false;
}

/// What a field of the search leaves over comes here too, and must not be typed.
bool TerminalView::isOfAChild() const
{
    const QWidget *focus = QApplication::focusWidget();
    return focus && focus != this && isAncestorOf(focus);
}

void TerminalView::keyPressEvent(QKeyEvent *event)
{
    if (isOfAChild()) {
        event->ignore();
        return;
    }
    event->accept();
    if (!d->screen)
        return;
    if (d->copyCursor && pressInCopyMode(*event))
        return;
    if (pressOwn(*event) || pressScroll(*event))
        return;
    if (belongsToWindow(*event)) {
        event->ignore();
        return;
    }
    QByteArray bytes;
    {
        const auto screen = d->screen->lock();
        bytes = KeyEncoder(*screen).encode(terminalKeyPress(*event));
    }
    send(bytes, Source::Key);
    if (d->link)
        hover(viewport()->mapFromGlobal(QCursor::pos()), event->modifiers());
    else if (event->key() == Qt::Key_Control && viewport()->underMouse())
        hover(viewport()->mapFromGlobal(QCursor::pos()), Qt::ControlModifier);
}

void TerminalView::keyReleaseEvent(QKeyEvent *event)
{
    event->accept();
    if (!d->screen || d->copyCursor || isOfAChild())
        return;
    if (event->key() == Qt::Key_Control)
        hover(viewport()->mapFromGlobal(QCursor::pos()), Qt::NoModifier);
    // A held key that repeats is not let go in between.
    if (event->isAutoRepeat() || belongsToWindow(*event))
        return;
    QByteArray bytes;
    {
        const auto screen = d->screen->lock();
        bytes = KeyEncoder(*screen).encode(terminalKeyPress(*event));
    }
    if (d->readOnly == ReadOnly::No && !bytes.isEmpty())
        Q_EMIT written(bytes, Source::Report);
}

void TerminalView::send(const QByteArray &bytes, Source source)
{
    if (bytes.isEmpty() || d->readOnly == ReadOnly::Yes)
        return;
    if (source == Source::Key || source == Source::Paste)
        scrollToEnd();
    Q_EMIT written(bytes, source);
}

bool TerminalView::isOwn(const QKeyEvent &event)
{
    const Qt::KeyboardModifiers modifiers = commandModifiers(event);
    const int key = event.key();
    if (modifiers == (Qt::ControlModifier | Qt::ShiftModifier))
        return std::ranges::contains(ownLetters, key) || key == Qt::Key_Space
            || key == Qt::Key_Plus;
    if (modifiers == Qt::ShiftModifier)
        return key == Qt::Key_Insert;
    return modifiers == Qt::ControlModifier
        && (key == Qt::Key_Plus || key == Qt::Key_Minus || key == Qt::Key_0);
}

bool TerminalView::pressOwn(const QKeyEvent &event)
{
    if (!isOwn(event))
        return false;
    switch (event.key()) {
    case Qt::Key_C:
        copy();
        break;
    case Qt::Key_V:
        paste(QApplication::clipboard()->text());
        break;
    case Qt::Key_A:
        selectAll();
        break;
    case Qt::Key_F:
        openSearch();
        break;
    case Qt::Key_Z:
        jumpToPrompt(Prompt::Previous);
        break;
    case Qt::Key_X:
        jumpToPrompt(Prompt::Next);
        break;
    case Qt::Key_O:
        copyLastOutput();
        break;
    case Qt::Key_Space:
        setCopyMode(CopyMode::On);
        break;
    case Qt::Key_Insert:
        pastePrimary();
        break;
    case Qt::Key_Plus:
        zoomIn();
        break;
    case Qt::Key_Minus:
        zoomOut();
        break;
    case Qt::Key_0:
        zoomReset();
        break;
    default:
        Q_UNREACHABLE();
    }
    return true;
}

bool TerminalView::pressScroll(const QKeyEvent &event)
{
    // On the alternate screen there is nothing to scroll to: the program may use them.
    if (commandModifiers(event) != Qt::ShiftModifier || d->isAlternate)
        return false;
    switch (event.key()) {
    case Qt::Key_PageUp:
        setTop(d->top - std::max(1, d->rows - 1));
        return true;
    case Qt::Key_PageDown:
        setTop(d->top + std::max(1, d->rows - 1));
        return true;
    case Qt::Key_Home:
        setTop(0);
        return true;
    case Qt::Key_End:
        scrollToEnd();
        return true;
    default:
        return false;
    }
}

bool TerminalView::pressInCopyMode(const QKeyEvent &event)
{
    if (isModifierKey(event.key()))
        return true;
    CopyCursor::Outcome outcome = CopyCursor::Outcome::Ignored;
    {
        const auto screen = d->screen->lock();
        outcome = d->copyCursor->press(event, *screen, d->rows);
        if (outcome == CopyCursor::Outcome::Moved) {
            if (const auto selection = d->copyCursor->selection())
                d->selection.set(*screen, *selection);
            else
                d->selection.clear();
        }
    }
    switch (outcome) {
    case CopyCursor::Outcome::Ignored:
        // What belongs to the window goes there; nothing is typed by accident.
        return !belongsToWindow(event);
    case CopyCursor::Outcome::Moved: {
        const qint64 line = d->copyCursor->place().line;
        if (line < d->top)
            setTop(line);
        else if (line >= d->top + d->rows)
            setTop(line - d->rows + 1);
        else
            refresh();
        Q_EMIT selectionChanged();
        return true;
    }
    case CopyCursor::Outcome::Copied:
        copy();
        setCopyMode(CopyMode::Off);
        return true;
    case CopyCursor::Outcome::Left:
        setCopyMode(CopyMode::Off);
        return true;
    }
    return true;
}

void TerminalView::inputMethodEvent(QInputMethodEvent *event)
{
    d->preedit = event->preeditString();
    viewport()->update();
    if (!event->commitString().isEmpty())
        send(event->commitString().toUtf8(), Source::Key);
    event->accept();
}

QVariant TerminalView::inputMethodQuery(Qt::InputMethodQuery query) const
{
    switch (query) {
    case Qt::ImEnabled:
        return d->screen != nullptr && d->readOnly == ReadOnly::No;
    case Qt::ImCursorRectangle:
        return cursorRectangle().translated(viewport()->pos());
    case Qt::ImFont:
        return d->picture.fonts().font(CellFonts::Regular);
    case Qt::ImHints:
        return int(Qt::ImhNoAutoUppercase | Qt::ImhNoPredictiveText);
    default:
        return QAbstractScrollArea::inputMethodQuery(query);
    }
}

void TerminalView::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event);
    refresh();
    if (!d->screen)
        return;
    // A statement of its own: the screen must not be locked while somebody is told.
    const QByteArray bytes = KeyEncoder(*d->screen->lock()).focusIn();
    send(bytes, Source::Report);
}

void TerminalView::focusOutEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusOutEvent(event);
    d->preedit.clear();
    viewport()->update();
    refresh();
    if (!d->screen)
        return;
    const QByteArray bytes = KeyEncoder(*d->screen->lock()).focusOut();
    send(bytes, Source::Report);
}

void TerminalView::dragEnterEvent(QDragEnterEvent *event)
{
    if (d->readOnly == ReadOnly::No
        && (event->mimeData()->hasUrls() || event->mimeData()->hasText()))
        event->acceptProposedAction();
}

void TerminalView::dragMoveEvent(QDragMoveEvent *event)
{
    event->acceptProposedAction();
}

void TerminalView::dropEvent(QDropEvent *event)
{
    event->acceptProposedAction();
    QStringList paths;
    const QList<QUrl> urls = event->mimeData()->urls();
    for (const QUrl &url : urls) {
        // A file of a server is dragged to a console there.
        const bool isPath = url.isLocalFile() || url.scheme() == "sftp"_L1;
        paths.append(
            screentext::shellQuoted(isPath ? url.path(QUrl::FullyDecoded) : url.toString()));
    }
    setFocus(Qt::OtherFocusReason);
    paste(paths.isEmpty() ? event->mimeData()->text() : paths.join(u' ') + u' ');
}

} // namespace slipway
