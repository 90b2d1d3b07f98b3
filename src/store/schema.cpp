// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/schema.h"

#include "store/sqlconnection.h"
#include "store/storelog.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QtEndian>

#include <fcntl.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

/// The database header: https://www.sqlite.org/fileformat2.html#the_database_header
constexpr qsizetype headerSize = 100;
constexpr qsizetype pageSizeAt = 16;
constexpr qsizetype pageCountAt = 28;
constexpr qsizetype userVersionAt = 60;
constexpr qsizetype applicationIdAt = 68;

Result<JournalHeader> parseHeader(const QByteArray &header, const QFileInfo &file)
{
    const auto *bytes = header.constData();
    if (header.size() < headerSize || !header.startsWith("SQLite format 3"_ba)
        || qFromBigEndian<qint32>(bytes + applicationIdAt) != journalApplicationId) {
        return failure(ErrorCode::InvalidInput,
                       QCoreApplication::translate("Journal",
                                                   "%1 is not a journal of Slipway. Move it away "
                                                   "to let Slipway make its own.")
                           .arg(file.filePath()));
    }
    const qint32 version = qFromBigEndian<qint32>(bytes + userVersionAt);
    if (version > journalMigrations().size()) {
        return failure(ErrorCode::InvalidInput,
                       QCoreApplication::translate("Journal",
                                                   "%1 was written by a newer version of Slipway. "
                                                   "Use that version to open it.")
                           .arg(file.filePath()),
                       u"version %1, known %2"_s.arg(version).arg(journalMigrations().size()));
    }
    const qint64 pageSize = qFromBigEndian<quint16>(bytes + pageSizeAt);
    const qint64 pages = qFromBigEndian<quint32>(bytes + pageCountAt);
    constexpr qint64 largestPage = 65536; // written as 1
    if (file.size() < pages * (pageSize == 1 ? largestPage : pageSize)) {
        return failure(ErrorCode::InvalidInput,
                       QCoreApplication::translate("Journal",
                                                   "%1 is damaged: its end is missing. Move it "
                                                   "away and keep it; a new one is made then.")
                           .arg(file.filePath()));
    }
    return JournalHeader{JournalHeader::Kind::Journal, version};
}

/// A write-ahead log without its database would be played into the new one: move it aside.
void moveOrphansAside(const QString &path)
{
    const QString stamp = QDateTime::currentDateTimeUtc().toString(u"yyyyMMdd-HHmmss"_s);
    for (const QString &suffix : {u"-wal"_s, u"-shm"_s, u"-journal"_s}) {
        const QString orphan = path + suffix;
        if (QFile::exists(orphan) && QFile::rename(orphan, orphan + u".orphan-"_s + stamp))
            qCWarning(storeLog) << "moved aside a log without its journal:" << orphan;
    }
}

Error cannotCreate(const QString &path, const QString &reason)
{
    return {ErrorCode::Io,
            QCoreApplication::translate("Journal", "The journal %1 cannot be created: %2.")
                .arg(path, reason)};
}

/// SQLite gives its log files the mode of the database, so the mode is set before its first byte.
Result<void> makeEmptyFile(const QString &path)
{
    const int descriptor = ::open(QFile::encodeName(path).constData(),
                                  O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor < 0)
        return std::unexpected(cannotCreate(path, qt_error_string(errno)));
    ::close(descriptor);
    return {};
}

Result<void> fill(const QString &path)
{
    const auto connection = SqlConnection::open(path, SqlConnection::Mode::ReadWrite);
    if (!connection)
        return std::unexpected(connection.error());
    const Result<void> marked
        = (*connection)->run(u"PRAGMA application_id=%1"_s.arg(journalApplicationId));
    if (!marked)
        return marked;
    if (Result<void> migrated = migrate(**connection, journalMigrations()); !migrated)
        return migrated;
    // Kept in the file: every later connection uses the write-ahead log.
    return (*connection)->run(u"PRAGMA journal_mode=WAL"_s);
}

QString sampleColumns()
{
    return u" series INTEGER NOT NULL REFERENCES metric_series(id),"
           " at INTEGER NOT NULL," // end
           " span INTEGER NOT NULL,"
           " quality INTEGER NOT NULL,"
           " availability INTEGER NOT NULL,"
           " value REAL,"
           " low REAL,"
           " high REAL,"
           " numerator REAL NOT NULL,"
           " denominator REAL NOT NULL,"
           " latencies BLOB NOT NULL," // a sketch, or buckets of a histogram
           " reason TEXT NOT NULL,"_s;
}

/// What was measured: samples, and what they come to by minutes and hours.
Migration metricTables()
{
    const QString bucket = u" ("
                           " series INTEGER NOT NULL REFERENCES metric_series(id),"
                           " at INTEGER NOT NULL," // begin
                           " known INTEGER NOT NULL,"
                           " up INTEGER NOT NULL,"
                           " down INTEGER NOT NULL,"
                           " maintenance INTEGER NOT NULL,"
                           " numerator REAL NOT NULL,"
                           " denominator REAL NOT NULL,"
                           " measurements INTEGER NOT NULL,"
                           " low REAL,"
                           " high REAL,"
                           " last REAL,"
                           " latencies BLOB NOT NULL," // a sketch, or buckets of a histogram
                           " PRIMARY KEY (series, at)"
                           ") STRICT, WITHOUT ROWID"_s;
    return {u"CREATE TABLE metric_series ("
            " id INTEGER PRIMARY KEY,"
            " environment TEXT NOT NULL,"
            " metric TEXT NOT NULL,"
            " definition TEXT NOT NULL,"
            " minutes_to INTEGER NOT NULL," // what ends here or before is in metric_minutes
            " hours_to INTEGER NOT NULL,"
            " UNIQUE (environment, metric, definition)"
            ") STRICT"_s,
            u"CREATE TABLE metric_samples ("_s + sampleColumns()
                + u" PRIMARY KEY (series, at)) STRICT, WITHOUT ROWID"_s,
            u"CREATE TABLE metric_minutes"_s + bucket, u"CREATE TABLE metric_hours"_s + bucket};
}

