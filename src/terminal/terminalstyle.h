// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtTypes>

#include <array>

namespace slipway {

/// A colour as a program names it: the default, one of the palette of 256, or true colour. What it
/// looks like is the view's business.
struct TerminalColour
{
    enum class Kind : quint8 { Default, Indexed, Rgb };

    static constexpr TerminalColour indexed(quint8 index) { return {1U << 24 | index}; }
    static constexpr TerminalColour rgb(quint8 red, quint8 green, quint8 blue)
    {
        return {2U << 24 | quint32(red) << 16 | quint32(green) << 8 | blue};
    }

    constexpr Kind kind() const { return Kind(bits >> 24); }
    constexpr bool isDefault() const { return bits == 0; }
    constexpr quint8 index() const { return quint8(bits); }
    constexpr quint8 red() const { return quint8(bits >> 16); }
    constexpr quint8 green() const { return quint8(bits >> 8); }
    constexpr quint8 blue() const { return quint8(bits); }

    quint32 bits = 0;

    friend bool operator==(const TerminalColour &, const TerminalColour &) = default;
};

/// What the colours look like, as 0xrrggbb, for programs that ask whether they are on a light or a
/// dark ground.
struct TerminalColourValues
{
    quint32 foreground = 0;
    quint32 background = 0;
    quint32 cursor = 0;
    quint32 selection = 0;
    std::array<quint32, 256> palette{};

    friend bool operator==(const TerminalColourValues &, const TerminalColourValues &) = default;
};

/// Everything about the look of a cell but its character. Interned by StyleTable.
struct TerminalStyle
{
    enum Attribute : quint16 {
        Bold = 1,
        Faint = 2,
        Italic = 4,
        Blink = 8,
        Reverse = 16,
        Conceal = 32,
        Strike = 64,
        Small = 128,
        Overline = 256,
    };
    enum class Underline : quint8 { None, Single, Double, Curly, Dotted, Dashed };
    enum class Baseline : quint8 { Normal, Raised, Lowered };

    TerminalColour foreground;
    TerminalColour background;
    TerminalColour underlineColour;
    quint16 attributes = 0;
    quint16 link = 0; ///< an id of the LinkTable; 0: no link
    Underline underline = Underline::None;
    Baseline baseline = Baseline::Normal;
    quint8 font = 0; ///< 0 to 9
    quint8 unused = 0;

    bool has(Attribute attribute) const { return (attributes & attribute) != 0; }

    friend bool operator==(const TerminalStyle &, const TerminalStyle &) = default;
};

} // namespace slipway
