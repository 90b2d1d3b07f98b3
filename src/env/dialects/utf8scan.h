// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QChar>

namespace slipway {

/// One character of a text in UTF-8. A byte that belongs to none is U+FFFD, of size 1.
struct Utf8Char
{
    char32_t code = QChar::ReplacementCharacter;
    qsizetype size = 1;
    bool isValid = false;
};

/// Neither too long, nor a surrogate, nor past U+10FFFF.
inline Utf8Char utf8CharAt(QByteArrayView text, qsizetype at)
{
    const auto byteAt = [text](qsizetype i) {
        return static_cast<unsigned char>(text[i]);
    };
    const unsigned char lead = byteAt(at);
    if (lead < 0x80)
        return {lead, 1, true};

    const int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
    if (lead < 0xC2 || lead > 0xF4 || text.size() - at <= more)
        return {};
    char32_t code = lead & (0x3Fu >> more);
    for (qsizetype i = at + 1; i <= at + more; ++i) {
        if ((byteAt(i) & 0xC0) != 0x80)
            return {};
        code = (code << 6) | (byteAt(i) & 0x3F);
    }
    constexpr char32_t smallest[]{0, 0x80, 0x800, 0x10000};
    if (code < smallest[more] || code > QChar::LastValidCodePoint || QChar::isSurrogate(code))
        return {};
    return {code, more + 1, true};
}

/// The size of the white space character at a place, as Unicode defines it; 0 if there is another.
inline qsizetype utf8SpaceAt(QByteArrayView text, qsizetype at)
{
    const Utf8Char c = utf8CharAt(text, at);
    return c.isValid && QChar::isSpace(c.code) ? c.size : 0;
}

/// The size of the white space character that ends before a place; 0 if another does.
inline qsizetype utf8SpaceBefore(QByteArrayView text, qsizetype end)
{
    qsizetype at = end - 1;
    while (at > 0 && end - at < 4 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80)
        --at;
    const qsizetype size = end > 0 ? utf8SpaceAt(text, at) : 0;
    return at + size == end ? size : 0;
}

} // namespace slipway
