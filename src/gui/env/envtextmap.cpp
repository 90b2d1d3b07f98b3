// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/env/envtextmap.h"

namespace slipway {

namespace {

constexpr char16_t firstRaw = 0xf700;
constexpr char16_t lastRaw = 0xf7ff;

/// The length of the well-formed UTF-8 sequence at a byte and its character; 0 when there is none.
qsizetype sequenceAt(QByteArrayView bytes, qsizetype at, char32_t &character)
{
    const auto byte = [&](qsizetype i) {
        return at + i < bytes.size() ? uchar(bytes[at + i]) : uchar(0);
    };
    const uchar first = byte(0);
    const qsizetype length = first >= 0xf0 && first <= 0xf4 ? 4
        : first >= 0xe0 && first <= 0xef                    ? 3
        : first >= 0xc2 && first <= 0xdf                    ? 2
                                                            : 0;
    if (length == 0)
        return 0;
    character = char32_t(first & (0x7f >> length));
    for (qsizetype i = 1; i < length; ++i) {
        if ((byte(i) & 0xc0) != 0x80)
            return 0;
        character = (character << 6) | (byte(i) & 0x3fu);
    }
    const bool overlong
        = (length == 3 && character < 0x800) || (length == 4 && character < 0x10000);
    const bool surrogate = character >= 0xd800 && character <= 0xdfff;
    return overlong || surrogate || character > 0x10ffff ? 0 : length;
}

/// Characters with a meaning of their own to the text engine, invisible ones, and those that stand
/// for bytes.
bool isReserved(char32_t character)
{
    return character == 0x2028 || character == 0x2029 || character == 0xfeff || character == 0xfffc
        || (character >= 0xfdd0 && character <= 0xfdef)
        || (character >= firstRaw && character <= lastRaw) || (character & 0xfffe) == 0xfffe;
}

} // namespace

/// What stands at a place of the bytes.
struct EnvTextMap::Piece
{
    qsizetype bytes = 1;
    char32_t character = 0;
    qsizetype units() const { return character > 0xffff ? 2 : 1; }
};

EnvTextMap::Piece EnvTextMap::pieceAt(QByteArrayView bytes, qsizetype at) const
{
    const uchar first = uchar(bytes[at]);
    if (first == '\r' && m_lineEnd == LineEnd::CrLf && at + 1 < bytes.size()
        && bytes[at + 1] == '\n')
        return {2, U'\n'};
    if (first == '\t' || first == '\n' || (first >= 0x20 && first < 0x7f))
        return {1, first};
    char32_t character = 0;
    const qsizetype length = sequenceAt(bytes, at, character);
    if (length == 0 || isReserved(character))
        return {1, char32_t(firstRaw + first)};
    return {length, character};
}

EnvTextMap::LineEnd EnvTextMap::lineEndOf(QByteArrayView bytes)
{
    bool any = false;
    for (qsizetype at = bytes.indexOf('\n'); at >= 0; at = bytes.indexOf('\n', at + 1)) {
        if (at == 0 || bytes[at - 1] != '\r')
            return LineEnd::Lf;
        any = true;
    }
    return any ? LineEnd::CrLf : LineEnd::Lf;
}

QString EnvTextMap::toText(QByteArrayView bytes) const
{
    QString text;
    text.reserve(bytes.size());
    for (qsizetype at = 0; at < bytes.size();) {
        const Piece piece = pieceAt(bytes, at);
        if (piece.units() == 2)
            text += QChar::fromUcs4(piece.character);
        else
            text += QChar(char16_t(piece.character));
        at += piece.bytes;
    }
    return text;
}

QByteArray EnvTextMap::toBytes(QStringView text) const
{
    QByteArray bytes;
    bytes.reserve(text.size());
    qsizetype plain = 0; // from here on nothing was taken over
    const auto take = [&](qsizetype end) {
        bytes += text.sliced(plain, end - plain).toUtf8();
        plain = end + 1;
    };
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar character = text.at(i);
        if (character == u'\n' || character == QChar::ParagraphSeparator) {
            take(i);
            bytes += m_lineEnd == LineEnd::CrLf ? "\r\n" : "\n";
        } else if (isRawByte(character)) {
            take(i);
            bytes += char(rawByte(character));
        }
    }
    take(text.size());
    return bytes;
}

qsizetype EnvTextMap::bytesOf(QByteArrayView bytes, qsizetype units) const
{
    qsizetype at = 0;
    while (at < bytes.size() && units > 0) {
        const Piece piece = pieceAt(bytes, at);
        units -= piece.units();
        at += piece.bytes;
    }
    return at;
}

qsizetype EnvTextMap::unitsOf(QByteArrayView bytes) const
{
    qsizetype units = 0;
    for (qsizetype at = 0; at < bytes.size();) {
        const Piece piece = pieceAt(bytes, at);
        units += piece.units();
        at += piece.bytes;
    }
    return units;
}

bool EnvTextMap::isRawByte(QChar character)
{
    return character.unicode() >= firstRaw && character.unicode() <= lastRaw;
}

uchar EnvTextMap::rawByte(QChar character)
{
    return uchar(character.unicode() - firstRaw);
}

} // namespace slipway
