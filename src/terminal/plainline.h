// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "terminal/scrollback.h"

namespace slipway {

/// A line of the scrollback, joined from its packed rows and wrapped anew without building a cell.
/// Most of what programs print is of this kind: no wide characters, no clusters.
class PlainLine
{
public:
    /// Rows are so wide where another one follows.
    explicit PlainLine(int columns) : m_width(columns) { }

    void clear();
    /// Adds the next row; false, and the line is of no use, when it is not plain.
    bool append(QByteArrayView packed);
    /// Gives its rows to a scrollback. The first one has the marks and continues as the first one
    /// did that was added.
    void wrap(int columns, Scrollback &to);

private:
    void fillUp();
    void trim();
    void takeStyles(int cells);

    int m_width;
    int m_cells = 0;    ///< of the whole line
    int m_rowStart = 0; ///< where the last row begins
    bool m_hasRows = false;
    packedline::PlainRow m_head;
    std::vector<char> m_text;
    std::vector<packedline::StyleRun> m_styles;
    std::size_t m_style = 0;                       ///< the first run that is not used up
    std::vector<packedline::StyleRun> m_rowStyles; ///< of the row that is being wrapped
    std::vector<char> m_packed;
};

} // namespace slipway
