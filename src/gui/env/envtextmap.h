// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace slipway {

/// How the bytes of a file stand in an editor's text: UTF-8 as its characters, line ends as ends of
/// blocks, and each byte that such a text cannot hold (a lone carriage return, NUL, a byte order
/// mark, what is no UTF-8) as one character of a private area. Lossless both ways. A value class.
class EnvTextMap
{
public:
    enum class LineEnd { Lf, CrLf };

    EnvTextMap() = default;
    explicit EnvTextMap(LineEnd lineEnd) : m_lineEnd(lineEnd) { }
    /// CrLf where every line of the file ends so.
    static LineEnd lineEndOf(QByteArrayView bytes);

    LineEnd lineEnd() const { return m_lineEnd; }
    QString toText(QByteArrayView bytes) const;
    /// Ends of blocks may be "\n" or U+2029.
    QByteArray toBytes(QStringView text) const;
    /// The bytes that make the first `units` UTF-16 units; all when there are fewer.
    qsizetype bytesOf(QByteArrayView bytes, qsizetype units) const;
    /// UTF-16 units that the bytes make.
    qsizetype unitsOf(QByteArrayView bytes) const;

    /// Whether a character stands for one byte that is no text.
    static bool isRawByte(QChar character);
    static uchar rawByte(QChar character);

private:
    struct Piece;
    Piece pieceAt(QByteArrayView bytes, qsizetype at) const;

    LineEnd m_lineEnd = LineEnd::Lf;
};

} // namespace slipway
