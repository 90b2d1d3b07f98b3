// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/rules/rulecatalogue.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <span>

using namespace Qt::StringLiterals;

namespace slipway {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::RuleCatalogue)
};

struct Row
{
    QLatin1StringView id;
    EnvSeverity severity;
    const char *title;
};

constexpr EnvSeverity error = EnvSeverity::Error;
constexpr EnvSeverity warning = EnvSeverity::Warning;

constexpr std::array schemaRows{
    Row{"SchemaRequired"_L1, error, QT_TR_NOOP("What the schema requires is there.")},
    Row{"SchemaType"_L1, error, QT_TR_NOOP("A value is of its type.")},
    Row{"SchemaPattern"_L1, error, QT_TR_NOOP("A value matches its pattern.")},
    Row{"SchemaLength"_L1, error, QT_TR_NOOP("A value is as long as wanted.")},
    Row{"SchemaRange"_L1, error, QT_TR_NOOP("A number is within its bounds.")},
    Row{"SchemaChoice"_L1, error, QT_TR_NOOP("A value is one of the choices.")},
    Row{"SchemaUnknownKey"_L1, warning, QT_TR_NOOP("The schema knows each key.")},
    Row{"SchemaForbiddenKey"_L1, error, QT_TR_NOOP("There is no key that the schema refuses.")},
    Row{"SchemaDeprecated"_L1, warning, QT_TR_NOOP("No key is outdated.")},
};

constexpr std::array exampleRows{
    Row{"ExampleMissingKey"_L1, error, QT_TR_NOOP("Each key of the example is there.")},
    Row{"ExampleEmptyKey"_L1, error, QT_TR_NOOP("Each key of the example has a value.")},
    Row{"ExampleExtraKey"_L1, warning, QT_TR_NOOP("The example has each key.")},
    Row{"ExampleValue"_L1, error, QT_TR_NOOP("No secret is that of the example.")},
    Row{"ExampleDefault"_L1, warning, QT_TR_NOOP("No value is just the example's.")},
};

