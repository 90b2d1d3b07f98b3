// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/runevent.h"

#include <deque>
#include <map>
#include <set>
#include <tuple>

namespace slipway {

class SqlConnection;

/// What steps printed: of each attempt on each host the first and the last keptBytes; what came
/// between is counted. Gathers chunks in memory (a few times what it would keep) until write().
/// Lives on the thread of its connection. Transactions are the caller's.
class OutputTable
{
public:
    static constexpr qint64 keptBytes = 5 * 1024 * 1024;

    explicit OutputTable(SqlConnection &connection) : m_connection(connection) { }

    void add(const OutputChunk &chunk);
    /// Forgets what one owner printed, stored and gathered. Not while a transaction is open.
    Result<void> drop(const OutputOwner &owner);
    qint64 pendingBytes() const { return m_pendingBytes; }

    /// Writes gathered chunks, oldest first, until about `limit` bytes. They stay gathered until
    /// written() says that the transaction was committed, or undone() that it was not.
    Result<void> write(qint64 limit);
    void written();
    void undone();

    /// In the order they came, with a line that says so where something was dropped. Gathered
    /// chunks are not among them.
    Result<QList<OutputChunk>> read(const RunId &run, const StepId &step);

private:
    using Key = std::tuple<QString, QString, int, QString, bool>;
    struct Piece
    {
        Key key;
        OutputStream stream = OutputStream::Out;
        qint64 at = 0;
        QByteArray bytes;
    };
    struct Group
    {
        qint64 id = 0;
        qint64 head = 0;
        qint64 tail = 0;
        qint64 dropped = 0;
    };

    void gather(Piece piece);
    void dropMiddle(const Key &key);
    Result<Group *> group(const Key &key);
    Result<void> writePiece(const Piece &piece, Group &group);
    Result<void> trim(Group &group);
    Result<void> finishGroup(const Key &key, Group &group);

    SqlConnection &m_connection;
    std::deque<Piece> m_pending;
    qint64 m_pendingBytes = 0;
    std::map<Key, qint64> m_gathered; ///< bytes waiting, a group
    std::map<Key, qint64> m_lost;     ///< bytes dropped while they waited, a group
    std::map<Key, Group> m_groups;    ///< as stored, with the open transaction

    std::size_t m_inTransaction = 0; ///< pieces at the front that are in the open transaction
    std::set<Key> m_touched;         ///< groups that are in it
};

} // namespace slipway
