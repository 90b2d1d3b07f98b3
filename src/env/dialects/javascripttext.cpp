// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/dialects/javascripttext.h"

#include "env/dialects/utf8scan.h"

namespace slipway {
namespace {

struct Sequence
{
    qsizetype size = 1;
    bool isValid = false;
};

/// The well-formed sequence at a byte, or the longest part of one (Unicode, table 3-7).
Sequence sequenceAt(QByteArrayView bytes, qsizetype at)
{
    const auto byteAt = [bytes](qsizetype i) {
        return static_cast<uchar>(bytes[i]);
    };
    const uchar lead = byteAt(at);
    if (lead < 0x80)
        return {1, true};
    if (lead < 0xC2 || lead > 0xF4)
        return {};
    const qsizetype following = lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
    uchar lowest = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    uchar highest = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    for (qsizetype i = 1; i <= following; ++i) {
        if (at + i == bytes.size() || byteAt(at + i) < lowest || byteAt(at + i) > highest)
            return {i, false};
        lowest = 0x80;
        highest = 0xBF;
    }
    return {following + 1, true};
}

} // namespace

qsizetype scriptSpaceAt(QByteArrayView text, qsizetype at)
{
    if (at >= text.size())
        return 0;
    const auto byte = static_cast<uchar>(text[at]);
    if (byte < 0x80)
        return byte == ' ' || (byte >= '\t' && byte <= '\r') ? 1 : 0;
    constexpr char32_t nextLine = 0x85;
    const Utf8Char c = utf8CharAt(text, at);
    const bool isSpace
        = c.code == QChar::ByteOrderMark || (QChar::isSpace(c.code) && c.code != nextLine);
    return isSpace ? c.size : 0;
}

qsizetype pastScriptSpaces(QByteArrayView text, qsizetype at)
{
    while (const qsizetype size = scriptSpaceAt(text, at))
        at += size;
    return at;
}

qsizetype scriptLineEndAt(QByteArrayView text, qsizetype at)
{
    if (at >= text.size())
        return 0;
    if (text[at] == '\n' || text[at] == '\r')
        return 1;
    if (text[at] != '\xE2')
        return 0;
    const char32_t code = utf8CharAt(text, at).code;
    return code == QChar::LineSeparator || code == QChar::ParagraphSeparator ? 3 : 0;
}

QByteArrayView scriptTrimmed(QByteArrayView text)
{
    text = text.sliced(pastScriptSpaces(text, 0));
    for (qsizetype size = 1; size <= 3 && size <= text.size();) {
        if (scriptSpaceAt(text, text.size() - size) == size) {
            text.chop(size);
            size = 1;
        } else {
            ++size;
        }
    }
    return text;
}

QByteArray decodedUtf8(QByteArrayView bytes)
{
    QByteArray decoded;
    decoded.reserve(bytes.size());
    for (qsizetype at = 0; at < bytes.size();) {
        const Sequence sequence = sequenceAt(bytes, at);
        if (sequence.isValid)
            decoded.append(bytes.sliced(at, sequence.size));
        else
            decoded.append("\xEF\xBF\xBD");
        at += sequence.size;
    }
    return decoded;
}

} // namespace slipway
