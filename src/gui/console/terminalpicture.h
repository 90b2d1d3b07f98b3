// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/console/rowpictures.h"
#include "gui/console/terminalcanvas.h"

#include <memory>

namespace slipway {

/// What a view shows of a terminal, as a picture that is brought up to date with as little painting
/// as can be. GUI thread.
class TerminalPicture
{
public:
    explicit TerminalPicture(const CellFonts &fonts);

    void setFonts(const CellFonts &fonts);
    void setColours(const TerminalColours &colours);
    const CellFonts &fonts() const { return m_glyphs->fonts(); }
    const TerminalColours &colours() const { return m_colours; }
    const QImage &image() const { return m_canvas->image(); }

    struct Lines
    {
        qint64 top = 0;
        int count = 1;
    };
    /// The rows, counted from the top one, that look different now: first and end.
    std::pair<int, int> refresh(const TerminalScreen &screen, const Lines &lines,
                                const RowPictures::Marks &marks);
    /// Whether the characters of a row are two cells wide.
    bool isStretched(int row) const;
    /// Paints everything anew next time.
    void invalidate() { m_isStale = true; }

private:
    void prepare(TerminalSize size, qint64 top);

    std::unique_ptr<GlyphCache> m_glyphs;
    std::unique_ptr<TerminalCanvas> m_canvas;
    TerminalColours m_colours;
    std::unique_ptr<StyleLooks> m_looks; ///< of these colours
    std::vector<bool> m_stretched;
    qint64 m_top = 0;
    bool m_isStale = true;
};

} // namespace slipway
