// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/journal.h"

namespace slipway {

class SqlConnection;

/// Who may deploy to an environment. Lives on the thread of its connection.
class LockTable
{
public:
    explicit LockTable(SqlConnection &connection) : m_connection(connection) { }

    /// As Journal::lock(). The holder's own run may take it again; a holder that died after its
    /// run had finished holds nothing any more.
    Result<void> take(const QString &name, const Journal::LockOwner &owner,
                      Journal::BreakLock breaking);
    /// Does nothing when `run` does not hold it (any more).
    Result<void> release(const QString &name, const RunId &run);

private:
    struct Holder
    {
        QString owner;
        RunId run;
        QDateTime since;
        QString process;
    };
    Result<std::optional<Holder>> holder(const QString &name);
    Result<bool> holdsNothing(const Holder &holder);

    SqlConnection &m_connection;
};

} // namespace slipway
