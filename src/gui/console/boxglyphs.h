// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>

#include <optional>

namespace slipway {

/// Characters that must meet those beside them without a gap, whatever the font: box drawing, block
/// elements, Braille, sextants and the separators of powerline.
struct BoxGlyphs
{
    static bool has(char32_t character);
    /// The character as coverage (Format_Alpha8) of exactly the cell's size in pixels; nothing for
    /// one that is not drawn here. `line` is the width of a light line.
    static std::optional<QImage> draw(char32_t character, QSize cell, int line);
};

} // namespace slipway
