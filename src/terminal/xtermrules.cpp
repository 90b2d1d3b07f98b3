// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal/xtermrules.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr int most = 9'999; ///< for a number; the parser's own overflow

QByteArray sequenceOf(int number, char final)
{
    return "\x1b[" + QByteArray::number(number) + final;
}

/// Where a move ends: at the margin on its way, or at the edge when it began beyond the margin.
int moved(int from, int by, int first, int last, int size)
{
    const int low = from >= first ? first : 0;
    const int high = from <= last ? last : size - 1;
    return std::clamp(from + by, low, high);
}

} // namespace

bool XtermRules::wants(const ControlSequence &sequence) const
{
    if (sequence.intermediate == '$' && sequence.leader == 0)
        return sequence.final == 'x' || sequence.final == 'z' || sequence.final == '{';
    if (sequence.final == 'n' && sequence.intermediate == 0)
        return m_originMode && sequence.number(0) == 6;
    if (sequence.leader != 0 || sequence.intermediate != 0)
        return false;
    switch (sequence.final) {
    case 'A':
    case 'B':
    case 'E':
    case 'F':
    case '@':
    case 'P':
        return m_rows.has_value();
    case 'C':
    case 'D':
        return m_columns.has_value();
    case 'J':
    case 'K':
    case 'L':
    case 'M':
    case 'b':
    case 'r':
        return true;
    case 's':
        return m_marginMode;
    default:
        return false;
    }
}

void XtermRules::take(const ControlSequence &sequence)
{
    if (sequence.intermediate == '$') {
        changeRectangle(sequence);
        return;
    }
    switch (sequence.final) {
    case 'A':
    case 'B':
    case 'E':
    case 'F':
        moveRows(sequence);
        break;
    case 'C':
    case 'D':
        moveColumns(sequence);
        break;
    case '@':
    case 'P':
        shift(sequence);
        break;
    case 'J':
    case 'K':
        erase(sequence);
        break;
    case 'L':
    case 'M':
        moveLines(sequence);
        break;
    case 'b':
        repeat(sequence.number(0, 1));
        break;
    case 'n':
        reportCursor(sequence.leader);
        break;
    case 'r':
        setRows(sequence);
        break;
    case 's':
        setColumns(sequence);
        break;
    default:
        break;
    }
}

void XtermRules::setMarginMode(bool on)
{
    m_marginMode = on;
    m_columns.reset();
}

void XtermRules::resetMargins()
{
    m_rows.reset();
    m_columns.reset();
}

TerminalPlace XtermRules::origin() const
{
    return {m_originMode && m_rows ? m_rows->first : 0,
            m_originMode && m_columns ? m_columns->first : 0};
}

void XtermRules::indexColumns(bool isForward)
{
    const TerminalPlace place = m_host.cursor();
    const TerminalSize size = m_model.size();
    const Margins rows = m_rows.value_or(Margins{0, size.rows - 1});
    const Margins columns = m_columns.value_or(Margins{0, size.columns - 1});
    if (place.column != (isForward ? columns.last : columns.first)) {
        placeColumn(std::clamp(place.column + (isForward ? 1 : -1), 0, size.columns - 1));
    } else if (rows.contains(place.row)) {
        m_host.usePen();
        m_model.scroll({rows.first, rows.last + 1, columns.first, columns.last + 1}, 0,
                       isForward ? 1 : -1);
    }
}

void XtermRules::aligned()
{
    resetMargins();
    m_host.parse("\x1b[r\x1b[s\x1b[?6l\x1b[H");
}

/// Nothing when they would hold less than two rows or columns.
std::optional<XtermRules::Margins> XtermRules::marginsOf(const ControlSequence &sequence, int size)
{
    const Margins margins{sequence.number(0, 1) - 1, std::min(sequence.number(1, size), size) - 1};
    return margins.first < margins.last ? std::optional(margins) : std::nullopt;
}

void XtermRules::setRows(const ControlSequence &sequence)
{
    const int rows = m_model.size().rows;
    const std::optional<Margins> margins = marginsOf(sequence, rows);
    if (!margins)
        return;
    const bool isWhole = margins->first == 0 && margins->last == rows - 1;
    m_rows = isWhole ? std::nullopt : margins;
    pass(*margins, 'r');
}

void XtermRules::setColumns(const ControlSequence &sequence)
{
    const int columns = m_model.size().columns;
    const std::optional<Margins> margins = marginsOf(sequence, columns);
    if (!margins)
        return;
    const bool isWhole = margins->first == 0 && margins->last == columns - 1;
    m_columns = isWhole ? std::nullopt : margins;
    pass(*margins, 's');
}