constexpr std::array productionRows{
    // Every value
    Row{"EmptySecret"_L1, error, QT_TR_NOOP("A secret has a value.")},
    Row{"EmptyValue"_L1, warning, QT_TR_NOOP("A key has a value.")},
    Row{"PlaceholderValue"_L1, error, QT_TR_NOOP("Nothing is left to be filled in.")},
    Row{"PlaceholderWord"_L1, warning, QT_TR_NOOP("A value is no stopgap such as ‘test’.")},
    Row{"ValueWhitespace"_L1, warning, QT_TR_NOOP("No white space stands round a value.")},
    // Secrets
    Row{"WeakSecret"_L1, error, QT_TR_NOOP("A secret looks random.")},
    Row{"WeakPassword"_L1, warning, QT_TR_NOOP("A password looks random.")},
    Row{"SecretBits"_L1, warning, QT_TR_NOOP("A secret has enough bits.")},
    Row{"SecretReused"_L1, error, QT_TR_NOOP("A secret has one purpose.")},
    Row{"PasswordReused"_L1, warning, QT_TR_NOOP("A password is used once.")},
    Row{"SecretShared"_L1, error, QT_TR_NOOP("Environments have secrets of their own.")},
    Row{"JwtSecretLength"_L1, error, QT_TR_NOOP("A JWT secret is long enough.")},
    Row{"JwtSecretCharacters"_L1, warning, QT_TR_NOOP("A JWT secret is printable ASCII.")},
    Row{"JwtSecretHash"_L1, warning, QT_TR_NOOP("A JWT secret fits its algorithm.")},
    Row{"JwtAlgorithm"_L1, error, QT_TR_NOOP("Tokens are signed.")},
    Row{"JwtKeyFormat"_L1, error, QT_TR_NOOP("A key that signs tokens can be read and is strong.")},
    Row{"JwtKeyPair"_L1, error, QT_TR_NOOP("The public key of tokens is that of the private one.")},
    Row{"JwtPublicKeyMissing"_L1, warning, QT_TR_NOOP("Who checks tokens has their public key.")},
    Row{"EncryptionKeyLength"_L1, error, QT_TR_NOOP("An encryption key has 32 characters.")},
    Row{"EncryptionKeyMultibyte"_L1, error, QT_TR_NOOP("An encryption key has 32 bytes.")},
    Row{"EncryptionKeyFormat"_L1, error, QT_TR_NOOP("An encryption key is written as set.")},
    Row{"EncryptionKeyBits"_L1, warning, QT_TR_NOOP("An encryption key uses all characters.")},
    Row{"SessionSecretLength"_L1, error, QT_TR_NOOP("A session secret is long enough.")},
    Row{"RailsSecretKeyBase"_L1, warning, QT_TR_NOOP("Rails has a key base of 128 hex digits.")},
    Row{"DjangoInsecureKey"_L1, error,
        QT_TR_NOOP("Django's generated development key is replaced.")},
    Row{"CookieSecretLength"_L1, error, QT_TR_NOOP("Each cookie secret is long enough.")},
    Row{"SaltLength"_L1, error, QT_TR_NOOP("A salt is long enough.")},
    Row{"SaltIsNumber"_L1, error, QT_TR_NOOP("A salt is no number of rounds.")},
    // Push notifications
    Row{"VapidPublicKey"_L1, error, QT_TR_NOOP("The public VAPID key is written right.")},
    Row{"VapidPublicPoint"_L1, error, QT_TR_NOOP("The public VAPID key lies on P-256.")},
    Row{"VapidPrivateKey"_L1, error, QT_TR_NOOP("The private VAPID key is written right.")},
    Row{"VapidPrivateRange"_L1, error, QT_TR_NOOP("The private VAPID key is one of P-256.")},
    Row{"VapidPairMismatch"_L1, error, QT_TR_NOOP("The VAPID keys belong together.")},
    Row{"VapidPairIncomplete"_L1, warning, QT_TR_NOOP("Both VAPID keys are there.")},
    Row{"VapidSubject"_L1, error, QT_TR_NOOP("The VAPID subject is a real contact.")},
    // Production
    Row{"DebugEnabled"_L1, error, QT_TR_NOOP("Debugging is off.")},
    Row{"DebugNamespaces"_L1, error, QT_TR_NOOP("Node's debug output is off.")},
    Row{"DebugUnclear"_L1, error, QT_TR_NOOP("Debugging is off without doubt.")},
    Row{"DebugMissing"_L1, warning, QT_TR_NOOP("Debugging is switched off in so many words.")},
    Row{"DebugTruthy"_L1, warning, QT_TR_NOOP("‘False’ is not taken for true.")},
    Row{"NotProduction"_L1, error, QT_TR_NOOP("The environment is production.")},
    Row{"LogLevelVerbose"_L1, warning, QT_TR_NOOP("The log is not for debugging.")},
    Row{"DevelopmentHost"_L1, error, QT_TR_NOOP("No host is a developer's.")},
    Row{"DevelopmentRemains"_L1, error, QT_TR_NOOP("Nothing points to development or staging.")},
    Row{"PrivateAddress"_L1, warning, QT_TR_NOOP("No address is a private one.")},
    Row{"MailCatcher"_L1, error, QT_TR_NOOP("Mail is delivered.")},
    Row{"TlsVerificationOff"_L1, error, QT_TR_NOOP("Certificates are verified.")},
    Row{"CorsAnyOrigin"_L1, error, QT_TR_NOOP("Not every web site may call.")},
    // Databases and brokers
    Row{"DatabaseUrlFormat"_L1, error, QT_TR_NOOP("The database URL is one.")},
    Row{"DatabaseUrlPassword"_L1, error, QT_TR_NOOP("The password in a URL is encoded.")},
    Row{"DatabasePort"_L1, error, QT_TR_NOOP("The port of the database is one.")},
    Row{"DatabaseName"_L1, error, QT_TR_NOOP("The database is named.")},
    Row{"DatabaseSsl"_L1, error, QT_TR_NOOP("The connection to the database is encrypted.")},
    Row{"DatabaseSslIdentity"_L1, warning, QT_TR_NOOP("The database proves who it is.")},
    Row{"DatabaseSqlite"_L1, warning, QT_TR_NOOP("The database is a server.")},
    Row{"DatabaseSuperuser"_L1, warning, QT_TR_NOOP("The database user is no administrator.")},
    Row{"DatabasePartsDiffer"_L1, warning, QT_TR_NOOP("The URL and the single keys agree.")},
    Row{"RedisUrl"_L1, error, QT_TR_NOOP("The Redis URL is one.")},
    Row{"RedisTls"_L1, error, QT_TR_NOOP("The connection to Redis is encrypted.")},
    Row{"RedisPassword"_L1, error, QT_TR_NOOP("Redis asks for a password.")},
    Row{"RedisPasswordDiffers"_L1, error, QT_TR_NOOP("The Redis passwords agree.")},
    Row{"RedisDatabase"_L1, warning, QT_TR_NOOP("The Redis database is one of the usual 16.")},
    // Mail
    Row{"SmtpHost"_L1, error, QT_TR_NOOP("The mail server has a full name.")},
    Row{"SmtpPort"_L1, warning, QT_TR_NOOP("The mail port is one for submission.")},
    Row{"SmtpDevelopmentPort"_L1, error, QT_TR_NOOP("The mail port is no catcher's.")},
    Row{"SmtpSecure"_L1, error, QT_TR_NOOP("Mail port and encryption go together.")},
    Row{"SmtpCredentials"_L1, error, QT_TR_NOOP("Mail user and password go together.")},
    Row{"SmtpFrom"_L1, error, QT_TR_NOOP("The sender of mail is an address.")},
    Row{"SmtpFromExample"_L1, error, QT_TR_NOOP("The sender of mail exists.")},
    Row{"SmtpFromDomain"_L1, warning, QT_TR_NOOP("The sender of mail is of the site's domain.")},
    // Services
    Row{"OAuthPair"_L1, error, QT_TR_NOOP("OAuth id and secret go together.")},
    Row{"OAuthClientFormat"_L1, warning, QT_TR_NOOP("OAuth ids look like their provider's.")},
    Row{"OAuthCallback"_L1, error, QT_TR_NOOP("OAuth comes back over https.")},
    Row{"OAuthCallbackHost"_L1, warning, QT_TR_NOOP("OAuth comes back to the site.")},
    Row{"StripeTestKey"_L1, error, QT_TR_NOOP("Stripe keys are live ones.")},
    Row{"StripeWrongKey"_L1, error, QT_TR_NOOP("Each Stripe key is in its place.")},
    Row{"StripeKeyFormat"_L1, error, QT_TR_NOOP("The secret Stripe key is one.")},
    Row{"StripeKeyMode"_L1, warning, QT_TR_NOOP("The publishable Stripe key tells its mode.")},
    Row{"StripeSecretExposed"_L1, error, QT_TR_NOOP("No secret Stripe key goes to browsers.")},
    Row{"StripeModesDiffer"_L1, error, QT_TR_NOOP("All Stripe keys are of one mode.")},
    Row{"StripeWebhook"_L1, error, QT_TR_NOOP("The Stripe webhook secret is one.")},
    Row{"SentryDsn"_L1, error, QT_TR_NOOP("The Sentry DSN is one.")},
    Row{"SentryDsnInsecure"_L1, error, QT_TR_NOOP("Sentry is reached over https.")},
    Row{"SentryDsnSecret"_L1, warning, QT_TR_NOOP("The Sentry DSN has no secret part.")},
    Row{"SentryDsnHost"_L1, warning, QT_TR_NOOP("Sentry's host has the usual form.")},
    Row{"SentryEnvironment"_L1, error, QT_TR_NOOP("Sentry's environment is production.")},
};

