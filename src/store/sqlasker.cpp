// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sqlasker.h"

#include "metrics/ownnetwork.h"
#include "store/sqlitedeadline.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QPromise>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QSqlRecord>
#include <QUuid>

#include <algorithm>
#include <array>
#include <optional>
#include <thread>
#include <utility>

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

/// The pieces of a query as its database cuts them: a semicolon in quotes or in a comment ends no
/// statement. Where versions of PostgreSQL differ, the piece is Unclear.
class QueryPieces
{
public:
    enum class Kind { End, Blank, Word, Semicolon, Unclear, Other };

    QueryPieces(QByteArray text, SqlQuestion::Driver driver)
        : m_text(std::move(text))
        , m_isFile(driver == SqlQuestion::Driver::Sqlite)
    { }

    Kind next()
    {
        m_start = m_at;
        if (m_at >= m_text.size())
            return Kind::End;
        if (skipBlanks())
            return Kind::Blank;
        // E'…' goes on in the next '…' behind nothing but blanks.
        const bool hasEscapes = std::exchange(m_hasEscapes, false);
        const char first = m_text.at(m_at);
        if (first == '\'') {
            skipQuoted(first, hasEscapes);
            m_hasEscapes = hasEscapes;
            return Kind::Other;
        }
        if (isWordStart(first))
            return word();
        if (isDigit(first) && !m_isFile)
            return number();
        skipOther(first);
        return first == ';' ? Kind::Semicolon : Kind::Other;
    }
    qsizetype start() const { return m_start; }
    QByteArray piece() const { return m_text.mid(m_start, m_at - m_start); }

private:
    static bool isDigit(char c) { return c >= '0' && c <= '9'; }
    static bool isWordStart(char c)
    {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c & 0x80) != 0;
    }
    static bool isBlank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
    QByteArrayView rest() const { return QByteArrayView(m_text).sliced(m_at); }
    char here() const { return m_at < m_text.size() ? m_text.at(m_at) : '\0'; }

    bool skipBlanks()
    {
        const qsizetype before = m_at;
        while (isBlank(here()))
            ++m_at;
        if (rest().startsWith("--")) {
            while (m_at < m_text.size() && here() != '\n' && (m_isFile || here() != '\r'))
                ++m_at;
        } else if (rest().startsWith("/*")) {
            skipComment();
        }
        return m_at > before;
    }
    /// Those of PostgreSQL hold others.
    void skipComment()
    {
        m_at += 2;
        for (int depth = 1; depth > 0 && m_at < m_text.size();) {
            if (rest().startsWith("*/")) {
                --depth;
                m_at += 2;
            } else if (!m_isFile && rest().startsWith("/*")) {
                ++depth;
                m_at += 2;
            } else {
                ++m_at;
            }
        }
    }
    /// A doubled quote is the end of one text and the begin of another here.
    void skipQuoted(char last, bool hasEscapes = false)
    {
        for (++m_at; m_at < m_text.size() && m_text.at(m_at) != last; ++m_at) {
            if (hasEscapes && m_text.at(m_at) == '\\')
                ++m_at;
        }
        m_at = std::min(m_at + 1, m_text.size());
    }
    Kind word()
    {
        while (isWordStart(here()) || isDigit(here()) || here() == '$')
            ++m_at;
        m_hasEscapes = !m_isFile && here() == '\'' && (piece() == "e" || piece() == "E");
        return Kind::Word;
    }
    Kind number()
    {
        while (isWordStart(here()) || isDigit(here()) || here() == '.')
            ++m_at;
        return here() == '$' || here() == '\'' ? Kind::Unclear : Kind::Other;
    }
    void skipOther(char first)
    {
        if (first == '"' || (m_isFile && first == '`'))
            skipQuoted(first);
        else if (m_isFile && first == '[')
            skipQuoted(']');
        else if (m_isFile || first != '$' || !skipDollars())
            ++m_at;
    }
    /// $$…$$ and $name$…$name$.
    bool skipDollars()
    {
        qsizetype end = m_at + 1;
        while (end < m_text.size()
               && (isWordStart(m_text.at(end)) || (end > m_at + 1 && isDigit(m_text.at(end)))))
            ++end;
        if (end >= m_text.size() || m_text.at(end) != '$')
            return false;
        const QByteArray quote = m_text.mid(m_at, end + 1 - m_at);
        const qsizetype close = m_text.indexOf(quote, end + 1);
        m_at = close < 0 ? m_text.size() : close + quote.size();
        return true;
    }

    QByteArray m_text;
    bool m_isFile;
    qsizetype m_start = 0;
    qsizetype m_at = 0;
    bool m_hasEscapes = false; ///< a '…' that came now would have backslashes that count
};

