// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/journal.h"

#include <QHash>

namespace slipway {

class SqlConnection;

/// The events of all runs, each row chained to the one before: a row's hash covers its own fields
/// and the hash of the row before it; the last one is kept beside, so that a missing end shows.
/// Lives on the thread of its connection. Transactions are the caller's.
class EventTable
{
public:
    explicit EventTable(SqlConnection &connection) : m_connection(connection) { }

    /// Refuses events that do not continue their runs, before anything is written.
    Result<void> check(const QList<RunEvent> &events);
    /// Writes events that check() passed.
    Result<void> write(const QList<RunEvent> &events);
    /// To call after a transaction was undone.
    void forget() { m_heads.clear(); }

    /// In order, the chain verified on the way: what was altered is never shown as if it were true.
    Result<QList<RunEvent>> read(const RunId &run);
    /// Only the runs that were started as such: nested ones (parent.step) are left out.
    Result<QList<RunSummary>> runs();
    Result<void> verify(const RunId &run);

private:
    struct Head
    {
        qint64 seq = 0;
        QByteArray hash;
    };
    Result<Head> head(const RunId &run);
    Result<void> writeOne(const RunEvent &event, Head &head);
    Result<void> summarize(const RunEvent &event, const Head &head);

    SqlConnection &m_connection;
    QHash<RunId, Head> m_heads;
};

} // namespace slipway
