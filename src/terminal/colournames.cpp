// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal/colournames.h"

#include <QColor>

#include <algorithm>
#include <array>

namespace slipway {

namespace {

struct Named
{
    QByteArrayView name;
    quint32 colour;
};

/// Those that are other colours on the web, or none.
constexpr std::array<Named, 9> ownOfX{{
    {"gray", 0xbe'be'be},
    {"grey", 0xbe'be'be},
    {"green", 0x00'ff'00},
    {"maroon", 0xb0'30'60},
    {"purple", 0xa0'20'f0},
    {"lightgoldenrod", 0xee'dd'82},
    {"lightslateblue", 0x84'70'ff},
    {"navyblue", 0x00'00'80},
    {"violetred", 0xd0'20'90},
}};

std::optional<quint32> grayOf(QByteArrayView name)
{
    if (!name.startsWith("gray") && !name.startsWith("grey"))
        return std::nullopt;
    bool isNumber = false;
    const uint percent = name.sliced(4).toUInt(&isNumber);
    if (!isNumber || percent > 100)
        return std::nullopt;
    // X's own table rounds two of the halves down.
    const bool isDown = percent == 50 || percent == 90;
    return (percent * 255 + (isDown ? 0 : 50)) / 100 * 0x01'01'01U;
}

} // namespace

std::optional<quint32> colourNamed(QByteArrayView name)
{
    constexpr qsizetype longest = 64;
    if (name.size() > longest)
        return std::nullopt;
    QByteArray plain = name.toByteArray().toLower();
    plain.removeIf([](char byte) { return byte == ' '; });
    const auto own = std::ranges::find(ownOfX, QByteArrayView(plain), &Named::name);
    if (own != ownOfX.end())
        return own->colour;
    if (const auto gray = grayOf(plain))
        return gray;
    // "#123456" is not a name, and "transparent" not a colour.
    const QColor colour
        = plain.startsWith('#') ? QColor() : QColor::fromString(QLatin1StringView(plain));
    if (!colour.isValid() || colour.alpha() != 255)
        return std::nullopt;
    return colour.rgb() & 0xff'ff'ffU;
}

} // namespace slipway
