// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/statelanguage.h"

namespace slipway {

namespace {

Palette lightPalette()
{
    Palette palette;
    palette.window = QColor(0xf3, 0xf4, 0xf7);
    palette.surface = QColor(0xff, 0xff, 0xff);
    palette.raised = QColor(0xf8, 0xf9, 0xfb);
    palette.line = QColor(0xd3, 0xd8, 0xe0);
    palette.text = QColor(0x1b, 0x1f, 0x27);
    palette.mutedText = QColor(0x56, 0x5f, 0x6e);
    palette.accent = QColor(0x1c, 0x5b, 0xc9);
    palette.onAccent = QColor(0xff, 0xff, 0xff);
    palette.selection = QColor(0xd9, 0xe6, 0xfb);
    palette.production = QColor(0xbd, 0x16, 0x1d);
    palette.shadow = QColor(0, 0, 0, 56);
    return palette;
}

Palette darkPalette()
{
    Palette palette;
    palette.window = QColor(0x13, 0x16, 0x1b);
    palette.surface = QColor(0x1b, 0x1f, 0x26);
    palette.raised = QColor(0x24, 0x29, 0x32);
    palette.line = QColor(0x37, 0x3e, 0x4a);
    palette.text = QColor(0xe7, 0xea, 0xf0);
    palette.mutedText = QColor(0xa0, 0xaa, 0xb9);
    palette.accent = QColor(0x7a, 0xb0, 0xff);
    palette.onAccent = QColor(0x0b, 0x16, 0x28);
    palette.selection = QColor(0x21, 0x38, 0x5d);
    palette.production = QColor(0xff, 0x6e, 0x69);
    palette.shadow = QColor(0, 0, 0, 140);
    return palette;
}

} // namespace

const Palette &Palette::of(ThemeMode mode)
{
    static const Palette light = lightPalette();
    static const Palette dark = darkPalette();
    return mode == ThemeMode::Dark ? dark : light;
}

} // namespace slipway
