// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSqlDatabase>

#include <chrono>
#include <thread>

namespace slipway {

/// Breaks off what an open connection to SQLite is doing when it takes too long; SQLite says
/// SQLITE_INTERRUPT (9) then. Qt has no call for that, so it is SQLite's own, and only where Qt's
/// driver uses the very library of the system; elsewhere a query takes as long as it likes.
/// It must go before its connection is closed.
class SqliteDeadline
{
public:
    SqliteDeadline(const QSqlDatabase &database, std::chrono::milliseconds after);

private:
    std::jthread m_watch; ///< stopped and waited for at the end
};

} // namespace slipway
