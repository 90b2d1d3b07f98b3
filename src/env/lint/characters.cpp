// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/lint/characters.h"

#include <QChar>

#include <algorithm>
#include <array>

namespace slipway {

namespace {

constexpr unsigned char asciiEnd = 0x80;
constexpr char32_t replacement = 0xFFFD;

unsigned char byteAt(QByteArrayView text, qsizetype at)
{
    return static_cast<unsigned char>(text[at]);
}

/// The size that a first byte announces and the bits it holds; 0: it can be no first byte.
std::pair<qsizetype, char32_t> announced(unsigned char first)
{
    if (first >= 0xC2 && first <= 0xDF)
        return {2, first & 0x1FU};
    if (first >= 0xE0 && first <= 0xEF)
        return {3, first & 0x0FU};
    if (first >= 0xF0 && first <= 0xF4)
        return {4, first & 0x07U};
    return {0, 0};
}

bool isCodePoint(char32_t code, qsizetype size)
{
    constexpr std::array<char32_t, 5> smallest{0, 0, 0x80, 0x800, 0x10000};
    return code >= smallest[static_cast<size_t>(size)] && code <= 0x10FFFF
        && (code < 0xD800 || code > 0xDFFF);
}

/// Marks that only decorate a letter, as accents do; the others are vowels of their script.
bool isDecoration(char32_t code)
{
    constexpr std::array<std::pair<char32_t, char32_t>, 6> ranges{{{0x0300, 0x036F},
                                                                   {0x1AB0, 0x1AFF},
                                                                   {0x1DC0, 0x1DFF},
                                                                   {0x20D0, 0x20FF},
                                                                   {0xFE00, 0xFE0F},
                                                                   {0xFE20, 0xFE2F}}};
    return std::ranges::any_of(
        ranges, [code](const auto &range) { return code >= range.first && code <= range.second; });
}

} // namespace

Utf8Character characterAt(QByteArrayView text, qsizetype at)
{
    const unsigned char first = byteAt(text, at);
    if (first < asciiEnd)
        return {first, 1, true};
    auto [size, code] = announced(first);
    if (size == 0 || at + size > text.size())
        return {replacement, 1, false};
    for (qsizetype i = 1; i < size; ++i) {
        const unsigned char next = byteAt(text, at + i);
        if ((next & 0xC0U) != 0x80U)
            return {replacement, 1, false};
        code = (code << 6U) | (next & 0x3FU);
    }
    if (!isCodePoint(code, size))
        return {replacement, 1, false};
    return {code, size, true};
}

int characterCount(QByteArrayView text)
{
    int count = 0;
    for (qsizetype at = 0; at < text.size(); ++count)
        at += characterAt(text, at).size;
    return count;
}

bool isWhiteSpace(char32_t code)
{
    return QChar::isSpace(code);
}

bool isAlphabetic(char32_t code)
{
    if (code < asciiEnd)
        return (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z');
    switch (QChar::category(code)) {
    case QChar::Letter_Uppercase:
    case QChar::Letter_Lowercase:
    case QChar::Letter_Titlecase:
    case QChar::Letter_Modifier:
    case QChar::Letter_Other:
    case QChar::Number_Letter:
    case QChar::Mark_SpacingCombining:
        return true;
    case QChar::Mark_NonSpacing:
        return !isDecoration(code);
    default:
        return code >= 0x24B6 && code <= 0x24E9; // the circled letters
    }
}

bool isAlphanumeric(char32_t code)
{
    if (code < asciiEnd)
        return isAlphabetic(code) || (code >= '0' && code <= '9');
    return isAlphabetic(code) || QChar::isNumber(code);
}

bool containsWhiteSpace(QByteArrayView text)
{
    for (qsizetype at = 0; at < text.size();) {
        const unsigned char byte = byteAt(text, at);
        if (byte > ' ' && byte < asciiEnd) {
            ++at;
            continue;
        }
        const Utf8Character character = characterAt(text, at);
        if (isWhiteSpace(character.code))
            return true;
        at += character.size;
    }
    return false;
}

EnvRange trimmedRange(QByteArrayView text, EnvRange range)
{
    qsizetype from = range.at;
    qsizetype end = range.end();
    while (from < end) {
        const Utf8Character character = characterAt(text, from);
        if (!isWhiteSpace(character.code))
            break;
        from += character.size;
    }
    while (end > from) {
        qsizetype last = end - 1;
        while (last > from && end - last < 4 && (byteAt(text, last) & 0xC0U) == 0x80U)
            --last;
        const Utf8Character character = characterAt(text, last);
        if (last + character.size != end || !isWhiteSpace(character.code))
            break;
        end = last;
    }
    return {from, end - from};
}

} // namespace slipway
