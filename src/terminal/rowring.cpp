// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal/rowring.h"

namespace slipway {

RowRing::RowRing(TerminalSize size)
    : m_rows(std::size_t(size.rows), TerminalRow(size.columns))
    , m_columns(size.columns)
{ }

void RowRing::scroll(int top, int bottom, int count)
{
    const int height = bottom - top;
    const int distance = std::clamp(count, -height, height);
    if (distance == 0)
        return;
    if (height == rows()) {
        m_head = slot(distance > 0 ? distance % height : (height + distance) % height);
    } else {
        straighten();
        const auto first = m_rows.begin() + top;
        const int lifted = distance > 0 ? distance % height : (height + distance) % height;
        std::rotate(first, first + lifted, m_rows.begin() + bottom);
    }
    const int start = distance > 0 ? bottom - distance : top;
    for (int index = start; index < start + std::abs(distance); ++index)
        row(index).clear();
}

std::vector<TerminalRow> RowRing::take()
{
    straighten();
    return std::exchange(m_rows, {});
}

void RowRing::put(std::vector<TerminalRow> rows, int columns)
{
    m_rows = std::move(rows);
    m_columns = columns;
    m_head = 0;
}

void RowRing::straighten()
{
    std::rotate(m_rows.begin(), m_rows.begin() + std::ptrdiff_t(m_head), m_rows.end());
    m_head = 0;
}

} // namespace slipway
