// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/rules/databasessl.h"

#include "env/asciitext.h"
#include "env/rules/rulecontext.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace slipway {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::DatabaseRules)
};

/// What a URL says about encryption.
enum class Ssl {
    Verified,  ///< encrypted, and the server proves who it is
    Encrypted, ///< encrypted, but to whom nobody knows
    Default,   ///< nothing is said
    Off,       ///< off, or only if the server likes
    Unchecked  ///< encrypted, with certificates explicitly not verified
};

bool isTrue(const std::optional<QByteArray> &value)
{
    static constexpr std::array<QByteArrayView, 3> words{"true", "1", "yes"};
    return value && ascii::isOneOf(*value, words);
}

bool isFalse(const std::optional<QByteArray> &value)
{
    static constexpr std::array<QByteArrayView, 3> words{"false", "0", "no"};
    return value && ascii::isOneOf(*value, words);
}

Ssl postgresMode(QByteArrayView mode)
{
    if (ascii::equals(mode, "verify-full") || ascii::equals(mode, "verify-ca"))
        return Ssl::Verified;
    if (ascii::equals(mode, "require"))
        return Ssl::Encrypted;
    return ascii::equals(mode, "no-verify") ? Ssl::Unchecked : Ssl::Off;
}

Ssl postgresSsl(const ConnectionUrl &url, const RuleContext &context)
{
    if (const auto mode = url.parameter("sslmode"))
        return postgresMode(*mode);
    // node-postgres and the Java driver verify with this one.
    if (isTrue(url.parameter("ssl")))
        return Ssl::Verified;
    const RuleValue *variable = context.findFilled({"PGSSLMODE"});
    if (variable && variable->isReadable)
        return postgresMode(variable->trimmed());
    return Ssl::Default;
}

Ssl mySqlSsl(const ConnectionUrl &url)
{
    static constexpr std::array<QByteArrayView, 6> verifying{
        "VERIFY_CA", "VERIFY_IDENTITY", "VERIFY-CA", "VERIFY-FULL", "VERIFY_FULL", "REQUIRED"};
    if (const auto mode = url.anyParameter({"ssl-mode", "sslmode", "ssl_mode"})) {
        if (ascii::isOneOf(*mode, verifying))
            return Ssl::Verified;
        return ascii::equals(*mode, "REQUIRE") || ascii::equals(*mode, "trust") ? Ssl::Encrypted
                                                                                : Ssl::Off;
    }
    if (const auto accept = url.parameter("sslaccept"))
        return ascii::equals(*accept, "strict") ? Ssl::Verified : Ssl::Unchecked;
    if (isTrue(url.parameter("useSSL")) && isTrue(url.parameter("requireSSL")))
        return Ssl::Verified;
    const auto ssl = url.anyParameter({"ssl", "tls"});
    if (ssl && (ssl->contains("rejectUnauthorized\":false") || *ssl == "skip-verify"))
        return Ssl::Unchecked;
    if (isTrue(ssl) || (ssl && ssl->startsWith('{'))
        || url.anyParameter({"ssl_ca", "ssl-ca", "sslcert"}))
        return Ssl::Verified;
    return ssl || url.parameter("useSSL") ? Ssl::Off : Ssl::Default;
}

Ssl mongoSsl(const ConnectionUrl &url, DatabaseKind kind)
{
    const auto tls = url.anyParameter({"tls", "ssl"});
    if (isTrue(url.anyParameter(
            {"tlsAllowInvalidCertificates", "tlsInsecure", "tlsAllowInvalidHostnames"})))
        return Ssl::Unchecked;
    if (isFalse(tls))
        return Ssl::Off;
    return kind == DatabaseKind::MongoDbSrv || isTrue(tls) ? Ssl::Verified : Ssl::Default;
}

Ssl sqlServerSsl(const ConnectionUrl &url)
{
    static constexpr std::array<QByteArrayView, 5> on{"true", "yes", "strict", "mandatory", "1"};
    if (isTrue(url.parameter("trustServerCertificate")))
        return Ssl::Unchecked;
    const auto encrypt = url.parameter("encrypt");
    if (!encrypt)
        return Ssl::Default;
    return ascii::isOneOf(*encrypt, on) ? Ssl::Verified : Ssl::Off;
}

Ssl sslOf(const ConnectionUrl &url, DatabaseKind kind, const RuleContext &context)
{
    switch (kind) {
    case DatabaseKind::Postgres:
        return postgresSsl(url, context);
    case DatabaseKind::MySql:
        return mySqlSsl(url);
    case DatabaseKind::MongoDb:
    case DatabaseKind::MongoDbSrv:
        return mongoSsl(url, kind);
    case DatabaseKind::SqlServer:
        return sqlServerSsl(url);
    }
    Q_UNREACHABLE_RETURN(Ssl::Default);
}

/// What to write, for each kind.
QString advice(DatabaseKind kind)
{
    switch (kind) {
    case DatabaseKind::Postgres:
        return u"sslmode=verify-full"_s;
    case DatabaseKind::MySql:
        return u"ssl-mode=VERIFY_IDENTITY"_s;
    case DatabaseKind::MongoDb:
    case DatabaseKind::MongoDbSrv:
        return u"tls=true"_s;
    case DatabaseKind::SqlServer:
        return u"encrypt=true"_s;
    }
    Q_UNREACHABLE_RETURN({});
}

} // namespace

std::optional<DatabaseKind> databaseKindOf(QByteArrayView scheme)
{
    const QByteArrayView bare = ascii::startsWith(scheme, "jdbc:") ? scheme.sliced(5) : scheme;
    if (ascii::equals(bare, "mongodb+srv"))
        return DatabaseKind::MongoDbSrv;
    const qsizetype plus = bare.indexOf('+');
    const QByteArrayView name = plus < 0 ? bare : bare.first(plus);
    if (ascii::equals(name, "postgres") || ascii::equals(name, "postgresql")
        || ascii::equals(name, "cockroachdb"))
        return DatabaseKind::Postgres;
    if (ascii::equals(name, "mysql") || ascii::equals(name, "mariadb"))
        return DatabaseKind::MySql;
    if (ascii::equals(name, "mongodb"))
        return DatabaseKind::MongoDb;
    return ascii::equals(name, "sqlserver") ? std::optional(DatabaseKind::SqlServer) : std::nullopt;
}

void checkDatabaseSsl(const RuleValue &value, const ConnectionUrl &url, DatabaseKind kind,
                      RuleContext &context)
{
    switch (sslOf(url, kind, context)) {
    case Ssl::Verified:
        return;
    case Ssl::Encrypted:
        context.report(u"DatabaseSslIdentity"_s, value,
                       Words::tr("The connection is encrypted, but any server may pose as the "
                                 "database; write %1, since drivers differ in what they make of "
                                 "this mode.")
                           .arg(advice(kind)));
        return;
    case Ssl::Default:
        context.report(u"DatabaseSsl"_s, value,
                       Words::tr("Nothing says that the connection is encrypted, and by default it "
                                 "need not be; write %1.")
                           .arg(advice(kind)));
        return;
    case Ssl::Off:
        context.report(u"DatabaseSsl"_s, value,
                       Words::tr("The connection to the database need not be encrypted; write %1.")
                           .arg(advice(kind)));
        return;
    case Ssl::Unchecked:
        context.report(u"DatabaseSsl"_s, value,
                       Words::tr("The database's certificate is not verified, so that any server "
                                 "may pose as it; write %1.")
                           .arg(advice(kind)));
        return;
    }
}

} // namespace slipway
