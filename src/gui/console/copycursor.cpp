// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/console/copycursor.h"

#include <QKeyEvent>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

bool isWordAt(const TerminalScreen &screen, TerminalPosition place)
{
    const TerminalRow row = screen.line(place.line);
    if (place.column >= row.columns())
        return false;
    const QString text = screen.text(*row.at(place.column));
    return row.at(place.column)->has(TerminalCell::WideTail)
        || (!text.isEmpty() && !text.front().isSpace());
}

} // namespace

std::optional<TerminalSelection> CopyCursor::selection() const
{
    if (!m_mode)
        return std::nullopt;
    return TerminalSelection{*m_mode, m_anchor, m_place};
}

CopyCursor::Outcome CopyCursor::press(const QKeyEvent &key, const TerminalScreen &screen, int page)
{
    const bool isControl = key.modifiers().testFlag(Qt::ControlModifier);
    switch (key.key()) {
    case Qt::Key_Escape:
    case Qt::Key_Q:
        return Outcome::Left;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Y:
        return isControl ? Outcome::Ignored : Outcome::Copied;
    default:
        break;
    }
    if (!begin(key) && !move(key, screen, page))
        return Outcome::Ignored;
    keepInside(screen);
    return Outcome::Moved;
}

bool CopyCursor::begin(const QKeyEvent &key)
{
    using Mode = TerminalSelection::Mode;
    if (key.key() != Qt::Key_V)
        return false;
    const bool isBlock = key.modifiers().testFlag(Qt::ControlModifier);
    const bool isLine = key.modifiers().testFlag(Qt::ShiftModifier);
    toggle(isBlock ? Mode::Block : isLine ? Mode::Line : Mode::Character);
    return true;
}

void CopyCursor::toggle(TerminalSelection::Mode mode)
{
    if (m_mode == mode) {
        m_mode.reset();
        return;
    }
    if (!m_mode)
        m_anchor = m_place;
    m_mode = mode;
}

bool CopyCursor::move(const QKeyEvent &key, const TerminalScreen &screen, int page)
{
    const bool isControl = key.modifiers().testFlag(Qt::ControlModifier);
    switch (key.key()) {
    case Qt::Key_Left:
        isControl ? word(screen, -1) : step(screen, -1);
        return true;
    case Qt::Key_Right:
        isControl ? word(screen, 1) : step(screen, 1);
        return true;
    case Qt::Key_Up:
        --m_place.line;
        return true;
    case Qt::Key_Down:
        ++m_place.line;
        return true;
    case Qt::Key_PageUp:
        m_place.line -= page;
        return true;
    case Qt::Key_PageDown:
        m_place.line += page;
        return true;
    case Qt::Key_Home:
        m_place = isControl ? TerminalPosition{screen.firstLine(), 0}
                            : TerminalPosition{m_place.line, 0};
        return true;
    case Qt::Key_End:
        if (isControl)
            m_place.line = screen.endLine() - 1;
        m_place.column = std::max(0, screen.line(m_place.line).textWidth() - 1);
        return true;
    default:
        break;
    }
    if (isControl && (key.key() == Qt::Key_U || key.key() == Qt::Key_D)) {
        m_place.line += key.key() == Qt::Key_U ? -page / 2 : page / 2;
        return true;
    }
    return !isControl && moveByLetter(key.text(), screen);
}

bool CopyCursor::moveByLetter(const QString &letter, const TerminalScreen &screen)
{
    if (letter == u"h"_s)
        step(screen, -1);
    else if (letter == u"l"_s)
        step(screen, 1);
    else if (letter == u"k"_s)
        --m_place.line;
    else if (letter == u"j"_s)
        ++m_place.line;
    else if (letter == u"w"_s)
        word(screen, 1);
    else if (letter == u"b"_s)
        word(screen, -1);
    else if (letter == u"0"_s)
        m_place.column = 0;
    else if (letter == u"$"_s)
        m_place.column = std::max(0, screen.line(m_place.line).textWidth() - 1);
    else if (letter == u"g"_s)
        m_place = {screen.firstLine(), 0};
    else if (letter == u"G"_s)
        m_place = {screen.endLine() - 1, 0};
    else
        return false;
    return true;
}

void CopyCursor::step(const TerminalScreen &screen, int columns)
{
    const int last = screen.size().columns - 1;
    m_place.column += columns;
    if (m_place.column < 0 && m_place.line > screen.firstLine())
        m_place = {m_place.line - 1, last};
    else if (m_place.column > last && m_place.line + 1 < screen.endLine())
        m_place = {m_place.line + 1, 0};
}

void CopyCursor::word(const TerminalScreen &screen, int direction)
{
    // To the first character of the next word, or of this or the one before.
    constexpr int furthest = 10'000;
    const auto go = [&](bool throughWord) {
        for (int steps = 0; steps < furthest && isWordAt(screen, m_place) == throughWord; ++steps) {
            const TerminalPosition before = m_place;
            step(screen, direction);
            keepInside(screen);
            if (m_place == before)
                return;
        }
    };
    if (direction > 0) {
        go(true);
        go(false);
        return;
    }
    step(screen, -1);
    keepInside(screen);
    go(false);
    while (m_place.column > 0 && isWordAt(screen, {m_place.line, m_place.column - 1}))
        --m_place.column;
}

void CopyCursor::keepInside(const TerminalScreen &screen)
{
    m_place.line = std::clamp(m_place.line, screen.firstLine(), screen.endLine() - 1);
    m_place.column = std::clamp(m_place.column, 0, screen.size().columns - 1);
}

} // namespace slipway
