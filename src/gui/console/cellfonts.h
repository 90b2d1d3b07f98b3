// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>

#include <array>

namespace slipway {

/// The fonts of a terminal and the size of its cells, all in device pixels, so that cells meet
/// without seams however the screen is scaled.
class CellFonts
{
public:
    enum Variant { Regular, Bold, Italic, BoldItalic };

    /// `family` may be empty: the system's fixed font. The size is in points.
    CellFonts(const QString &family, double points, double pixelRatio);

    const QFont &font(Variant variant) const { return m_fonts[std::size_t(variant)]; }
    int width() const { return m_width; }
    int height() const { return m_height; }
    int ascent() const { return m_ascent; }
    int lineWidth() const { return m_lineWidth; }
    /// The top of an underline within the cell.
    int underline() const { return m_underline; }
    int strike() const { return m_strike; }
    double pixelRatio() const { return m_pixelRatio; }

private:
    std::array<QFont, 4> m_fonts;
    double m_pixelRatio;
    int m_width = 1;
    int m_height = 1;
    int m_ascent = 1;
    int m_lineWidth = 1;
    int m_underline = 0;
    int m_strike = 0;
};

} // namespace slipway
