// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/console/cellfonts.h"
#include "terminal/terminalscreen.h"
#include "theme/terminalcolours.h"

#include <vector>

namespace slipway {

/// A style as it looks in a theme.
struct StyleLook
{
    QRgb foreground = 0;
    QRgb background = 0;
    QRgb text = 0; ///< foreground, brought away from the background where it was too close
    QRgb line = 0; ///< of the underline
    CellFonts::Variant variant = CellFonts::Regular;
    TerminalStyle::Underline underline = TerminalStyle::Underline::None;
    quint8 lines = 0; ///< PaintCell::Line
    bool isConcealed = false;
};

/// The looks of a terminal's styles, worked out once each. GUI thread.
class StyleLooks
{
public:
    explicit StyleLooks(const TerminalColours &colours) : m_colours(colours) { }

    const TerminalColours &colours() const { return m_colours; }
    /// Before a frame: what an id means may have changed since the last.
    void begin(const TerminalScreen &screen);
    const StyleLook &of(quint16 id)
    {
        return id < m_entries.size() && m_entries[id].frame == m_frame ? m_entries[id].look
                                                                       : refreshed(id);
    }
    /// Whether a text can be told from what is behind it (3:1).
    static bool isReadable(QRgb text, QRgb background);

private:
    struct Entry
    {
        TerminalStyle style;
        StyleLook look;
        bool isReversed = false;
        quint32 frame = 0; ///< in which it was last found right
    };

    const StyleLook &refreshed(quint16 id);
    StyleLook resolved(const TerminalStyle &style) const;
    QRgb colour(TerminalColour colour, QRgb standard) const;
    QRgb readable(QRgb text, QRgb background) const;

    const TerminalColours &m_colours;
    const TerminalScreen *m_screen = nullptr; ///< of this frame
    bool m_isReversed = false;
    quint32 m_frame = 0;
    std::vector<Entry> m_entries;
};

} // namespace slipway
