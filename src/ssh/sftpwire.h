// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QtEndian>

namespace slipway {

/// Packet types of draft-ietf-secsh-filexfer-02, which everybody calls SFTP version 3.
enum class SftpPacket : quint8 {
    Init = 1,
    Version = 2,
    Open = 3,
    Close = 4,
    Read = 5,
    Write = 6,
    LinkStat = 7,
    HandleStat = 8,
    SetStat = 9,
    OpenFolder = 11,
    ReadFolder = 12,
    Remove = 13,
    MakeFolder = 14,
    RemoveFolder = 15,
    RealPath = 16,
    Stat = 17,
    Rename = 18,
    ReadLink = 19,
    Status = 101,
    Handle = 102,
    Data = 103,
    Name = 104,
    Attributes = 105,
    Extended = 200,
    ExtendedReply = 201,
};

/// Puts a packet's fields together.
class WireWriter
{
public:
    WireWriter &number(quint32 value)
    {
        const quint32 big = qToBigEndian(value);
        m_bytes.append(reinterpret_cast<const char *>(&big), sizeof big);
        return *this;
    }
    WireWriter &longNumber(quint64 value)
    {
        const quint64 big = qToBigEndian(value);
        m_bytes.append(reinterpret_cast<const char *>(&big), sizeof big);
        return *this;
    }
    WireWriter &string(QByteArrayView text)
    {
        number(quint32(text.size()));
        m_bytes.append(text);
        return *this;
    }
    const QByteArray &bytes() const { return m_bytes; }

private:
    QByteArray m_bytes;
};

/// Takes the fields of a packet or a key; past the end everything is empty or 0.
class WireReader
{
public:
    explicit WireReader(QByteArrayView bytes) : m_bytes(bytes) { }

    bool isAtEnd() const { return m_bytes.isEmpty(); }
    quint8 byte() { return fixed<quint8>(); }
    quint32 number() { return fixed<quint32>(); }
    quint64 longNumber() { return fixed<quint64>(); }
    QByteArray string()
    {
        const auto size = qsizetype(number());
        if (size > m_bytes.size()) {
            m_bytes = {};
            return {};
        }
        const QByteArray result = m_bytes.first(size).toByteArray();
        m_bytes = m_bytes.sliced(size);
        return result;
    }

private:
    template<typename T> T fixed()
    {
        if (m_bytes.size() < qsizetype(sizeof(T))) {
            m_bytes = {};
            return 0;
        }
        const T result = qFromBigEndian<T>(m_bytes.data());
        m_bytes = m_bytes.sliced(qsizetype(sizeof(T)));
        return result;
    }

    QByteArrayView m_bytes;
};

/// What STAT tells; the fields a server leaves out stay empty.
struct SftpAttributes
{
    quint64 size = 0;
    quint32 owner = 0;
    quint32 group = 0;
    quint32 permissions = 0; ///< with the file type bits
    quint32 modified = 0;    ///< seconds since 1970

    static SftpAttributes read(QByteArrayView body)
    {
        WireReader reader(body);
        return read(reader);
    }
    static SftpAttributes read(WireReader &reader)
    {
        const quint32 flags = reader.number();
        SftpAttributes result;
        if (flags & 0x1U)
            result.size = reader.longNumber();
        if (flags & 0x2U) {
            result.owner = reader.number();
            result.group = reader.number();
        }
        if (flags & 0x4U)
            result.permissions = reader.number();
        if (flags & 0x8U) {
            reader.number();
            result.modified = reader.number();
        }
        if (flags & 0x80000000U) {
            for (quint32 left = reader.number(); left > 0 && !reader.isAtEnd(); --left) {
                reader.string();
                reader.string();
            }
        }
        return result;
    }
    bool isFolder() const { return (permissions & 0170000U) == 0040000U; }
    bool isFile() const { return (permissions & 0170000U) == 0100000U; }
    bool isLink() const { return (permissions & 0170000U) == 0120000U; }
};

} // namespace slipway
