// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/console/terminalpicture.h"

namespace slipway {

TerminalPicture::TerminalPicture(const CellFonts &fonts)
    : m_glyphs(std::make_unique<GlyphCache>(fonts))
    , m_canvas(std::make_unique<TerminalCanvas>(*m_glyphs))
    , m_colours(TerminalColours::of(TerminalScheme::Dark))
    , m_looks(std::make_unique<StyleLooks>(m_colours))
{ }

void TerminalPicture::setFonts(const CellFonts &fonts)
{
    m_glyphs = std::make_unique<GlyphCache>(fonts);
    m_canvas = std::make_unique<TerminalCanvas>(*m_glyphs);
    m_isStale = true;
}

void TerminalPicture::setColours(const TerminalColours &colours)
{
    m_colours = colours;
    m_looks = std::make_unique<StyleLooks>(m_colours);
    m_isStale = true;
}

void TerminalPicture::prepare(TerminalSize size, qint64 top)
{
    if (m_glyphs->isLarge()) {
        m_glyphs->clear();
        m_isStale = true;
    }
    if (std::exchange(m_isStale, false) || m_canvas->size() != size) {
        m_canvas->reset(size, colours().background.rgb());
        m_stretched.assign(std::size_t(size.rows), false);
    } else {
        const qint64 up = top - m_top;
        if (std::abs(up) < size.rows)
            m_canvas->scroll(int(up));
    }
    m_top = top;
}

std::pair<int, int> TerminalPicture::refresh(const TerminalScreen &screen, const Lines &lines,
                                             const RowPictures::Marks &marks)
{
    const bool isWhole = m_isStale || lines.top != m_top;
    prepare({lines.count, screen.size().columns}, lines.top);
    RowPictures pictures(screen, *m_glyphs, *m_looks, marks);
    int first = lines.count;
    int end = 0;
    for (int row = 0; row < lines.count; ++row) {
        const RowPicture picture = pictures.of(lines.top + row);
        m_stretched[std::size_t(row)] = picture.height != TerminalRow::Height::Single;
        if (m_canvas->put(row, picture)) {
            first = std::min(first, row);
            end = row + 1;
        }
    }
    return isWhole ? std::pair(0, lines.count) : std::pair(first, std::max(first, end));
}

bool TerminalPicture::isStretched(int row) const
{
    return row >= 0 && std::size_t(row) < m_stretched.size() && m_stretched[std::size_t(row)];
}

} // namespace slipway
