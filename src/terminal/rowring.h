// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "terminal/terminalgeometry.h"
#include "terminal/terminalrow.h"

namespace slipway {

/// The rows of one screen. A scroll of the whole screen moves an index, one of a part moves whole
/// rows; cells stay where they are.
class RowRing
{
public:
    explicit RowRing(TerminalSize size);

    int rows() const { return int(m_rows.size()); }
    int columns() const { return m_columns; }
    TerminalRow &row(int index) { return m_rows[slot(index)]; }
    const TerminalRow &row(int index) const { return m_rows[slot(index)]; }

    /// Moves the rows [top, bottom) up by count, or down when it is negative. The rows that leave
    /// come back, cleared, at the other end.
    void scroll(int top, int bottom, int count);
    /// All rows in order; the ring is empty until rows are given back.
    std::vector<TerminalRow> take();
    /// Any number of rows of one width.
    void put(std::vector<TerminalRow> rows, int columns);

private:
    std::size_t slot(int index) const
    {
        const std::size_t sum = m_head + std::size_t(index);
        return sum < m_rows.size() ? sum : sum - m_rows.size();
    }
    void straighten();

    std::vector<TerminalRow> m_rows;
    std::size_t m_head = 0;
    int m_columns;
};

} // namespace slipway
