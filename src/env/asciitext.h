// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>

#include <algorithm>

namespace slipway::ascii {

constexpr bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}
constexpr bool isUpper(char c)
{
    return c >= 'A' && c <= 'Z';
}
constexpr bool isLower(char c)
{
    return c >= 'a' && c <= 'z';
}
constexpr bool isLetter(char c)
{
    return isUpper(c) || isLower(c);
}
constexpr bool isAlnum(char c)
{
    return isLetter(c) || isDigit(c);
}
constexpr bool isHex(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
constexpr bool isLowerHex(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'f');
}
constexpr bool isBase64Url(char c)
{
    return isAlnum(c) || c == '-' || c == '_';
}
/// Both alphabets of base64 and the padding.
constexpr bool isBase64(char c)
{
    return isBase64Url(c) || c == '+' || c == '/' || c == '=';
}
/// Printable ASCII, without the space.
constexpr bool isGraph(char c)
{
    return c > ' ' && c < '\x7f';
}
constexpr bool isSpace(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}
constexpr char toLower(char c)
{
    return isUpper(c) ? char(c - 'A' + 'a') : c;
}

template<typename Predicate> bool allOf(QByteArrayView text, Predicate predicate)
{
    return std::all_of(text.begin(), text.end(), predicate);
}

inline bool equals(QByteArrayView a, QByteArrayView b)
{
    return a.compare(b, Qt::CaseInsensitive) == 0;
}
inline bool startsWith(QByteArrayView text, QByteArrayView prefix)
{
    return text.size() >= prefix.size() && equals(text.first(prefix.size()), prefix);
}
inline bool endsWith(QByteArrayView text, QByteArrayView suffix)
{
    return text.size() >= suffix.size() && equals(text.last(suffix.size()), suffix);
}
template<typename List> bool isOneOf(QByteArrayView text, const List &words)
{
    return std::any_of(words.begin(), words.end(),
                       [text](QByteArrayView word) { return equals(text, word); });
}

/// The parts between the separators, empty ones too.
inline QList<QByteArrayView> split(QByteArrayView text, char separator)
{
    QList<QByteArrayView> parts;
    qsizetype begin = 0;
    for (qsizetype i = 0; i <= text.size(); ++i) {
        if (i < text.size() && text[i] != separator)
            continue;
        parts.append(text.sliced(begin, i - begin));
        begin = i + 1;
    }
    return parts;
}

/// The parts between bytes that are neither letters nor digits; none is empty.
inline QList<QByteArrayView> words(QByteArrayView text)
{
    QList<QByteArrayView> parts;
    qsizetype begin = 0;
    for (qsizetype i = 0; i <= text.size(); ++i) {
        if (i < text.size() && isAlnum(text[i]))
            continue;
        if (i > begin)
            parts.append(text.sliced(begin, i - begin));
        begin = i + 1;
    }
    return parts;
}

/// Figures alone, at most nine of them; -1 for anything else.
inline int toNumber(QByteArrayView text)
{
    constexpr qsizetype longest = 9;
    if (text.isEmpty() || text.size() > longest || !allOf(text, isDigit))
        return -1;
    int number = 0;
    for (const char c : text)
        number = number * 10 + (c - '0');
    return number;
}

/// Characters of a UTF-8 text; a byte that begins none does not count.
inline qsizetype characterCount(QByteArrayView text)
{
    return std::count_if(text.begin(), text.end(),
                         [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; });
}

} // namespace slipway::ascii