/// Samples of the last minutes. Those of one moment lie together there, so that a commit writes one
/// or two pages, and not one for each metric.
Migration recentSamples()
{
    return {u"CREATE TABLE metric_recent ("_s + sampleColumns()
            + u" PRIMARY KEY (at, series)) STRICT, WITHOUT ROWID"_s};
}

void syncFolderOf(const QString &path)
{
    const QString folder = QFileInfo(path).path();
    const int descriptor
        = ::open(QFile::encodeName(folder).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return;
    ::fsync(descriptor);
    ::close(descriptor);
}

} // namespace

const QList<Migration> &journalMigrations()
{
    static const QList<Migration> migrations{
        {
            u"CREATE TABLE runs ("
            " id TEXT PRIMARY KEY NOT NULL,"
            " plan_name TEXT NOT NULL,"
            " environment TEXT NOT NULL,"
            " operator TEXT NOT NULL,"
            " started_at INTEGER NOT NULL,"
            " ended_at INTEGER NOT NULL," // 0: not finished
            " outcome TEXT NOT NULL,"
            " head_seq INTEGER NOT NULL,"
            " head_hash BLOB NOT NULL"
            ") STRICT"_s,
            u"CREATE TABLE events ("
            " run TEXT NOT NULL REFERENCES runs(id),"
            " seq INTEGER NOT NULL,"
            " at INTEGER NOT NULL,"
            " kind TEXT NOT NULL,"
            " step TEXT NOT NULL,"
            " attempt INTEGER NOT NULL,"
            " host TEXT NOT NULL,"
            " data TEXT NOT NULL,"
            " hash BLOB NOT NULL,"
            " UNIQUE (run, seq)"
            ") STRICT"_s,
            u"CREATE TABLE output_groups ("
            " id INTEGER PRIMARY KEY,"
            " run TEXT NOT NULL,"
            " step TEXT NOT NULL,"
            " attempt INTEGER NOT NULL,"
            " host TEXT NOT NULL,"
            " undo INTEGER NOT NULL,"
            " head_bytes INTEGER NOT NULL,"
            " tail_bytes INTEGER NOT NULL,"
            " dropped_bytes INTEGER NOT NULL,"
            " UNIQUE (run, step, attempt, host, undo)"
            ") STRICT"_s,
            u"CREATE TABLE output ("
            " id INTEGER PRIMARY KEY AUTOINCREMENT,"
            " output_group INTEGER NOT NULL REFERENCES output_groups(id),"
            " part INTEGER NOT NULL,"   // 0: the beginning, 1: the end
            " stream INTEGER NOT NULL," // 1: standard output, 2: standard error
            " at INTEGER NOT NULL,"
            " bytes BLOB NOT NULL"
            ") STRICT"_s,
            u"CREATE INDEX output_by_group ON output (output_group, part, id)"_s,
            u"CREATE TABLE locks ("
            " name TEXT PRIMARY KEY NOT NULL,"
            " owner TEXT NOT NULL,"
            " run TEXT NOT NULL,"
            " since INTEGER NOT NULL,"
            " process TEXT NOT NULL"
            ") STRICT"_s,
        },
        metricTables(),
        // From here on, histograms may stand in the place of latencies: who does not know them must
        // not read them.
        {},
        recentSamples()};
    return migrations;
}

Result<JournalHeader> readJournalHeader(const QString &path)
{
    QFile file(path);
    if (!file.exists())
        return JournalHeader{};
    if (!file.open(QIODevice::ReadOnly)) {
        return failure(ErrorCode::Io,
                       QCoreApplication::translate("Journal", "%1 cannot be read: %2.")
                           .arg(path, file.errorString()));
    }
    if (file.size() == 0)
        return JournalHeader{};
    return parseHeader(file.read(headerSize), QFileInfo(path));
}

Result<void> createJournal(const QString &path)
{
    const QString draft = u"%1.new-%2"_s.arg(path).arg(QCoreApplication::applicationPid());
    moveOrphansAside(path);
    moveOrphansAside(draft);
    if (Result<void> made = makeEmptyFile(draft); !made)
        return made;
    if (Result<void> filled = fill(draft); !filled) {
        QFile::remove(draft);
        return filled;
    }
    if (::rename(QFile::encodeName(draft).constData(), QFile::encodeName(path).constData()) != 0) {
        const Error error = cannotCreate(path, qt_error_string(errno));
        QFile::remove(draft);
        return std::unexpected(error);
    }
    syncFolderOf(path);
    return {};
}

Result<void> migrate(SqlConnection &connection, const QList<Migration> &migrations)
{
    const Result<QVariant> version = connection.value(u"PRAGMA user_version"_s);
    if (!version)
        return std::unexpected(version.error());
    if (version->toInt() >= migrations.size())
        return {};
    const auto transaction = SqlTransaction::begin(connection, SqlTransaction::Kind::Write);
    if (!transaction)
        return std::unexpected(transaction.error());
    for (qsizetype next = version->toInt(); next < migrations.size(); ++next) {
        for (const QString &statement : migrations[next]) {
            if (Result<void> done = connection.run(statement); !done)
                return done;
        }
    }
    if (Result<void> done = connection.run(u"PRAGMA user_version=%1"_s.arg(migrations.size()));
        !done) {
        return done;
    }
    return (*transaction)->commit();
}

} // namespace slipway