/// The one statement of the question, without its semicolon. The databases themselves are told to
/// only read, but a second statement could take that back, and VACUUM INTO makes a file all the
/// same.
Result<QString> statementOf(const SqlQuestion &question)
{
    using Kind = QueryPieces::Kind;
    static constexpr std::array allowed{"select", "with", "values", "table", "show", "explain"};
    const QByteArray text = question.query.toUtf8();
    QueryPieces pieces(text, question.driver);
    qsizetype end = -1;
    QByteArray verb;
    bool isBegun = false;
    for (Kind kind = pieces.next(); kind != Kind::End; kind = pieces.next()) {
        if (kind == Kind::Unclear)
            return failure(ErrorCode::InvalidInput,
                           Words::tr("In the query of %1 a number stands right before ‘$’ or a "
                                     "quote. Write a blank between them.")
                               .arg(placeOf(question)));
        if (kind == Kind::Semicolon && end < 0)
            end = pieces.start();
        else if (kind != Kind::Semicolon && kind != Kind::Blank && end >= 0)
            return failure(ErrorCode::InvalidInput,
                           Words::tr("The query of %1 has more than one statement, so nothing was "
                                     "sent. Ask with one SELECT.")
                               .arg(placeOf(question)));
        if (!isBegun && kind == Kind::Word)
            verb = pieces.piece().toLower();
        // PostgreSQL lets a query stand in brackets.
        isBegun = isBegun || (kind != Kind::Blank && pieces.piece() != "(");
    }
    if (std::ranges::find(allowed, verb) == allowed.end())
        return failure(ErrorCode::InvalidInput,
                       Words::tr("The query of %1 does not begin with SELECT, so it may change "
                                 "something and was not sent. Ask with one SELECT.")
                           .arg(placeOf(question)));
    return QString::fromUtf8(end < 0 ? text : text.first(end));
}

/// Whether the password might leave this machine. Without a host libpq reads PGHOST.
bool mayLeaveThisMachine(const SqlQuestion &question)
{
    const QString host = question.host.isEmpty() ? qEnvironmentVariable("PGHOST") : question.host;
    return !host.isEmpty() && !isThisMachine(host);
}

/// For a server. libpq's own choice would send the password as it is where there is no TLS; it
/// does not use TLS for a socket, whatever it is told.
QString serverOptions(const SqlQuestion &question)
{
    QString options
        = u"connect_timeout=%1;application_name=slipway"_s.arg(secondsOf(question.timeout));
    const QString chosen = qEnvironmentVariable("PGSSLMODE");
    const bool isStricter = chosen == "verify-ca"_L1 || chosen == "verify-full"_L1;
    if (mayLeaveThisMachine(question) && !isStricter)
        options += u";sslmode=require"_s;
    return options;
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
            // Half of the time, so that there is some left to say what it waited for.
            database.setConnectOptions(u"QSQLITE_OPEN_READONLY;QSQLITE_BUSY_TIMEOUT=%1"_s.arg(
                question.timeout.count() / 2));
            return;
        }
        database.setHostName(question.host);
        if (question.port > 0)
            database.setPort(question.port);
        database.setUserName(question.user);
        database.setPassword(question.password);
        database.setConnectOptions(serverOptions(question));
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

std::unexpected<Error> notOpened(const SqlQuestion &question, const QSqlError &error)
{
    const QString said = firstLine(error);
    // libpq speaks the language of the person; of its messages only the one that the server has no
    // TLS names SSL twice.
    if (mayLeaveThisMachine(question) && said.count("SSL"_L1) > 1)
        return failure(ErrorCode::Unreachable,
                       Words::tr("The server of %1 offers no TLS, so the password was not sent. "
                                 "Turn TLS on there, or lead a tunnel of ssh to it and let ‘host’ "
                                 "be 127.0.0.1.")
                           .arg(placeOf(question)),
                       said);
    return failure(ErrorCode::Unreachable,
                   Words::tr("The database %1 cannot be opened: %2.").arg(placeOf(question), said));
}

