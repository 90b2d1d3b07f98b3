// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal/terminalanchor.h"

namespace slipway {

namespace {

qint64 lineStart(const TerminalScreen &screen, qint64 line)
{
    while (line > screen.firstLine() && screen.continues(line))
        --line;
    return line;
}

bool endsWithFreePlace(const TerminalScreen &screen, qint64 line)
{
    const TerminalRow row = screen.line(line);
    const TerminalRow next = screen.line(line + 1);
    const int last = screen.size().columns - 1;
    return next.columns() > 0 && next.at(0)->has(TerminalCell::WideHead)
        && (last >= row.columns()
            || (row.at(last)->isBlank() && !row.at(last)->has(TerminalCell::WideTail)));
}

/// Cells of the whole line that a row holds when another one follows it. A wide character that did
/// not fit leaves a place free, which is not part of the text.
int cellsOf(const TerminalScreen &screen, qint64 line)
{
    const int columns = screen.size().columns;
    return endsWithFreePlace(screen, line) ? columns - 1 : columns;
}

qint64 cursorLine(const TerminalScreen &screen)
{
    return lineStart(screen, screen.screenTop() + screen.cursor().row);
}

} // namespace

std::optional<TerminalAnchor> TerminalAnchor::of(const TerminalScreen &screen,
                                                 TerminalPosition position)
{
    if (screen.isAlternate() || position.line < screen.firstLine()
        || position.line >= screen.endLine())
        return std::nullopt;
    TerminalAnchor anchor;
    const qint64 start = lineStart(screen, position.line);
    for (qint64 line = start; line < position.line; ++line)
        anchor.cells += cellsOf(screen, line);
    anchor.cells += position.column;
    const qint64 cursor = cursorLine(screen);
    for (qint64 line = start; line < cursor; ++line)
        anchor.linesAboveCursor += screen.continues(line + 1) ? 0 : 1;
    for (qint64 line = cursor; line < start; ++line)
        anchor.linesAboveCursor -= screen.continues(line + 1) ? 0 : 1;
    return anchor;
}

std::optional<TerminalPosition> TerminalAnchor::position(const TerminalScreen &screen) const
{
    if (screen.isAlternate())
        return std::nullopt;
    qint64 line = cursorLine(screen);
    for (qint64 left = linesAboveCursor; left > 0; --left) {
        if (line <= screen.firstLine())
            return std::nullopt;
        line = lineStart(screen, line - 1);
    }
    for (qint64 left = linesAboveCursor; left < 0; ++left) {
        do {
            if (++line >= screen.endLine())
                return std::nullopt;
        } while (screen.continues(line));
    }
    qint64 column = cells;
    while (line + 1 < screen.endLine() && screen.continues(line + 1)
           && column >= cellsOf(screen, line)) {
        column -= cellsOf(screen, line);
        ++line;
    }
    return TerminalPosition{line, int(std::min<qint64>(column, screen.size().columns - 1))};
}

} // namespace slipway
