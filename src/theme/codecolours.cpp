// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/codecolours.h"

namespace slipway {

namespace {

CodeColours lightColours()
{
    CodeColours colours;
    colours.comment = QColor(0x5f, 0x68, 0x77);
    colours.keyword = QColor(0x7a, 0x2a, 0x9a);
    colours.name = QColor(0x1c, 0x4f, 0xae);
    colours.string = QColor(0x14, 0x66, 0x3a);
    colours.special = QColor(0x8a, 0x4b, 0x00);
    colours.variable = QColor(0x86, 0x22, 0x7a);
    colours.number = QColor(0x0b, 0x65, 0x74);
    colours.reference = QColor(0x2c, 0x5a, 0x8c);
    colours.problem = QColor(0xb5, 0x14, 0x1b);
    return colours;
}

CodeColours darkColours()
{
    CodeColours colours;
    colours.comment = QColor(0x92, 0x9d, 0xad);
    colours.keyword = QColor(0xd3, 0xa2, 0xf2);
    colours.name = QColor(0x8c, 0xbb, 0xff);
    colours.string = QColor(0x8f, 0xd8, 0xa6);
    colours.special = QColor(0xf2, 0xbe, 0x74);
    colours.variable = QColor(0xf0, 0x9c, 0xe0);
    colours.number = QColor(0x7f, 0xd3, 0xe0);
    colours.reference = QColor(0x9c, 0xc8, 0xf0);
    colours.problem = QColor(0xff, 0x7d, 0x77);
    return colours;
}

} // namespace

const CodeColours &CodeColours::of(ThemeMode mode)
{
    static const CodeColours light = lightColours();
    static const CodeColours dark = darkColours();
    return mode == ThemeMode::Dark ? dark : light;
}

} // namespace slipway