QList<RuleCheck> checksOf(std::span<const Row> rows)
{
    QList<RuleCheck> checks;
    checks.reserve(qsizetype(rows.size()));
    for (const Row &row : rows)
        checks.append({row.id, row.severity, Words::tr(row.title)});
    return checks;
}

} // namespace

QList<RuleCheck> productionChecks()
{
    return checksOf(productionRows);
}

QList<RuleCheck> schemaChecks()
{
    return checksOf(schemaRows);
}

QList<RuleCheck> exampleChecks()
{
    return checksOf(exampleRows);
}

EnvSeverity usualSeverity(const QString &check)
{
    for (const std::span<const Row> rows :
         {std::span<const Row>(productionRows), std::span<const Row>(schemaRows),
          std::span<const Row>(exampleRows)}) {
        const auto row = std::ranges::find(rows, check, &Row::id);
        if (row != rows.end())
            return row->severity;
    }
    Q_ASSERT_X(false, "usualSeverity", qPrintable(check));
    return EnvSeverity::Error;
}

QStringList notCheckedOffline()
{
    return {
        Words::tr("Whether a key or token is still valid at its service."),
        Words::tr("Whether a host name leads anywhere."),
        Words::tr("Whether a server's certificate is valid."),
        Words::tr("Whether a webhook secret is of the live mode: it does not say."),
        Words::tr("Whether users and passwords are accepted."),
    };
}

} // namespace slipway