void XtermRules::pass(const Margins &margins, char final)
{
    const QByteArray first = QByteArray::number(margins.first + 1);
    const QByteArray last = QByteArray::number(margins.last + 1);
    const QByteArray bytes = "\x1b[" + first + ';' + last + final;
    m_host.parse(bytes);
}

void XtermRules::moveRows(const ControlSequence &sequence)
{
    const TerminalPlace from = m_host.cursor();
    const int rows = m_model.size().rows;
    const int count = std::min(sequence.number(0, 1), rows);
    const bool isUp = sequence.final == 'A' || sequence.final == 'F';
    const int row = moved(from.row, isUp ? -count : count, m_rows->first, m_rows->last, rows);
    if (row != from.row)
        m_host.parse(sequenceOf(std::abs(row - from.row), isUp ? 'A' : 'B'));
    int column = from.column;
    if (sequence.final == 'E' || sequence.final == 'F')
        column = m_columns && column >= m_columns->first ? m_columns->first : 0;
    placeColumn(column);
}

void XtermRules::moveColumns(const ControlSequence &sequence)
{
    const int columns = m_model.size().columns;
    const int count = std::min(sequence.number(0, 1), columns);
    placeColumn(moved(m_host.cursor().column, sequence.final == 'D' ? -count : count,
                      m_columns->first, m_columns->last, columns));
}

/// ICH and DCH: the margins left and right matter, those above and below do not.
void XtermRules::shift(const ControlSequence &sequence)
{
    const TerminalPlace place = m_host.cursor();
    const int columns = m_model.size().columns;
    const int count = std::min(sequence.number(0, 1), columns);
    if (m_rows->contains(place.row)) {
        m_host.parse(sequenceOf(count, sequence.final));
        return;
    }
    if (m_columns && !m_columns->contains(place.column))
        return;
    m_host.usePen();
    m_model.scroll({place.row, place.row + 1, place.column, endOfRow()}, 0,
                   sequence.final == 'P' ? count : -count);
    placeColumn(place.column);
}

/// Ends a wrap that waits for the next character.
void XtermRules::erase(const ControlSequence &sequence)
{
    m_host.parse(sequenceOf(std::min(sequence.number(0), most), sequence.final));
    const int column = m_host.cursor().column;
    if (column == m_model.size().columns - 1)
        placeColumn(column);
}

/// IL and DL: they end at the left margin.
void XtermRules::moveLines(const ControlSequence &sequence)
{
    const TerminalPlace place = m_host.cursor();
    m_host.parse(sequenceOf(std::min(sequence.number(0, 1), most), sequence.final));
    const bool isOutside = (m_rows && !m_rows->contains(place.row))
        || (m_columns && !m_columns->contains(place.column));
    if (!isOutside)
        placeColumn(m_columns ? m_columns->first : 0);
}

void XtermRules::repeat(int count)
{
    const TerminalSize size = m_model.size();
    m_host.parse(m_host.lastCharacter().repeated(std::min(count, size.rows * size.columns)));
}

void XtermRules::reportCursor(char leader)
{
    const TerminalPlace place = m_host.cursor();
    const int row = place.row - origin().row + 1;
    const int column = place.column - origin().column + 1;
    QByteArray answer = "\x1b["_ba;
    if (leader == '?')
        answer += leader;
    answer += QByteArray::number(row) + ';' + QByteArray::number(column) + 'R';
    m_host.reply(answer);
}

/// DECERA, DECSERA and DECFRA: a rectangle is erased, or filled with one character.
void XtermRules::changeRectangle(const ControlSequence &sequence)
{
    const qsizetype first = sequence.final == 'x' ? 1 : 0;
    const int top = origin().row;
    const int left = origin().column;
    const TerminalSize size = m_model.size();
    const auto edge = [&](qsizetype index, int before, int end) {
        return std::min(before + std::min(sequence.number(first + index, end), end), end);
    };
    const TerminalRect rect{std::min(top + sequence.number(first, 1), size.rows + 1) - 1,
                            edge(2, top, size.rows),
                            std::min(left + sequence.number(first + 1, 1), size.columns + 1) - 1,
                            edge(3, left, size.columns)};
    m_host.usePen();
    if (sequence.final != 'x') {
        m_model.erase(rect,
                      sequence.final == '{' ? ScreenModel::Erase::Unprotected
                                            : ScreenModel::Erase::All);
        return;
    }
    const int character = sequence.number(0);
    if (character < ' ' || character > '~' || rect.left >= rect.right)
        return;
    const QByteArray text(rect.right - rect.left, char(character));
    for (int row = rect.top; row < rect.bottom; ++row)
        m_model.putText(text, {row, rect.left});
}

/// Also ends a wrap that waits for the next character.
void XtermRules::placeColumn(int column)
{
    m_host.parse(sequenceOf(column + 1, '`'));
}

} // namespace slipway
