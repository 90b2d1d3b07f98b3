// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal/utf8.h"

namespace slipway::utf8 {

int length(char lead)
{
    const auto byte = uchar(lead);
    if (byte < 0xc2 || byte > 0xf4)
        return 0;
    return byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
}

bool continues(QByteArrayView begun, char next)
{
    const auto byte = uchar(next);
    if ((byte & 0xc0) != 0x80 || begun.size() > 1)
        return (byte & 0xc0) == 0x80;
    switch (uchar(begun[0])) {
    case 0xe0:
        return byte >= 0xa0;
    case 0xed:
        return byte < 0xa0;
    case 0xf0:
        return byte >= 0x90;
    case 0xf4:
        return byte < 0x90;
    default:
        return true;
    }
}

char32_t codePoint(QByteArrayView bytes)
{
    char32_t point = uchar(bytes[0]) & (0xffU >> (bytes.size() + 1));
    for (const char byte : bytes.sliced(1))
        point = point << 6U | (uchar(byte) & 0x3fU);
    return point;
}

} // namespace slipway::utf8
