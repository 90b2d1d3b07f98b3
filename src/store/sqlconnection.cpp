// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sqlconnection.h"

#include "store/storelog.h"

#include <QCoreApplication>
#include <QSqlError>
#include <QUrl>
#include <QUuid>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

/// Primary result codes of SQLite: https://www.sqlite.org/rescode.html
enum SqliteCode {
    Busy = 5,
    ReadOnlyDatabase = 8,
    IoError = 10,
    Corrupt = 11,
    Full = 13,
    CannotOpen = 14,
    NotADatabase = 26,
};

QString sentenceFor(int code)
{
    switch (code) {
    case Full:
        return QCoreApplication::translate(
            "Journal",
            "The disk is full, so the journal cannot be written. Make room and go "
            "on; nothing recorded is lost.");
    case ReadOnlyDatabase:
    case CannotOpen:
        return QCoreApplication::translate(
            "Journal",
            "The journal's file cannot be opened for writing. Check its folder's "
            "permissions.");
    case Corrupt:
    case NotADatabase:
        return QCoreApplication::translate(
            "Journal",
            "The journal's file is damaged. Move it away and keep it; a new one is "
            "made at the next start.");
    case Busy:
        return QCoreApplication::translate(
            "Journal", "Another program holds the journal's file. Close it and try again.");
    case IoError:
    default:
        return QCoreApplication::translate("Journal",
                                           "The journal's file could not be read or written.");
    }
}

Error toError(const QSqlError &error)
{
    constexpr int primaryCode = 0xff;
    const int code = error.nativeErrorCode().toInt() & primaryCode;
    return {ErrorCode::Io, sentenceFor(code),
            u"SQLite %1: %2"_s.arg(error.nativeErrorCode(), error.databaseText())};
}

QString fileUri(const QString &path)
{
    return QString::fromLatin1(QUrl::fromLocalFile(path).toEncoded()) + u"?immutable=1"_s;
}

} // namespace

Result<std::unique_ptr<SqlConnection>> SqlConnection::open(const QString &path, Mode mode)
{
    const QString name = u"slipway-"_s + QUuid::createUuid().toString(QUuid::WithoutBraces);
    std::unique_ptr<SqlConnection> connection(new SqlConnection(name));
    connection->m_database = QSqlDatabase::addDatabase(u"QSQLITE"_s, name);
    QSqlDatabase &database = connection->m_database;
    if (!database.isValid()) {
        return failure(
            ErrorCode::Unavailable,
            QCoreApplication::translate(
                "Journal", "Qt's SQLite driver is missing. Install it (libqt6sql6-sqlite)."));
    }
    database.setDatabaseName(mode == Mode::Immutable ? fileUri(path) : path);
    QStringList options{u"QSQLITE_BUSY_TIMEOUT=2000"_s};
    if (mode != Mode::ReadWrite)
        options += u"QSQLITE_OPEN_READONLY"_s;
    if (mode == Mode::Immutable)
        options += u"QSQLITE_OPEN_URI"_s;
    database.setConnectOptions(options.join(u';'));
    if (!database.open())
        return std::unexpected(toError(database.lastError()));
    return connection;
}

SqlConnection::~SqlConnection()
{
    m_statements.clear();
    m_database.close();
    m_database = {};
    QSqlDatabase::removeDatabase(m_name);
}

Result<QSqlQuery *> SqlConnection::execute(const QString &sql, const QVariantList &values)
{
    std::shared_ptr<QSqlQuery> &query = m_statements[sql];
    if (!query) {
        auto prepared = std::make_shared<QSqlQuery>(m_database);
        prepared->setForwardOnly(true);
        if (!prepared->prepare(sql)) {
            const Error error = toError(prepared->lastError());
            m_statements.remove(sql);
            return std::unexpected(error);
        }
        query = std::move(prepared);
    }
    for (qsizetype i = 0; i < values.size(); ++i) {
        // A null text means an empty one everywhere in Slipway; SQL would take it for NULL.
        const bool isNullText
            = values[i].typeId() == QMetaType::QString && values[i].toString().isNull();
        query->bindValue(int(i), isNullText ? QVariant(u""_s) : values[i]);
    }
    if (!query->exec()) {
        const Error error = toError(query->lastError());
        query->finish();
        return std::unexpected(error);
    }
    return query.get();
}

Result<void> SqlConnection::run(const QString &sql, const QVariantList &values)
{
    const Result<QSqlQuery *> query = execute(sql, values);
    if (!query)
        return std::unexpected(query.error());
    (*query)->finish();
    return {};
}

Result<void> SqlConnection::read(const QString &sql, const QVariantList &values, const Row &each)
{
    const Result<QSqlQuery *> query = execute(sql, values);
    if (!query)
        return std::unexpected(query.error());
    Result<void> result;
    while (result && (*query)->next())
        result = each(**query);
    // A damaged page shows itself only here.
    if (result && (*query)->lastError().isValid())
        result = std::unexpected(toError((*query)->lastError()));
    // An unfinished SELECT would hold its snapshot, and with it the checkpoints.
    (*query)->finish();
    return result;
}

Result<QVariant> SqlConnection::value(const QString &sql, const QVariantList &values)
{
    QVariant first;
    const Result<void> result = read(sql, values, [&first](const QSqlQuery &row) -> Result<void> {
        if (!first.isValid())
            first = row.value(0);
        return {};
    });
    if (!result)
        return std::unexpected(result.error());
    return first;
}

Result<std::unique_ptr<SqlTransaction>> SqlTransaction::begin(SqlConnection &connection, Kind kind)
{
    const Result<void> begun
        = connection.run(kind == Kind::Write ? u"BEGIN IMMEDIATE"_s : u"BEGIN"_s);
    if (!begun)
        return std::unexpected(begun.error());
    std::unique_ptr<SqlTransaction> transaction(new SqlTransaction(connection));
    if (const Result<void> allowed = connection.mayWrite(); kind == Kind::Write && !allowed)
        return std::unexpected(allowed.error());
    return transaction;
}

Result<void> SqlTransaction::commit()
{
    const Result<void> committed = m_connection.run(u"COMMIT"_s);
    m_open = !committed;
    return committed;
}

SqlTransaction::~SqlTransaction()
{
    if (!m_open)
        return;
    // SQLite itself has already undone it after some errors (a full disk); then this one fails.
    if (const Result<void> undone = m_connection.run(u"ROLLBACK"_s); !undone)
        qCDebug(storeLog) << "rollback:" << undone.error().detail;
}

} // namespace slipway
