// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sqlasker.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QPromise>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QSqlRecord>
#include <QUuid>

#include <algorithm>
#include <thread>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::SqlAsker)
};

QString firstLine(const QSqlError &error)
{
    return error.databaseText().section(u'\n', 0, 0).trimmed();
}

QString placeOf(const SqlQuestion &question)
{
    return question.host.isEmpty() ? question.database : question.database + u'@' + question.host;
}

int secondsOf(std::chrono::milliseconds time)
{
    return int(std::max<qint64>(1, std::chrono::ceil<std::chrono::seconds>(time).count()));
}

/// One connection, removed from Qt's list when it goes.
class Connection
{
public:
    explicit Connection(const SqlQuestion &question)
        : m_name(u"ask-"_s + QUuid::createUuid().toString(QUuid::WithoutBraces))
        , m_isFile(question.driver == SqlQuestion::Driver::Sqlite)
    {
        database = QSqlDatabase::addDatabase(m_isFile ? u"QSQLITE"_s : u"QPSQL"_s, m_name);
        database.setDatabaseName(question.database);
        if (m_isFile) {
            database.setConnectOptions(
                u"QSQLITE_OPEN_READONLY;QSQLITE_BUSY_TIMEOUT=%1"_s.arg(question.timeout.count()));
            return;
        }
        database.setHostName(question.host);
        if (question.port > 0)
            database.setPort(question.port);
        database.setUserName(question.user);
        database.setPassword(question.password);
        database.setConnectOptions(
            u"connect_timeout=%1;application_name=slipway"_s.arg(secondsOf(question.timeout)));
    }
    ~Connection()
    {
        database.close();
        database = {};
        QSqlDatabase::removeDatabase(m_name);
    }
    Q_DISABLE_COPY_MOVE(Connection)

    QSqlDatabase database;

private:
    QString m_name;
    bool m_isFile;
};

Result<SqlAnswer> refused(const SqlQuestion &question, const QSqlError &error)
{
    // query_canceled of PostgreSQL: what statement_timeout gives.
    if (error.nativeErrorCode() == "57014"_L1)
        return failure(
            ErrorCode::Timeout,
            Words::tr("The query took longer than %1 s.").arg(secondsOf(question.timeout)));
    return failure(ErrorCode::InvalidInput,
                   Words::tr("The query failed: %1.").arg(firstLine(error)));
}

Result<SqlAnswer> ask(const SqlQuestion &question)
{
    const bool isFile = question.driver == SqlQuestion::Driver::Sqlite;
    if (isFile && !QFileInfo(question.database).isFile())
        return failure(ErrorCode::NotFound,
                       Words::tr("There is no database %1.").arg(question.database));
    Connection connection(question);
    QSqlDatabase &database = connection.database;
    if (!database.isValid())
        return failure(ErrorCode::Unavailable,
                       Words::tr("Qt's driver for this database is missing. Install it (%1).")
                           .arg(isFile ? u"libqt6sql6-sqlite"_s : u"libqt6sql6-psql"_s));
    if (!database.open())
        return failure(ErrorCode::Unreachable,
                       Words::tr("The database %1 cannot be opened: %2.")
                           .arg(placeOf(question), firstLine(database.lastError())));
    QSqlQuery query(database);
    query.setForwardOnly(true);
    const QString guard = u"SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY; "
                          "SET statement_timeout = %1"_s.arg(question.timeout.count());
    if (!isFile && !query.exec(guard))
        return refused(question, query.lastError());
    if (!query.exec(question.query))
        return refused(question, query.lastError());
    SqlAnswer answer;
    if (query.next()) {
        const int columns = query.record().count();
        for (int column = 0; column < columns; ++column)
            answer.row.append(query.value(column));
        answer.hasMore = query.next();
    }
    if (query.lastError().isValid())
        return refused(question, query.lastError());
    return answer;
}

} // namespace

QFuture<Result<SqlAnswer>> askDatabase(const SqlQuestion &question)
{
    const auto promise = std::make_shared<QPromise<Result<SqlAnswer>>>();
    promise->start();
    QFuture<Result<SqlAnswer>> future = promise->future();
    // Nobody waits for it: a query of SQLite may take as long as it likes.
    std::thread([promise, question] {
        promise->addResult(ask(question));
        promise->finish();
    }).detach();
    return future;
}

} // namespace slipway
