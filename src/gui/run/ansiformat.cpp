// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/run/ansiformat.h"

#include "gui/common/theming.h"

namespace slipway {

namespace {

QColor namedColour(quint32 index, ThemeMode mode)
{
    const Palette &palette = Palette::of(mode);
    QColor colour = palette.text;
    switch (index % 8) {
    case 0:
        colour = palette.mutedText;
        break;
    case 1:
        colour = lookOf(StepState::Failed, mode).foreground;
        break;
    case 2:
        colour = lookOf(StepState::Succeeded, mode).foreground;
        break;
    case 3:
        colour = lookOf(StepState::Waiting, mode).foreground;
        break;
    case 4:
        colour = lookOf(StepState::Running, mode).foreground;
        break;
    case 5:
        colour = lookOf(StepState::Unknown, mode).foreground;
        break;
    case 6:
        colour = lookOf(StepState::Undone, mode).foreground;
        break;
    default:
        break;
    }
    return colour;
}

/// The terminal's table: sixteen names, a cube of 6×6×6, 24 greys.
QColor colourOf(quint32 value, ThemeMode mode)
{
    if ((value & AnsiStyle::ownColour) != 0)
        return QColor::fromRgb(value & 0xffffffu);
    if (value < 16)
        return namedColour(value, mode);
    if (value >= 232) {
        const int grey = int(8 + (value - 232) * 10);
        return QColor(grey, grey, grey);
    }
    const auto level = [](quint32 step) {
        return step == 0 ? 0 : int(55 + step * 40);
    };
    const quint32 cube = value - 16;
    return QColor(level(cube / 36), level(cube / 6 % 6), level(cube % 6));
}

} // namespace

QTextCharFormat formatOf(const AnsiStyle &style, ThemeMode mode)
{
    const Palette &palette = Palette::of(mode);
    QColor front = style.foreground ? colourOf(*style.foreground, mode) : palette.text;
    std::optional<QColor> back;
    if (style.background)
        back = mix(palette.surface, colourOf(*style.background, mode), 0.35);
    if (style.inverse) {
        const QColor was = front;
        front = back.value_or(palette.surface);
        back = was;
    }
    if (style.faint)
        front = mix(front, palette.surface, 0.35);

    QTextCharFormat format;
    format.setForeground(front);
    if (back)
        format.setBackground(*back);
    if (style.bold)
        format.setFontWeight(QFont::Bold);
    format.setFontItalic(style.italic);
    format.setFontUnderline(style.underline);
    format.setFontStrikeOut(style.struck);
    return format;
}

} // namespace slipway
