// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo/shopdatabase.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QPasswordDigestor>
#include <QRandomGenerator>
#include <QSqlError>
#include <QSqlQuery>
#include <QVariant>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {
/// Few rounds for a password store, enough for accounts that live as long as a demo.
constexpr int digestRounds = 20000;

QString tr(const char *text)
{
    return QCoreApplication::translate("ShopDatabase", text);
}

QByteArray digest(const QString &password, const QByteArray &salt)
{
    return QPasswordDigestor::deriveKeyPbkdf2(QCryptographicHash::Sha256, password.toUtf8(), salt,
                                              digestRounds, 32)
        .toHex();
}

std::unexpected<Error> failed(const QSqlQuery &query)
{
    return failure(ErrorCode::Io,
                   tr("The database did not answer: %1.").arg(query.lastError().databaseText()),
                   query.lastQuery());
}

/// Executes `sql` with its values bound in order.
Result<QSqlQuery> execute(const QString &connection, const QString &sql,
                          const QVariantList &values = {})
{
    QSqlQuery query(QSqlDatabase::database(connection));
    if (!query.prepare(sql))
        return failed(query);
    for (const QVariant &value : values)
        query.addBindValue(value);
    if (!query.exec())
        return failed(query);
    return query;
}

Result<void> withoutResult(Result<QSqlQuery> query)
{
    if (!query)
        return std::unexpected(query.error());
    return {};
}
} // namespace

QString randomHex(int bytes)
{
    QByteArray random(bytes, '\0');
    for (char &byte : random)
        byte = char(QRandomGenerator::system()->bounded(256));
    return QString::fromLatin1(random.toHex());
}

ShopDatabase::ShopDatabase(QString connection) : m_connection(std::move(connection)) { }

ShopDatabase::~ShopDatabase()
{
    QSqlDatabase::removeDatabase(m_connection);
}

Result<std::unique_ptr<ShopDatabase>> ShopDatabase::open(const QString &path, Open how)
{
    if (how == Open::Existing && !QFile::exists(path))
        return failure(ErrorCode::NotFound, tr("The database %1 is missing.").arg(path));
    if (how == Open::CreateIfMissing)
        QDir().mkpath(QFileInfo(path).absolutePath());

    std::unique_ptr<ShopDatabase> self(new ShopDatabase(u"shop-"_s + randomHex(6)));
    QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, self->m_connection);
    database.setDatabaseName(path);
    database.setConnectOptions(u"QSQLITE_BUSY_TIMEOUT=5000"_s);
    if (!database.open())
        return failure(ErrorCode::Io,
                       tr("The database %1 cannot be opened: %2.")
                           .arg(path, database.lastError().databaseText()));
    for (const QString &pragma : {u"PRAGMA journal_mode=WAL"_s, u"PRAGMA foreign_keys=ON"_s,
                                  u"CREATE TABLE IF NOT EXISTS schema_migrations ("
                                  "number INTEGER PRIMARY KEY, applied_at TEXT NOT NULL)"_s}) {
        if (Result<QSqlQuery> done = execute(self->m_connection, pragma); !done)
            return std::unexpected(done.error());
    }
    return self;
}

Result<int> ShopDatabase::schema() const
{
    Result<QSqlQuery> query
        = execute(m_connection, u"SELECT COALESCE(MAX(number), 0) FROM schema_migrations"_s);
    if (!query)
        return std::unexpected(query.error());
    query->next();
    return query->value(0).toInt();
}

Result<void> ShopDatabase::migrate(const QList<ShopMigration> &migrations, int target)
{
    const Result<int> current = schema();
    if (!current)
        return std::unexpected(current.error());
    for (const ShopMigration &migration : migrations) {
        if (migration.number <= *current || migration.number > target)
            continue;
        if (Result<void> done = applyOne(migration.up, migration.number); !done)
            return done;
    }
    for (qsizetype i = migrations.size() - 1; i >= 0; --i) {
        const int number = migrations.at(i).number;
        if (number > *current || number <= target)
            continue;
        if (Result<void> done = applyOne(migrations.at(i).down, -number); !done)
            return done;
    }
    return {};
}

/// A negative `schema` takes that migration back.
Result<void> ShopDatabase::applyOne(const QStringList &statements, int schema)
{
    QSqlDatabase database = QSqlDatabase::database(m_connection);
    if (!database.transaction())
        return failure(
            ErrorCode::Io,
            tr("The database did not answer: %1.").arg(database.lastError().databaseText()));
    Result<void> done;
    for (const QString &statement : statements) {
        done = withoutResult(execute(m_connection, statement));
        if (!done)
            break;
    }
    if (done) {
        const QString now = QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs);
        done = schema > 0
            ? withoutResult(execute(m_connection, u"INSERT INTO schema_migrations VALUES (?, ?)"_s,
                                    {schema, now}))
            : withoutResult(execute(
                  m_connection, u"DELETE FROM schema_migrations WHERE number = ?"_s, {-schema}));
    }
    if (!done) {
        database.rollback();
        return done;
    }
    if (!database.commit())
        return failure(
            ErrorCode::Io,
            tr("The database did not answer: %1.").arg(database.lastError().databaseText()));
    return {};
}

