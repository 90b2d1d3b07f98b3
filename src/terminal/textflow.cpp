// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal/textflow.h"

#include "terminal/emoji.h"
#include "terminal/utf8.h"

#include <algorithm>
#include <utility>

namespace slipway {

namespace {

/// In valid UTF-8, with ASCII.
qsizetype bytesOfCharacter(char lead)
{
    return std::max(utf8::length(lead), 1);
}

bool isLineFeed(char byte)
{
    return byte >= '\n' && byte <= '\f';
}

} // namespace

void TextFlow::write(QByteArrayView bytes)
{
    if (watches())
        writeWatched(bytes);
    else if (m_endsInJoiner || emoji::mayJoin({bytes.data(), std::size_t(bytes.size())}))
        writeJoined(bytes);
    else
        m_host.parse(bytes);
}

void TextFlow::written(TerminalPlace place, int width)
{
    m_last = place;
    m_lastWidth = width;
    m_hasWritten = true;
    m_followsText = true;
    m_endsInJoiner = false;
}

void TextFlow::forget()
{
    m_lastWidth = 0;
    m_endsInJoiner = false;
    m_isWaiting = false;
    m_followsText = false;
}

/// In its second column the cursor is only when something else moved it there.
bool TextFlow::isOnLast(TerminalPlace place) const
{
    return m_lastWidth > 0 && place.row == m_last.row && place.column >= m_last.column
        && place.column < m_last.column + m_lastWidth;
}

bool TextFlow::isWrapPending() const
{
    return m_isWaiting
        || (m_modes.autowrap && isOnLast(m_host.cursor())
            && m_last.column + m_lastWidth >= m_model.width(m_last.row));
}

void TextFlow::writeWatched(QByteArrayView bytes)
{
    for (qsizetype at = 0; at < bytes.size();) {
        const char byte = bytes[at];
        if (uchar(byte) < 0x20 || byte == '\x7f') {
            writeControl(byte);
            ++at;
            continue;
        }
        const qsizetype length = std::min(bytesOfCharacter(byte), bytes.size() - at);
        writeCharacter(bytes.sliced(at, length));
        at += length;
    }
}

void TextFlow::writeJoined(QByteArrayView bytes)
{
    qsizetype parsed = 0;
    for (qsizetype at = 0; at < bytes.size();) {
        const qsizetype length = std::min(bytesOfCharacter(bytes[at]), bytes.size() - at);
        if (length >= 3) {
            if (at > parsed)
                m_host.parse(bytes.sliced(parsed, at - parsed));
            parsed = join(utf8::codePoint(bytes.sliced(at, length))) ? at + length : at;
        }
        at += length;
    }
    if (parsed < bytes.size())
        m_host.parse(bytes.sliced(parsed));
}

void TextFlow::writeCharacter(QByteArrayView bytes)
{
    m_hasWritten = bytes.size() >= 3 && join(utf8::codePoint(bytes));
    if (!m_hasWritten) {
        const bool wraps = std::exchange(m_isWaiting, false);
        if (wraps)
            wrap();
        m_hasWritten = false;
        // Beside the margins nothing makes room.
        const bool replaces = m_modes.insert && isBesideMargins(m_host.cursor().row);
        m_host.parse(replaces ? "\x1b[4l" + bytes.toByteArray() + "\x1b[4h" : bytes.toByteArray());
        if (wraps && !m_modes.margins && m_hasWritten)
            m_model.setContinuation(m_last.row, true);
    }
    if (m_modes.margins && m_hasWritten && m_last.column + m_lastWidth >= edge()) {
        m_host.moveCursor({m_last.row, edge() - 1});
        m_isWaiting = m_modes.autowrap;
    }
}

/// Where a row of text ends that the last character belongs to.
int TextFlow::edge() const
{
    const TerminalSize size = m_model.size();
    const int right = m_modes.region(size).right;
    return m_last.column < right ? right : size.columns;
}

void TextFlow::wrap()
{
    const TerminalPlace place = m_host.cursor();
    m_host.moveCursor({place.row, m_modes.region(m_model.size()).left});
    m_host.parse("\x1b"
                 "D");
}

void TextFlow::writeControl(char byte)
{
    const bool moves = byte >= '\b' && byte <= '\r';
    if (!moves) {
        m_host.parse(QByteArrayView(&byte, 1));
        return;
    }
    // A tab goes nowhere from there, and so takes nothing back.
    if (byte == '\t' && m_isWaiting)
        return;
    if (byte == '\b' && m_modes.wrapsBack()) {
        back(1);
        return;
    }
    m_isWaiting = false;
    m_followsText = false;
    const TerminalRect region = m_modes.region(m_model.size());
    const TerminalPlace place = m_host.cursor();
    if (byte == '\r') {
        returnCarriage();
        return;
    }
    if (byte == '\b' && m_modes.margins && place.column == region.left)
        return;
    if (isLineFeed(byte) && isBesideMargins(region.bottom - 1))
        return;
    if (byte == '\t')
        tab(1);
    else
        m_host.parse(QByteArrayView(&byte, 1));
}

void TextFlow::tab(int count)
{
    const int right = m_modes.region(m_model.size()).right;
    const TerminalPlace place = m_host.cursor();
    m_host.parse(QByteArray("\x1b[" + QByteArray::number(count) + 'I'));
    if (place.column < right && m_host.cursor().column >= right)
        m_host.moveCursor({place.row, right - 1});
}

/// To the left margin, or to the edge from left of it.
void TextFlow::returnCarriage()
{
    const TerminalPlace place = m_host.cursor();
    const int left = m_modes.region(m_model.size()).left;
    m_host.parse("\r");
    if (left > 0 && place.column >= left)
        m_host.moveCursor({place.row, left});
}

/// The edge where the next character would wrap counts as a column of its own.
void TextFlow::back(int count)
{
    int left = count;
    if (m_modes.wrapsBack() && (m_isWaiting || (m_followsText && isWrapPending()))) {
        m_host.moveCursor(m_host.cursor());
        --left;
    }
    m_isWaiting = false;
    m_followsText = false;
    while (left > 0) {
        const TerminalPlace place = m_host.cursor();
        const int margin = m_modes.region(m_model.size()).left;
        const int room = place.column - (place.column >= margin ? margin : 0);
        const int steps = std::min(left, room);
        if (steps > 0)
            m_host.moveCursor({place.row, place.column - steps});
        left -= steps;
        if (left == 0 || !goBackIntoRowAbove())
            return;
        --left;
    }
}

/// Where the text went on from there, unless any row will do; then the top's above is the bottom.
bool TextFlow::goBackIntoRowAbove()
{
    const TerminalSize size = m_model.size();
    const TerminalRect region = m_modes.region(size);
    const TerminalPlace place = m_host.cursor();
    if (!m_modes.wrapsBack() || place.column != region.left)
        return false;
    int row = place.row - 1;
    if (m_modes.reverseWrapAnywhere) {
        if (place.row == region.top)
            row = region.bottom - 1;
        else if (row < 0)
            row = size.rows - 1;
    } else if (place.row <= region.top || !std::as_const(m_model).row(place.row).continuation) {
        return false;
    }
    m_host.moveCursor({row, region.right - 1});
    return true;
}

bool TextFlow::takeIndex(char final)
{
    m_isWaiting = false;
    if (!m_modes.margins)
        return false;
    const TerminalRect region = m_modes.region(m_model.size());
    if (final == 'M')
        return isBesideMargins(region.top);
    const bool stays = isBesideMargins(region.bottom - 1);
    if (!stays)
        m_host.parse("\x1b"
                     "D");
    if (final == 'E')
        returnCarriage();
    return true;
}

/// In that row, but not between the margins at the sides: nothing scrolls then.
bool TextFlow::isBesideMargins(int row) const
{
    const TerminalRect region = m_modes.region(m_model.size());
    const TerminalPlace place = m_host.cursor();
    return m_modes.margins && place.row == row
        && (place.column < region.left || place.column >= region.right);
}

/// True when the code point has become part of the character before the cursor.
bool TextFlow::join(char32_t codePoint)
{
    const TerminalSize size = m_model.size();
    const TerminalPlace place = m_host.cursor();
    const bool isBehind = place == TerminalPlace{m_last.row, m_last.column + m_lastWidth};
    if (m_lastWidth == 0 || m_last.row >= size.rows || m_last.column >= size.columns
        || !(isBehind || isOnLast(place)))
        return false;
    const TerminalCell cell = *std::as_const(m_model).row(m_last.row).at(m_last.column);
    if (cell.isBlank())
        return false;
    std::u32string character = m_model.clusters().codePoints(cell.content);
    if (!emoji::joins(character, codePoint))
        return false;
    character += codePoint;
    m_endsInJoiner = codePoint == emoji::joiner;
    const int room = m_model.width(m_last.row) - m_last.column;
    const bool widens
        = m_lastWidth == 1 && emoji::isWide(character) && room >= (m_modes.insert ? 3 : 2);
    if (widens)
        widen(room);
    m_model.extendGlyph(m_last, codePoint,
                        widens ? ScreenModel::Widening::Widen : ScreenModel::Widening::Keep);
    return true;
}

/// Brings libvterm behind a second column of the last character.
void TextFlow::widen(int room)
{
    if (m_modes.insert) {
        m_host.syncPen();
        m_model.scroll({m_last.row, m_last.row + 1, m_last.column + 1, m_model.width(m_last.row)},
                       0, -1);
    }
    m_lastWidth = 2;
    if (room > 2) {
        m_host.parse("\x1b[C");
        return;
    }
    // A character that nobody sees, for the wrap to be pending.
    m_swallows = true;
    m_host.parse(" ");
    m_swallows = false;
}

} // namespace slipway
