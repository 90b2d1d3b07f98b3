// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal/plainline.h"

#include <algorithm>

namespace slipway {

using packedline::PlainRow;
using packedline::StyleRun;

namespace {

/// How many bytes so many code points of UTF-8 take.
qsizetype bytesOf(int codePoints, QByteArrayView text)
{
    qsizetype bytes = 0;
    for (int point = 0; point < codePoints; ++point) {
        do
            ++bytes;
        while (bytes < text.size() && (quint8(text[bytes]) & 0xc0) == 0x80);
    }
    return bytes;
}

} // namespace

void PlainLine::clear()
{
    m_cells = 0;
    m_rowStart = 0;
    m_hasRows = false;
    m_text.clear();
    m_styles.clear();
    m_style = 0;
}

bool PlainLine::append(QByteArrayView packed)
{
    if (m_hasRows)
        fillUp();
    const std::optional<PlainRow> row = packedline::readPlain(packed, m_styles);
    if (!row)
        return false;
    if (!m_hasRows)
        m_head = *row;
    m_hasRows = true;
    m_rowStart = m_cells;
    m_cells += row->columns;
    m_text.insert(m_text.end(), row->text.begin(), row->text.end());
    return true;
}

/// Blanks at the end of a row are not packed, but count where another row follows.
void PlainLine::fillUp()
{
    const int missing = m_rowStart + m_width - m_cells;
    if (missing <= 0)
        return;
    m_styles.push_back({missing, 0});
    m_text.insert(m_text.end(), std::size_t(missing), '\0');
    m_cells += missing;
}

/// Blanks at the end of the line are not wrapped, whatever their style.
void PlainLine::trim()
{
    while (m_cells > m_rowStart && m_text.back() == '\0') {
        m_text.pop_back();
        --m_cells;
    }
}

void PlainLine::wrap(int columns, Scrollback &to)
{
    trim();
    QByteArrayView text(m_text.data(), qsizetype(m_text.size()));
    const bool isAscii = text.size() == m_cells;
    PlainRow row{m_head.continuation, m_head.marks, 0, {}};
    int left = m_cells;
    do {
        row.columns = std::min(left, columns);
        left -= row.columns;
        const qsizetype bytes = isAscii ? row.columns : bytesOf(row.columns, text);
        row.text = text.first(bytes);
        text = text.sliced(bytes);
        takeStyles(row.columns);
        while (row.columns > 0 && row.text.back() == '\0' && m_rowStyles.back().style == 0) {
            row.text.chop(1);
            --row.columns;
            if (--m_rowStyles.back().cells == 0)
                m_rowStyles.pop_back();
        }
        m_packed.clear();
        packedline::packPlain(row, m_rowStyles, m_packed);
        to.pushPacked({m_packed.data(), qsizetype(m_packed.size())});
        row.continuation = true;
        row.marks = 0;
    } while (left > 0);
}

/// The styles of the next cells, neighbours of the same style as one run.
void PlainLine::takeStyles(int cells)
{
    m_rowStyles.clear();
    while (cells > 0) {
        StyleRun &run = m_styles[m_style];
        const int taken = std::min(cells, run.cells);
        if (!m_rowStyles.empty() && m_rowStyles.back().style == run.style)
            m_rowStyles.back().cells += taken;
        else
            m_rowStyles.push_back({taken, run.style});
        cells -= taken;
        run.cells -= taken;
        if (run.cells == 0)
            ++m_style;
    }
}

} // namespace slipway