std::unexpected<Error> refused(const SqlQuestion &question, const QSqlError &error)
{
    constexpr int busy = 5;
    constexpr int interrupted = 9;
    constexpr int noDatabase = 26;
    const QString place = placeOf(question);
    const QString code = error.nativeErrorCode();
    // What SQLite adds to a code is above its lowest byte.
    const int fileCode = question.driver == SqlQuestion::Driver::Sqlite ? code.toInt() & 0xff : 0;
    if (fileCode == busy)
        return failure(ErrorCode::Timeout,
                       Words::tr("The database %1 is locked by another program. Let that end, or "
                                 "give the metric a longer ‘timeout’.")
                           .arg(place));
    if (fileCode == noDatabase)
        return failure(ErrorCode::InvalidInput,
                       Words::tr("The file %1 is no database of SQLite, or it is encrypted. Give "
                                 "another ‘database’.")
                           .arg(place));
    // query_canceled of PostgreSQL is what statement_timeout gives.
    if (fileCode == interrupted || code == "57014"_L1)
        return failure(ErrorCode::Timeout,
                       Words::tr("The query of %1 took longer than %2 s.")
                           .arg(place, QString::number(secondsOf(question.timeout))));
    return failure(ErrorCode::InvalidInput,
                   Words::tr("The query of %1 failed: %2.").arg(place, firstLine(error)));
}

/// SQLite takes a file of no bytes for a database without tables.
Result<void> checkFile(const QString &path)
{
    const QFileInfo file(path);
    if (file.isDir())
        return failure(
            ErrorCode::InvalidInput,
            Words::tr("%1 is a folder. Let ‘database’ be the file of a database.").arg(path));
    if (!file.isFile())
        return failure(ErrorCode::NotFound, Words::tr("There is no database %1.").arg(path));
    if (file.size() == 0)
        return failure(ErrorCode::InvalidInput,
                       Words::tr("The file %1 is empty, so it is no database. Give another "
                                 "‘database’.")
                           .arg(path));
    return {};
}

/// What is sent before the query. To SQLite: something that reads the file, which "SELECT 1" does
/// not. To PostgreSQL: that nothing is written, how long it may take, and that backslashes are
/// read as statementOf() reads them.
QString preludeOf(const SqlQuestion &question)
{
    if (question.driver == SqlQuestion::Driver::Sqlite)
        return u"SELECT count(*) FROM sqlite_master"_s;
    return u"START TRANSACTION READ ONLY; SET LOCAL statement_timeout = %1; "
           "SET LOCAL standard_conforming_strings = on"_s.arg(question.timeout.count());
}

Result<SqlAnswer> answerOf(const SqlQuestion &question, const QString &statement,
                           const QSqlDatabase &database)
{
    QSqlQuery query(database);
    query.setForwardOnly(true);
    if (!query.exec(preludeOf(question)))
        return refused(question, query.lastError());
    query.finish();
    std::optional<SqliteDeadline> deadline;
    if (question.driver == SqlQuestion::Driver::Sqlite)
        deadline.emplace(database, question.timeout);
    if (!query.exec(statement))
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

Result<SqlAnswer> ask(const SqlQuestion &question)
{
    const bool isFile = question.driver == SqlQuestion::Driver::Sqlite;
    const Result<QString> statement = statementOf(question);
    if (!statement)
        return std::unexpected(statement.error());
    if (isFile) {
        if (const Result<void> checked = checkFile(question.database); !checked)
            return std::unexpected(checked.error());
    }
    Connection connection(question);
    QSqlDatabase &database = connection.database;
    if (!database.isValid())
        return failure(ErrorCode::Unavailable,
                       Words::tr("Qt's driver for this database is missing. Install it (%1).")
                           .arg(isFile ? u"libqt6sql6-sqlite"_s : u"libqt6sql6-psql"_s));
    if (!database.open())
        return notOpened(question, database.lastError());
    return answerOf(question, *statement, database);
}

} // namespace

QFuture<Result<SqlAnswer>> askDatabase(const SqlQuestion &question)
{
    const auto promise = std::make_shared<QPromise<Result<SqlAnswer>>>();
    promise->start();
    QFuture<Result<SqlAnswer>> future = promise->future();
    // Nobody waits for it: a database may take as long as it likes.
    std::thread([promise, question] {
        promise->addResult(ask(question));
        promise->finish();
    }).detach();
    return future;
}

} // namespace slipway
