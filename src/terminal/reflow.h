// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "terminal/rowring.h"
#include "terminal/scrollback.h"

namespace slipway {

/// Brings the rows of a screen to another size. What was wrapped is joined and wrapped anew.
class Reflow
{
public:
    struct History
    {
        Scrollback &lines;
        ClusterTable &clusters;
    };

    Reflow(TerminalSize from, TerminalSize to) : m_from(from), m_to(to) { }

    /// Reflows rows and scrollback together. Blank rows below the cursor go first, then rows leave
    /// at the top; rows that there is room for come back from the scrollback. Gives the cursor's
    /// new place.
    TerminalPlace primary(RowRing &ring, const History &history, TerminalPlace cursor) const;
    /// Clips or fills up without joining anything.
    TerminalPlace alternate(RowRing &ring, TerminalPlace cursor) const;

private:
    /// Rows with the place of the cursor among them.
    struct Rows
    {
        std::vector<TerminalRow> rows;
        TerminalPlace cursor;
    };
    struct Cells
    {
        std::vector<TerminalCell> cells;
        std::size_t cursor;
    };

    void rewrap(Rows &screen) const;
    void rewrapHistory(const History &history) const;
    Cells joined(const Rows &screen, std::size_t first, std::size_t end) const;
    std::vector<TerminalRow> wrapped(const Cells &line, TerminalPlace &cursor) const;
    void dropBlankEnd(Rows &screen) const;
    static void clip(TerminalRow &row, int columns);

    TerminalSize m_from;
    TerminalSize m_to;
};

} // namespace slipway
