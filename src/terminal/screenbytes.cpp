// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal/screenbytes.h"

#include "terminal/graphicrendition.h"
#include "terminal/terminalscreen.h"

namespace slipway {

namespace {

QByteArray moveTo(TerminalPlace place)
{
    return "\x1b[" + QByteArray::number(place.row + 1) + ';' + QByteArray::number(place.column + 1)
        + 'H';
}

/// A row without its blanks of the default style.
void drawRow(const TerminalScreen &screen, int number, quint16 &style, QByteArray &bytes)
{
    const TerminalRow &row = screen.row(number);
    bool isThere = false;
    for (int column = 0; column < row.columns(); ++column) {
        const TerminalCell &cell = *row.at(column);
        if (cell.has(TerminalCell::WideTail))
            continue;
        if (cell.isBlank() && cell.style == 0) {
            isThere = false;
            continue;
        }
        if (!isThere)
            bytes += moveTo({number, column});
        isThere = true;
        if (cell.style != style)
            bytes += "\x1b[0;" + GraphicRendition::text(screen.style(cell.style)) + 'm';
        style = cell.style;
        bytes += cell.isBlank() ? " " : screen.text(cell).toUtf8();
    }
}

} // namespace

QByteArray screenBytes(const TerminalScreen &screen)
{
    QByteArray bytes;
    if (screen.isAlternate())
        bytes += "\x1b[?1049h";
    quint16 style = 0;
    for (int row = 0; row < screen.size().rows; ++row)
        drawRow(screen, row, style, bytes);
    if (style != 0)
        bytes += "\x1b[0m";
    if (!bytes.isEmpty() || screen.cursor() != TerminalPlace{})
        bytes += moveTo(screen.cursor());
    if (!screen.state().cursorVisible)
        bytes += "\x1b[?25l";
    return bytes;
}

} // namespace slipway
