// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "terminal/terminalcell.h"

#include <algorithm>
#include <vector>

namespace slipway {

/// A row of the screen or of the scrollback.
struct TerminalRow
{
    /// What a shell said about the row (OSC 133).
    enum Mark : quint8 { Prompt = 1, Command = 2, Output = 4, End = 8 };
    enum class Height : quint8 { Single, DoubleWidth, DoubleTop, DoubleBottom };

    std::vector<TerminalCell> cells;
    int used = 0;              ///< cells from here on are blank and of the default style
    bool continuation = false; ///< goes on where the row above was full
    bool dirty = true;         ///< changed since the view last looked
    quint8 marks = 0;
    Height height = Height::Single;

    TerminalRow() = default;
    explicit TerminalRow(int columns) : cells(std::size_t(columns)) { }

    TerminalCell *at(int column) { return cells.data() + column; }
    const TerminalCell *at(int column) const { return cells.data() + column; }
    int columns() const { return int(cells.size()); }

    void clear()
    {
        std::fill_n(cells.begin(), used, TerminalCell{});
        used = 0;
        continuation = false;
        dirty = true;
        marks = 0;
        height = Height::Single;
    }

    /// Columns up to the last one with a character.
    int textWidth() const
    {
        int width = used;
        while (width > 0 && cells[std::size_t(width) - 1].isBlank()
               && !cells[std::size_t(width) - 1].has(TerminalCell::WideTail))
            --width;
        return width;
    }
};

} // namespace slipway
