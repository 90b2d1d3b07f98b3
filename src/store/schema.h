// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QList>
#include <QStringList>

namespace slipway {

class SqlConnection;

/// The statements that bring a journal from one version to the next. Never edited once released.
using Migration = QStringList;

/// "SLIP", in the file's header: tells a journal from any other SQLite file.
constexpr qint32 journalApplicationId = 0x534C4950;

const QList<Migration> &journalMigrations();

/// What the first bytes of a file say, without opening it as a database (which could change it).
struct JournalHeader
{
    enum class Kind { Missing, Journal };
    Kind kind = Kind::Missing; ///< Missing also for an empty file
    int version = 0;
};
/// InvalidInput for a foreign, a newer or a truncated file.
Result<JournalHeader> readJournalHeader(const QString &path);

/// Makes a journal beside `path` and renames it into place: there is a whole one or none.
Result<void> createJournal(const QString &path);

/// Applies what is missing, all of it or none.
Result<void> migrate(SqlConnection &connection, const QList<Migration> &migrations);

} // namespace slipway
