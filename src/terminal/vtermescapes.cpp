// SPDX-License-Identifier: GPL-3.0-or-later
// The part of VtermBridge that takes escapes, and keeps saved cursors.
#include "terminal/vtermbridge.h"

#include "terminal/graphicrendition.h"

using namespace Qt::StringLiterals;

namespace slipway {

bool VtermBridge::escape(char intermediate, char final)
{
    constexpr QByteArrayView finals("c6789PD");
    if (intermediate == '(')
        m_modes.firstSet = final;
    else if (intermediate == '#' && final == '8')
        m_escaped = '#';
    else if (intermediate != 0)
        return isWatched();
    else if (final >= '\n' && final <= '\f')
        return m_isXterm;
    else if (final == '\x0e' || final == '\x0f')
        m_modes.shifted = final == '\x0e';
    else if (final == 'n' || final == 'o')
        m_modes.shifted = true;
    else if (final == '=' || final == '>')
        m_modes.keypad = final == '=';
    else if (final == 'N' || final == 'O')
        m_modes.singleShift = true;
    else if (finals.contains(final))
        m_escaped = final;
    return m_escaped != 0 || isWatched();
}

void VtermBridge::takeEscape(QByteArrayView escape)
{
    const bool isIndex = escape.size() == 2 && QByteArrayView("DEM").contains(escape.back());
    if (escape.size() == 1) {
        passText(escape);
        // A line feed that scrolls leaves libvterm where it was, with its wrap; shifts move
        // nothing.
        if (escape.front() <= '\f')
            endWrap();
        return;
    }
    if (isIndex && isWatched() && m_flow.takeIndex(escape.back()))
        return;
    pass(escape);
    performEscape();
    bringCursorInside();
}

/// What libvterm does not do for an escape that it has just read.
void VtermBridge::performEscape()
{
    switch (std::exchange(m_escaped, 0)) {
    case 'c':
        usePrimary();
        m_model.erase({0, m_model.size().rows, 0, m_model.size().columns}, ScreenModel::Erase::All);
        m_model.setScreenReversed(false);
        m_reports.reset();
        m_extras.forgetColours();
        m_saved = {};
        forgetCursor();
        break;
    case 'P':
        // libvterm would answer by itself; with this it hands the string over.
        pass("=");
        break;
    case '#':
        m_flow.forget();
        m_modes.clearMargins();
        m_modes.origin = false;
        pass("\x1b[?6l\x1b[r\x1b[s\x1b[H");
        break;
    case '6':
        m_flow.setWaiting(false);
        m_editing.stepBack();
        break;
    case '7':
        saveCursor();
        break;
    case '8':
        restoreCursor();
        break;
    case 'D':
        if (m_isXterm)
            endWrap();
        break;
    case '9':
        m_flow.setWaiting(false);
        m_editing.stepForward();
        break;
    default:
        break;
    }
}

void VtermBridge::saveCursor()
{
    const bool waits = m_filter.followsText() && m_flow.isWrapPending();
    saved() = {cursor(),         m_pen,           true, m_modes.origin, m_modes.protects,
               m_modes.firstSet, m_modes.shifted, waits};
}

/// libvterm keeps one for both screens, and less of it.
void VtermBridge::restoreCursor()
{
    const Saved before = saved();
    if (m_modes.protects != before.protects)
        pass(before.protects ? "\x1b[1\"q" : "\x1b[0\"q");
    if (m_modes.origin != before.origin)
        pass(before.origin ? "\x1b[?6h" : "\x1b[?6l");
    if (m_modes.firstSet != before.firstSet)
        pass(QByteArray("\x1b("_ba + before.firstSet));
    if (m_modes.shifted != before.shifted)
        pass(before.shifted ? "\x0e" : "\x0f");
    m_modes.firstSet = before.firstSet;
    m_modes.shifted = before.shifted;
    m_modes.protects = before.protects;
    m_modes.origin = before.origin;
    if (m_isXterm) {
        perform("\x1b[m\x1b[" + GraphicRendition::text(before.pen) + 'm');
        moveCursor(before.place);
        m_flow.setWaiting(before.waits && m_modes.autowrap && cursor() == before.place);
    } else {
        pass("\x1b"
             "8");
    }
    bringCursorInside();
}

/// The saved cursor is then at home, in the default style.
void VtermBridge::forgetCursor()
{
    const TerminalPlace place = cursor();
    saved() = {};
    pass("\x1b[H\x1b"
         "7");
    moveCursor(place);
}

void VtermBridge::alternateLeft()
{
    if (m_isXterm)
        restoreCursor();
    if (m_resizedInAlternate)
        moveCursor(m_model.primaryCursor());
    m_resizedInAlternate = false;
    bringCursorInside();
}

/// The next character stays in the row.
void VtermBridge::endWrap()
{
    m_flow.setWaiting(false);
    const TerminalPlace place = cursor();
    if (place.column + 1 == m_model.width(place.row))
        pass(QByteArray("\x1b["_ba + QByteArray::number(place.column + 1) + '`'));
}

} // namespace slipway
