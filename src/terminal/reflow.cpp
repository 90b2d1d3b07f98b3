// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal/reflow.h"

#include "terminal/plainline.h"

namespace slipway {

namespace {

/// A line longer than this on the way into the scrollback is joined in parts.
constexpr std::size_t longestLine = 4'096;
constexpr std::size_t nowhere = std::size_t(-1);

bool isBlank(const TerminalRow &row)
{
    return row.used == 0 && row.marks == 0;
}

bool keepsItsWidth(const TerminalRow &row)
{
    return row.height != TerminalRow::Height::Single;
}

/// The index after the last row of the line that begins at first.
std::size_t endOfLine(const std::vector<TerminalRow> &rows, std::size_t first)
{
    std::size_t end = first + 1;
    while (end < rows.size() && rows[end].continuation && !keepsItsWidth(rows[end]))
        ++end;
    return end;
}

} // namespace

TerminalPlace Reflow::primary(RowRing &ring, const History &history, TerminalPlace cursor) const
{
    Rows screen{ring.take(), cursor};
    if (m_from.columns != m_to.columns) {
        std::vector<TerminalRow> before;
        while (!history.lines.isEmpty() && before.size() < longestLine
               && (before.empty() ? screen.rows.front() : before.back()).continuation) {
            before.push_back(history.lines.pop(history.clusters));
            before.back().cells.resize(std::size_t(m_from.columns));
        }
        screen.cursor.row += int(before.size());
        screen.rows.insert(screen.rows.begin(), std::move_iterator(before.rbegin()),
                           std::move_iterator(before.rend()));
        rewrapHistory(history);
        rewrap(screen);
    }
    dropBlankEnd(screen);
    const auto rows = std::size_t(m_to.rows);
    const std::size_t leaving = screen.rows.size() > rows ? screen.rows.size() - rows : 0;
    for (std::size_t index = 0; index < leaving; ++index)
        history.lines.push(screen.rows[index], history.clusters);
    screen.rows.erase(screen.rows.begin(), screen.rows.begin() + std::ptrdiff_t(leaving));
    screen.cursor.row = std::max(0, screen.cursor.row - int(leaving));

    std::vector<TerminalRow> returning;
    while (screen.rows.size() + returning.size() < rows && !history.lines.isEmpty()) {
        returning.push_back(history.lines.pop(history.clusters));
        clip(returning.back(), m_to.columns);
    }
    screen.cursor.row += int(returning.size());
    screen.rows.insert(screen.rows.begin(), std::move_iterator(returning.rbegin()),
                       std::move_iterator(returning.rend()));
    screen.rows.resize(rows, TerminalRow(m_to.columns));
    ring.put(std::move(screen.rows), m_to.columns);
    return {screen.cursor.row, std::min(screen.cursor.column, m_to.columns - 1)};
}

TerminalPlace Reflow::alternate(RowRing &ring, TerminalPlace cursor) const
{
    Rows screen{ring.take(), cursor};
    dropBlankEnd(screen);
    const auto rows = std::size_t(m_to.rows);
    if (screen.rows.size() > rows) {
        const auto leaving = std::ptrdiff_t(screen.rows.size() - rows);
        screen.rows.erase(screen.rows.begin(), screen.rows.begin() + leaving);
        screen.cursor.row = std::max(0, screen.cursor.row - int(leaving));
    }
    screen.rows.resize(rows, TerminalRow(m_to.columns));
    for (TerminalRow &row : screen.rows)
        clip(row, m_to.columns);
    ring.put(std::move(screen.rows), m_to.columns);
    return {screen.cursor.row, std::min(screen.cursor.column, m_to.columns - 1)};
}

void Reflow::dropBlankEnd(Rows &screen) const
{
    while (screen.rows.size() > std::size_t(m_to.rows) && isBlank(screen.rows.back())
           && screen.cursor.row + 1 < int(screen.rows.size()))
        screen.rows.pop_back();
}

void Reflow::clip(TerminalRow &row, int columns)
{
    if (columns < row.columns() && row.at(columns)->has(TerminalCell::WideTail))
        *row.at(columns - 1) = {};
    row.cells.resize(std::size_t(columns));
    row.used = std::min(row.used, columns);
    row.dirty = true;
}

void Reflow::rewrap(Rows &screen) const
{
    Rows result;
    for (std::size_t first = 0; first < screen.rows.size();) {
        const std::size_t end = endOfLine(screen.rows, first);
        TerminalRow &head = screen.rows[first];
        const bool hasCursor = int(first) <= screen.cursor.row && screen.cursor.row < int(end);
        const int start = int(result.rows.size());
        if (keepsItsWidth(head)
            || (end == first + 1 && head.textWidth() <= m_to.columns
                && (!hasCursor || screen.cursor.column < m_to.columns))) {
            if (hasCursor)
                result.cursor = {start, std::min(screen.cursor.column, m_to.columns - 1)};
            clip(head, m_to.columns);
            result.rows.push_back(std::move(head));
        } else {
            TerminalPlace cursor;
            std::vector<TerminalRow> rows = wrapped(joined(screen, first, end), cursor);
            rows.front().continuation = head.continuation;
            // Marks belong to the line; its first row carries them.
            for (std::size_t index = first; index < end; ++index)
                rows.front().marks |= screen.rows[index].marks;
            if (hasCursor)
                result.cursor = {start + cursor.row, cursor.column};
            std::ranges::move(rows, std::back_inserter(result.rows));
        }
        first = end;
    }
    screen = std::move(result);
}

Reflow::Cells Reflow::joined(const Rows &screen, std::size_t first, std::size_t end) const
{
    Cells line{{}, nowhere};
    for (std::size_t index = first; index < end; ++index) {
        const TerminalRow &row = screen.rows[index];
        if (screen.cursor.row == int(index))
            line.cursor = line.cells.size() + std::size_t(screen.cursor.column);
        int width = row.textWidth();
        if (index + 1 < end) {
            width = row.columns();
            // A wide character that did not fit left a place free.
            if (screen.rows[index + 1].at(0)->has(TerminalCell::WideHead)
                && row.at(width - 1)->isBlank() && !row.at(width - 1)->has(TerminalCell::WideTail))
                --width;
        }
        line.cells.insert(line.cells.end(), row.cells.begin(), row.cells.begin() + width);
    }
    return line;
}

std::vector<TerminalRow> Reflow::wrapped(const Cells &line, TerminalPlace &cursor) const
{
    std::vector<TerminalRow> rows(1, TerminalRow(m_to.columns));
    int column = 0;
    for (std::size_t index = 0; index < line.cells.size(); ++index) {
        TerminalCell cell = line.cells[index];
        if (m_to.columns == 1 && cell.has(TerminalCell::WideTail))
            continue;
        if (m_to.columns == 1)
            cell.flags &= quint8(~TerminalCell::WideHead);
        if (column + cell.width() > m_to.columns) {
            rows.emplace_back(m_to.columns).continuation = true;
            column = 0;
        }
        if (index == line.cursor)
            cursor = {int(rows.size()) - 1, column};
        *rows.back().at(column++) = cell;
        rows.back().used = column;
    }
    if (line.cursor != nowhere && line.cursor >= line.cells.size()) {
        const auto beyond = std::min(line.cursor - line.cells.size(), std::size_t(m_to.columns));
        cursor = {int(rows.size()) - 1, std::min(column + int(beyond), m_to.columns - 1)};
    }
    return rows;
}

void Reflow::rewrapHistory(const History &history) const
{
    const Scrollback &old = history.lines;
    Scrollback fresh(old.limits(), old.firstLine());
    PlainLine plain(m_from.columns);
    for (qint64 number = old.firstLine(); number < old.endLine();) {
        qint64 end = number + 1;
        while (end < old.endLine() && packedline::isContinuation(old.packed(end))
               && end - number < qint64(longestLine))
            ++end;
        if (end == number + 1 && packedline::columns(old.packed(number)) <= m_to.columns) {
            fresh.pushPacked(old.packed(number));
            number = end;
            continue;
        }
        plain.clear();
        qint64 taken = number;
        while (taken < end && plain.append(old.packed(taken)))
            ++taken;
        if (taken == end) {
            plain.wrap(m_to.columns, fresh);
            number = end;
            continue;
        }
        Rows group{{}, {-1, 0}};
        for (; number < end; ++number) {
            group.rows.push_back(packedline::unpack(old.packed(number), history.clusters));
            group.rows.back().cells.resize(std::size_t(m_from.columns));
        }
        TerminalPlace none;
        std::vector<TerminalRow> rows = wrapped(joined(group, 0, group.rows.size()), none);
        rows.front().continuation = group.rows.front().continuation;
        rows.front().marks = group.rows.front().marks;
        for (const TerminalRow &row : rows)
            fresh.push(row, history.clusters);
    }
    history.lines = std::move(fresh);
}

} // namespace slipway
