// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/console/rowpicture.h"
#include "terminal/terminalgeometry.h"

namespace slipway {

/// The picture of a terminal in device pixels. Paints only rows that differ from what it holds, and
/// moves what only scrolled. GUI thread.
class TerminalCanvas
{
public:
    explicit TerminalCanvas(GlyphCache &glyphs) : m_glyphs(glyphs) { }

    /// Forgets everything; every row is painted anew.
    void reset(TerminalSize size, QRgb background);
    const QImage &image() const { return m_image; }
    TerminalSize size() const { return m_size; }
    /// Moves the rows up, or down for less than 0.
    void scroll(int up);
    /// Whether the row looks different now.
    bool put(int index, const RowPicture &picture);

private:
    void paint(int index, const RowPicture &picture);
    void paintBackgrounds(int top, const RowPicture &picture, int cellWidth);
    void paintGlyph(const PaintCell &cell, QPoint at);
    void paintLines(const PaintCell &cell, const QRect &area);
    void paintUnderline(const PaintCell &cell, const QRect &area);
    void paintWave(QRgb colour, const QRect &area, int top);
    void fill(const QRect &rect, QRgb colour);

    GlyphCache &m_glyphs;
    TerminalSize m_size{0, 0};
    QImage m_image;
    std::vector<RowPicture> m_rows;
};

} // namespace slipway
