// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>

namespace slipway {

/// One stream of a durable command as its file on the server has it: the command's bytes, and
/// records of the supervisor (`\036TOKEN WORD…\n`) between them. Knows how much of the file was
/// read, whatever the connection did meanwhile. A value; any thread.
class DurableStream
{
public:
    explicit DurableStream(QByteArray token) : m_token('\036' + token + ' ') { }

    struct Content
    {
        QByteArray data;                  ///< the command's own
        QList<QList<QByteArray>> records; ///< their words
    };
    /// Bytes from offset() on. Nothing after the record "exit" or "gone" is the command's.
    Content feed(const QByteArray &bytes);

    qint64 offset() const { return m_offset; }
    /// The record "exit" or "gone" was read, with everything that belongs to it.
    bool isComplete() const { return m_hasEnd && m_values.size() >= m_valuesSize; }
    /// What follows the record "exit": what the command wrote to $SLIPWAY_OUTPUT.
    const QByteArray &values() const { return m_values; }

private:
    bool takeRecord(Content &content);

    QByteArray m_token;
    QByteArray m_held; ///< might be the beginning of a record
    QByteArray m_values;
    qint64 m_offset = 0;
    qint64 m_valuesSize = 0;
    bool m_hasEnd = false;
};

} // namespace slipway
