// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/console/cellfonts.h"

#include <QHash>
#include <QImage>

#include <array>
#include <deque>

namespace slipway {

/// A character as it is put on cells: what is not transparent of it.
struct Glyph
{
    enum class Kind : quint8 { Coverage, Coloured };

    QImage image; ///< Format_Alpha8, or Format_ARGB32_Premultiplied of coloured ones
    int left = 0; ///< from the cell's left edge; less than 0 where it hangs over
    int top = 0;
    Kind kind = Kind::Coverage;

    bool isEmpty() const { return image.isNull(); }
};

/// The characters of a terminal, painted once each. References stay valid until clear(). GUI
/// thread.
class GlyphCache
{
public:
    /// How a row of double width or height shows its characters.
    enum class Stretch : quint8 { None, Wide, UpperHalf, LowerHalf };
    struct Look
    {
        CellFonts::Variant variant = CellFonts::Regular;
        Stretch stretch = Stretch::None;
        int columns = 1; ///< of the character
    };

    explicit GlyphCache(CellFonts fonts) : m_fonts(std::move(fonts)) { }

    const CellFonts &fonts() const { return m_fonts; }
    const Glyph &glyph(char32_t character, const Look &look);
    /// For characters that are made of several code points.
    const Glyph &glyph(const QString &text, const Look &look);
    /// To be asked between frames.
    bool isLarge() const { return m_glyphs.size() > 8'192; }
    void clear();

private:
    static quint32 keyOf(const Look &look);
    Glyph paint(const QString &text, const Look &look) const;
    Glyph paintBox(char32_t character, const Look &look) const;
    QSize cellSize(const Look &look) const;

    CellFonts m_fonts;
    std::deque<Glyph> m_glyphs;
    std::array<const Glyph *, 4UL * 128> m_common{};
    QHash<quint64, const Glyph *> m_characters;
    QHash<std::pair<QString, quint32>, const Glyph *> m_texts;
};

} // namespace slipway
