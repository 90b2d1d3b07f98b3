// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/terminalcolours.h"

namespace slipway {

namespace {

TerminalColours lightColours()
{
    TerminalColours colours;
    colours.foreground = QColor(0x1b, 0x1f, 0x27);
    colours.background = QColor(0xff, 0xff, 0xff);
    colours.cursor = QColor(0x1c, 0x5b, 0xc9);
    colours.cursorText = QColor(0xff, 0xff, 0xff);
    colours.selection = QColor(0xc6, 0xdb, 0xfb);
    colours.match = QColor(0xff, 0xe3, 0x8a);
    colours.currentMatch = QColor(0xff, 0xb0, 0x3b);
    colours.matchText = QColor(0x1b, 0x1f, 0x27);
    colours.broadcast = QColor(0xb4, 0x5f, 0x06);
    colours.onBroadcast = QColor(0xff, 0xff, 0xff);
    colours.palette = {
        QColor(0x1b, 0x1f, 0x27), QColor(0xb8, 0x17, 0x1f), QColor(0x17, 0x6b, 0x34),
        QColor(0x86, 0x5a, 0x00), QColor(0x1c, 0x54, 0xbd), QColor(0x8c, 0x2a, 0x93),
        QColor(0x0b, 0x69, 0x79), QColor(0xd9, 0xdd, 0xe4), QColor(0x5a, 0x63, 0x72),
        QColor(0xd0, 0x2a, 0x30), QColor(0x1d, 0x7d, 0x3f), QColor(0x96, 0x65, 0x00),
        QColor(0x2a, 0x66, 0xd6), QColor(0xa2, 0x3a, 0xaa), QColor(0x0e, 0x78, 0x8a),
        QColor(0x3a, 0x41, 0x4d),
    };
    return colours;
}

TerminalColours darkColours()
{
    TerminalColours colours;
    colours.foreground = QColor(0xe7, 0xea, 0xf0);
    colours.background = QColor(0x14, 0x17, 0x1c);
    colours.cursor = QColor(0x7a, 0xb0, 0xff);
    colours.cursorText = QColor(0x0b, 0x16, 0x28);
    colours.selection = QColor(0x2b, 0x48, 0x77);
    colours.match = QColor(0xc9, 0xa2, 0x27);
    colours.currentMatch = QColor(0xff, 0x95, 0x29);
    colours.matchText = QColor(0x0f, 0x0f, 0x0f);
    colours.broadcast = QColor(0xff, 0xb0, 0x4d);
    colours.onBroadcast = QColor(0x1d, 0x12, 0x00);
    colours.palette = {
        QColor(0x2b, 0x31, 0x3b), QColor(0xff, 0x7b, 0x72), QColor(0x7e, 0xd3, 0x8f),
        QColor(0xe8, 0xc4, 0x6b), QColor(0x7a, 0xb0, 0xff), QColor(0xd9, 0x9c, 0xf0),
        QColor(0x6f, 0xd0, 0xde), QColor(0xcf, 0xd6, 0xe0), QColor(0x8b, 0x96, 0xa6),
        QColor(0xff, 0x9c, 0x95), QColor(0xa0, 0xe5, 0xae), QColor(0xf4, 0xd8, 0x8f),
        QColor(0xa1, 0xc8, 0xff), QColor(0xe7, 0xbb, 0xf8), QColor(0x98, 0xe2, 0xec),
        QColor(0xf5, 0xf7, 0xfa),
    };
    return colours;
}

TerminalColours highContrastColours()
{
    TerminalColours colours;
    colours.foreground = QColor(0xff, 0xff, 0xff);
    colours.background = QColor(0x00, 0x00, 0x00);
    colours.cursor = QColor(0xff, 0xff, 0x00);
    colours.cursorText = QColor(0x00, 0x00, 0x00);
    colours.selection = QColor(0x00, 0x3d, 0x99);
    colours.match = QColor(0xff, 0xff, 0x00);
    colours.currentMatch = QColor(0x00, 0xff, 0xff);
    colours.matchText = QColor(0x00, 0x00, 0x00);
    colours.broadcast = QColor(0xff, 0xff, 0x00);
    colours.onBroadcast = QColor(0x00, 0x00, 0x00);
    colours.palette = {
        QColor(0x40, 0x40, 0x40), QColor(0xff, 0x9a, 0x9a), QColor(0x5c, 0xff, 0x5c),
        QColor(0xff, 0xff, 0x5c), QColor(0x8c, 0xc4, 0xff), QColor(0xff, 0x9c, 0xff),
        QColor(0x5c, 0xff, 0xff), QColor(0xff, 0xff, 0xff), QColor(0xb0, 0xb0, 0xb0),
        QColor(0xff, 0xb8, 0xb8), QColor(0x9c, 0xff, 0x9c), QColor(0xff, 0xff, 0x9c),
        QColor(0xb8, 0xdc, 0xff), QColor(0xff, 0xc4, 0xff), QColor(0x9c, 0xff, 0xff),
        QColor(0xff, 0xff, 0xff),
    };
    return colours;
}

} // namespace

const TerminalColours &TerminalColours::of(TerminalScheme scheme)
{
    static const TerminalColours light = lightColours();
    static const TerminalColours dark = darkColours();
    static const TerminalColours highContrast = highContrastColours();
    switch (scheme) {
    case TerminalScheme::Light:
        return light;
    case TerminalScheme::Dark:
        return dark;
    case TerminalScheme::HighContrast:
        return highContrast;
    }
    return dark;
}

void TerminalColours::replace(const QMap<int, quint32> &colours)
{
    constexpr int paletteSize = 256;
    const std::array<QColor *, 8> others{&foreground, &background, &cursor, nullptr,
                                         nullptr,     nullptr,     nullptr, &selection};
    for (const auto &[place, value] : colours.asKeyValueRange()) {
        const QRgb colour = 0xff000000U | value;
        if (place < paletteSize)
            replaced.insert(place, colour);
        else if (const auto other = std::size_t(place - paletteSize);
                 other < others.size() && others[other])
            *others[other] = QColor::fromRgb(colour);
    }
    if (!colours.isEmpty())
        cursorText = background;
}

QRgb TerminalColours::indexed(int index) const
{
    if (const auto own = replaced.constFind(index); own != replaced.cend())
        return *own;
    if (index < 16)
        return palette[std::size_t(std::max(index, 0))].rgb();
    if (index >= 232) {
        const int grey = 8 + 10 * (std::min(index, 255) - 232);
        return qRgb(grey, grey, grey);
    }
    const auto step = [](int part) {
        return part == 0 ? 0 : 55 + 40 * part;
    };
    const int cube = index - 16;
    return qRgb(step(cube / 36), step(cube / 6 % 6), step(cube % 6));
}

} // namespace slipway