Result<void> ShopDatabase::backUpTo(const QString &path) const
{
    QDir().mkpath(QFileInfo(path).absolutePath());
    return withoutResult(execute(m_connection, u"VACUUM INTO ?"_s, {path}));
}

Result<QString> ShopDatabase::addUser(const NewUser &user)
{
    const QByteArray salt = randomHex(16).toLatin1();
    const QString token = randomHex(16);
    const Result<QSqlQuery> done = execute(
        m_connection,
        u"INSERT INTO users (name, mail, salt, password, verified, admin, second_factor, token) "
        "VALUES (?, ?, ?, ?, 0, ?, 0, ?)"_s,
        {user.name, user.mail, salt, digest(user.password, salt), int(user.admin), token});
    if (done)
        return token;
    if (this->user(user.name))
        return failure(ErrorCode::Refused, tr("The name %1 is taken.").arg(user.name));
    return std::unexpected(done.error());
}

Result<void> ShopDatabase::putAdmin(const QString &name, const QString &password)
{
    const QByteArray salt = randomHex(16).toLatin1();
    return withoutResult(
        execute(m_connection,
                u"INSERT INTO users (name, mail, salt, password, verified, admin, second_factor) "
                "VALUES (?, '', ?, ?, 1, 1, 0) ON CONFLICT (name) DO UPDATE SET "
                "salt = excluded.salt, password = excluded.password, verified = 1, admin = 1"_s,
                {name, salt, digest(password, salt)}));
}

Result<QString> ShopDatabase::verifyMail(const QString &token)
{
    Result<QSqlQuery> query = execute(
        m_connection,
        u"UPDATE users SET verified = 1, token = NULL WHERE token = ? RETURNING name"_s, {token});
    if (!query)
        return std::unexpected(query.error());
    if (!query->next())
        return failure(ErrorCode::NotFound, tr("This link is unknown or was used before."));
    return query->value(0).toString();
}

std::optional<ShopUser> ShopDatabase::user(const QString &name) const
{
    Result<QSqlQuery> query = execute(
        m_connection, u"SELECT mail, verified, admin, second_factor FROM users WHERE name = ?"_s,
        {name});
    if (!query || !query->next())
        return std::nullopt;
    return ShopUser{name, query->value(0).toString(), query->value(1).toBool(),
                    query->value(2).toBool(), query->value(3).toBool()};
}

std::optional<ShopUser> ShopDatabase::authenticate(const QString &name,
                                                   const QString &password) const
{
    Result<QSqlQuery> query
        = execute(m_connection, u"SELECT salt, password FROM users WHERE name = ?"_s, {name});
    const bool known = query && query->next();
    // An unknown name costs a digest as well, so that time tells nothing about names.
    const QByteArray salt = known ? query->value(0).toByteArray() : "no such user"_ba;
    const QByteArray expected = known ? query->value(1).toByteArray() : QByteArray();
    const QByteArray given = digest(password, salt);
    if (!known || given != expected)
        return std::nullopt;
    return user(name);
}

Result<void> ShopDatabase::requireSecondFactor(const QString &name)
{
    return withoutResult(
        execute(m_connection, u"UPDATE users SET second_factor = 1 WHERE name = ?"_s, {name}));
}

Result<ShopDatabase::LoginCode> ShopDatabase::newLoginCode(const QString &user,
                                                           std::chrono::seconds validFor)
{
    const LoginCode code{
        randomHex(16),
        u"%1"_s.arg(QRandomGenerator::system()->bounded(1000000), 6, 10, QLatin1Char('0'))};
    const Result<QSqlQuery> done
        = execute(m_connection,
                  u"INSERT INTO login_codes (challenge, name, code, expires) VALUES (?, ?, ?, ?)"_s,
                  {code.challenge, user, code.code,
                   QDateTime::currentSecsSinceEpoch() + qint64(validFor.count())});
    if (!done)
        return std::unexpected(done.error());
    return code;
}

Result<QString> ShopDatabase::takeLoginCode(const QString &challenge, const QString &code)
{
    Result<QSqlQuery> query
        = execute(m_connection,
                  u"DELETE FROM login_codes WHERE challenge = ? RETURNING name, code, expires"_s,
                  {challenge});
    if (!query)
        return std::unexpected(query.error());
    const bool right = query->next() && query->value(1).toString() == code
        && query->value(2).toLongLong() >= QDateTime::currentSecsSinceEpoch();
    if (!right)
        return failure(ErrorCode::Authentication, tr("The code is wrong or too old."));
    return query->value(0).toString();
}

} // namespace slipway
