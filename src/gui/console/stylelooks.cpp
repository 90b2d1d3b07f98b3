// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/console/stylelooks.h"

#include "gui/console/rowpicture.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace slipway {

namespace {

/// A mixture; `percent` of the second.
QRgb mixed(QRgb first, QRgb second, int percent)
{
    const auto channel = [percent](int one, int other) {
        return (one * (100 - percent) + other * percent) / 100;
    };
    return qRgb(channel(qRed(first), qRed(second)), channel(qGreen(first), qGreen(second)),
                channel(qBlue(first), qBlue(second)));
}

double luminance(QRgb colour)
{
    static const std::array<double, 256> linear = [] {
        std::array<double, 256> values{};
        for (std::size_t part = 0; part < values.size(); ++part) {
            const double value = double(part) / 255.0;
            values[part]
                = value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
        }
        return values;
    }();
    const auto part = [](int value) {
        return linear[std::size_t(value)];
    };
    return 0.2126 * part(qRed(colour)) + 0.7152 * part(qGreen(colour))
        + 0.0722 * part(qBlue(colour));
}

} // namespace

void StyleLooks::begin(const TerminalScreen &screen)
{
    m_screen = &screen;
    m_isReversed = screen.isReversed();
    ++m_frame;
}

bool StyleLooks::isReadable(QRgb text, QRgb background)
{
    const double one = luminance(text) + 0.05;
    const double other = luminance(background) + 0.05;
    return std::max(one, other) / std::min(one, other) >= 3.0;
}

const StyleLook &StyleLooks::refreshed(quint16 id)
{
    if (id >= m_entries.size())
        m_entries.resize(std::size_t(id) + 1);
    Entry &entry = m_entries[id];
    const TerminalStyle &style = m_screen->style(id);
    if (entry.frame == 0 || entry.style != style || entry.isReversed != m_isReversed) {
        entry.style = style;
        entry.isReversed = m_isReversed;
        entry.look = resolved(style);
    }
    entry.frame = m_frame;
    return entry.look;
}

StyleLook StyleLooks::resolved(const TerminalStyle &style) const
{
    StyleLook look;
    look.foreground = colour(style.foreground, m_colours.foreground.rgb());
    look.background = colour(style.background, m_colours.background.rgb());
    if (style.has(TerminalStyle::Reverse) != m_isReversed)
        std::swap(look.foreground, look.background);
    if (style.has(TerminalStyle::Faint))
        look.foreground = mixed(look.foreground, look.background, 40);
    const auto isOwn = [](TerminalColour each) {
        return each.kind() == TerminalColour::Kind::Default
            || (each.kind() == TerminalColour::Kind::Indexed && each.index() < 16);
    };
    // Only colours whose look is up to the theme: a program that names one exactly means it.
    look.text = isOwn(style.foreground) || isOwn(style.background)
        ? readable(look.foreground, look.background)
        : look.foreground;
    look.line = colour(style.underlineColour, look.text);
    look.variant = CellFonts::Variant((style.has(TerminalStyle::Bold) ? CellFonts::Bold : 0)
                                      | (style.has(TerminalStyle::Italic) ? CellFonts::Italic : 0));
    look.underline = style.underline;
    // A link can be told from other text without a pointer.
    if (style.link != 0 && look.underline == TerminalStyle::Underline::None) {
        look.underline = TerminalStyle::Underline::Dotted;
        look.line = mixed(look.foreground, look.background, 40);
    }
    look.lines = quint8((style.has(TerminalStyle::Strike) ? PaintCell::Strike : 0)
                        | (style.has(TerminalStyle::Overline) ? PaintCell::Overline : 0));
    look.isConcealed = style.has(TerminalStyle::Conceal);
    if (look.isConcealed) {
        look.underline = TerminalStyle::Underline::None;
        look.lines = 0;
    }
    return look;
}

QRgb StyleLooks::colour(TerminalColour colour, QRgb standard) const
{
    switch (colour.kind()) {
    case TerminalColour::Kind::Default:
        return standard;
    case TerminalColour::Kind::Indexed:
        return m_colours.indexed(colour.index());
    case TerminalColour::Kind::Rgb:
        return qRgb(colour.red(), colour.green(), colour.blue());
    }
    return standard;
}

QRgb StyleLooks::readable(QRgb text, QRgb background) const
{
    if (text == background || isReadable(text, background))
        return text;
    const bool isDark = luminance(background) < 0.18;
    const double own = luminance(m_colours.foreground.rgb());
    const double other = luminance(m_colours.background.rgb());
    const QRgb away
        = (isDark == (own > other)) ? m_colours.foreground.rgb() : m_colours.background.rgb();
    for (int percent = 25; percent < 100; percent += 25) {
        const QRgb closer = mixed(text, away, percent);
        if (isReadable(closer, background))
            return closer;
    }
    return away;
}

} // namespace slipway
