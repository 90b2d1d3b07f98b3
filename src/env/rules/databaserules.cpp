// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/asciitext.h"
#include "env/rules/connectionurl.h"
#include "env/rules/databasessl.h"
#include "env/rules/hosts.h"
#include "env/rules/keyroles.h"
#include "env/rules/rulecontext.h"
#include "env/rules/rules.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace slipway {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::DatabaseRules)
};

bool isSqlite(QByteArrayView value)
{
    return ascii::startsWith(value, "sqlite:") || ascii::startsWith(value, "sqlite3:")
        || ascii::startsWith(value, "file:") || ascii::startsWith(value, "jdbc:sqlite:");
}

bool isSocket(const ConnectionUrl &url)
{
    const bool hasNoHost = url.hosts.size() == 1 && url.hosts.first().name.isEmpty();
    const bool isEncodedPath = !url.hosts.isEmpty()
        && (ascii::startsWith(url.hosts.first().name, "%2f")
            || url.hosts.first().name.startsWith('/'));
    const auto host = url.parameter("host");
    return hasNoHost || isEncodedPath || (host && host->startsWith('/'))
        || url.anyParameter({"socket", "unix_socket", "unixSocket", "socketPath"});
}

QByteArray databaseOf(const ConnectionUrl &url, DatabaseKind kind)
{
    if (kind == DatabaseKind::SqlServer) {
        if (const auto name = url.anyParameter({"database", "databaseName", "initial catalog"}))
            return *name;
    }
    if (const auto name = url.parameter("dbname"))
        return *name;
    return percentDecoded(url.path);
}

QByteArray userOf(const ConnectionUrl &url)
{
    if (url.user)
        return percentDecoded(*url.user);
    return url.anyParameter({"user", "username", "uid"}).value_or(QByteArray());
}

void checkHosts(const RuleValue &value, const ConnectionUrl &url, RuleContext &context)
{
    const bool isBad = std::ranges::any_of(url.hosts, [](const ConnectionUrl::Host &host) {
        return !host.port.isEmpty() && !isPort(host.port);
    });
    if (isBad)
        context.report(u"DatabasePort"_s, value,
                       Words::tr("The port in this URL is no number from 1 to 65535."));
}

// Keys that say parts of the URL again

struct Part
{
    QList<QByteArrayView> keys;
    QByteArray inUrl;
    QString name;
};

void compareParts(const RuleValue &value, const QList<Part> &parts, RuleContext &context)
{
    for (const Part &part : parts) {
        const RuleValue *key = context.findFilled(part.keys);
        if (!key || !key->isReadable || part.inUrl.isEmpty() || key->trimmed() == part.inUrl)
            continue;
        context.report(u"DatabasePartsDiffer"_s, *key,
                       Words::tr("%1 names another %2 than this key does; which of them is used "
                                 "depends on the program.")
                           .arg(QString::fromUtf8(value.key), part.name));
    }
}

void compareWithKeys(const RuleValue &value, const ConnectionUrl &url, DatabaseKind kind,
                     RuleContext &context)
{
    const bool isPostgres = kind == DatabaseKind::Postgres;
    const ConnectionUrl::Host host
        = url.hosts.size() == 1 ? url.hosts.first() : ConnectionUrl::Host{};
    const QByteArray password = url.password ? percentDecoded(*url.password) : QByteArray();
    compareParts(
        value,
        {{{"DB_HOST", "DATABASE_HOST"}, host.name.toByteArray(), Words::tr("host")},
         {{"DB_PORT", "DATABASE_PORT"}, host.port.toByteArray(), Words::tr("port")},
         {{"DB_USER", "DB_USERNAME", "DATABASE_USER"}, userOf(url), Words::tr("user")},
         {{"DB_NAME", "DB_DATABASE", "DATABASE_NAME"},
          databaseOf(url, kind),
          Words::tr("database")},
         {{"DB_PASSWORD", "DB_PASS", "DATABASE_PASSWORD"}, password, Words::tr("password")}},
        context);
    if (isPostgres)
        compareParts(value,
                     {{{"PGHOST"}, host.name.toByteArray(), Words::tr("host")},
                      {{"PGPORT"}, host.port.toByteArray(), Words::tr("port")},
                      {{"PGUSER"}, userOf(url), Words::tr("user")},
                      {{"PGDATABASE"}, databaseOf(url, kind), Words::tr("database")},
                      {{"PGPASSWORD"}, password, Words::tr("password")},
                      {{"PGSSLMODE"},
                       url.parameter("sslmode").value_or(QByteArray()),
                       Words::tr("SSL mode")}},
                     context);
}

void checkServerUrl(const RuleValue &value, const ConnectionUrl &url, DatabaseKind kind,
                    RuleContext &context)
{
    static constexpr std::array<QByteArrayView, 3> superusers{"root", "postgres", "sa"};
    if (url.hasRawPassword)
        context.report(u"DatabaseUrlPassword"_s, value,
                       Words::tr("The password in this URL holds #, ?, / or @ as such; write %23, "
                                 "%3F, %2F or %40, or it ends there."));
    checkHosts(value, url, context);
    if (databaseOf(url, kind).isEmpty())
        context.report(u"DatabaseName"_s, value, Words::tr("This URL names no database."));
    if (ascii::isOneOf(userOf(url), superusers))
        context.report(u"DatabaseSuperuser"_s, value,
                       Words::tr("The program signs in as the database's administrator; give it a "
                                 "user of its own."));
    if (!isSocket(url))
        checkDatabaseSsl(value, url, kind, context);
    compareWithKeys(value, url, kind, context);
}

void checkDatabaseUrl(const RuleValue &value, RuleContext &context)
{
    const QByteArrayView text = value.trimmed();
    if (isSqlite(text)) {
        context.report(u"DatabaseSqlite"_s, value,
                       Words::tr("SQLite is one file on one machine; is that meant for "
                                 "production?"));
        return;
    }
    const auto url = connectionUrlFromText(text);
    const auto kind = url ? databaseKindOf(url->scheme) : std::nullopt;
    if (!kind) {
        context.report(u"DatabaseUrlFormat"_s, value,
                       Words::tr("This does not begin as the URL of a database does, such as "
                                 "postgresql:// or mysql://."));
        return;
    }
    checkServerUrl(value, *url, *kind, context);
}

} // namespace

void checkDatabaseUrls(RuleContext &context)
{
    for (const RuleValue &value : context.values()) {
        if (value.role == KeyRole::DatabaseUrl && context.isWorthChecking(value))
            checkDatabaseUrl(value, context);
    }
}

} // namespace slipway
