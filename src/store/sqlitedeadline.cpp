// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sqlitedeadline.h"

#include <QLibrary>
#include <QSqlDriver>
#include <QSqlQuery>
#include <QVariant>

#include <condition_variable>
#include <mutex>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

using Interrupt = void (*)(void *connection);
using SourceId = const char *(*)();

/// SQLite's own call; none where the library of the system is another one than Qt's driver has,
/// for it would take the connection for something else.
Interrupt interruptFor(const QSqlDatabase &database)
{
    QSqlQuery built(database);
    if (!built.exec(u"SELECT sqlite_source_id()"_s) || !built.next())
        return nullptr;
    QLibrary library(u"sqlite3"_s, 0);
    const auto sourceId = reinterpret_cast<SourceId>(library.resolve("sqlite3_sourceid"));
    return sourceId && built.value(0).toString() == QString::fromUtf8(sourceId())
        ? reinterpret_cast<Interrupt>(library.resolve("sqlite3_interrupt"))
        : nullptr;
}

} // namespace

SqliteDeadline::SqliteDeadline(const QSqlDatabase &database, std::chrono::milliseconds after)
{
    const QVariant handle = database.driver()->handle();
    const Interrupt interrupt = interruptFor(database);
    if (!interrupt || qstrcmp(handle.typeName(), "sqlite3*") != 0)
        return;
    m_watch = std::jthread(
        [interrupt, after, connection = *static_cast<void *const *>(handle.constData())](
            const std::stop_token &stopped) {
            std::mutex mutex;
            std::condition_variable_any never;
            std::unique_lock lock(mutex);
            never.wait_for(lock, stopped, after, [] { return false; });
            if (!stopped.stop_requested())
                interrupt(connection);
        });
}

} // namespace slipway
