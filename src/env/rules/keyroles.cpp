// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/rules/keyroles.h"

#include "env/asciitext.h"

namespace slipway {
namespace {

/// The name itself, or with anything and "_" before it.
bool isOrEndsIn(QByteArrayView name, QByteArrayView end)
{
    return name == end
        || (name.size() > end.size() && name.endsWith(end)
            && name[name.size() - end.size() - 1] == '_');
}

template<size_t size>
bool isOrEndsInAny(QByteArrayView name, const std::array<QByteArrayView, size> &ends)
{
    return std::ranges::any_of(ends, [name](QByteArrayView end) { return isOrEndsIn(name, end); });
}

KeyRole jwtRole(QByteArrayView name)
{
    static constexpr std::array<QByteArrayView, 3> secrets{"JWT_SECRET", "JWT_SECRET_KEY",
                                                           "JWT_SIGNING_KEY"};
    static constexpr std::array<QByteArrayView, 1> privateKeys{"JWT_PRIVATE_KEY"};
    static constexpr std::array<QByteArrayView, 1> publicKeys{"JWT_PUBLIC_KEY"};
    if (name == "AUTH_SECRET" || name == "NEXTAUTH_SECRET" || isOrEndsInAny(name, secrets)
        || (name.startsWith("JWT_") && name.endsWith("_SECRET")))
        return KeyRole::JwtSecret;
    if (isOrEndsInAny(name, privateKeys))
        return KeyRole::JwtPrivateKey;
    return isOrEndsInAny(name, publicKeys) ? KeyRole::JwtPublicKey : KeyRole::None;
}

KeyRole vapidRole(QByteArrayView name)
{
    if (!name.contains("VAPID"))
        return KeyRole::None;
    if (name.contains("PRIVATE"))
        return KeyRole::VapidPrivate;
    if (name.endsWith("SUBJECT") || name.endsWith("CONTACT") || name.endsWith("EMAIL")
        || name.endsWith("MAILTO"))
        return KeyRole::VapidSubject;
    return name.contains("PUBLIC") || name.endsWith("VAPID_KEY") ? KeyRole::VapidPublic
                                                                 : KeyRole::None;
}

KeyRole stripeRole(QByteArrayView name)
{
    if (!name.contains("STRIPE"))
        return KeyRole::None;
    if (name.contains("WEBHOOK") || name.endsWith("ENDPOINT_SECRET"))
        return name.endsWith("SECRET") || name.endsWith("KEY") ? KeyRole::StripeWebhook
                                                               : KeyRole::None;
    static constexpr std::array<QByteArrayView, 5> open{"STRIPE_PUBLISHABLE_KEY",
                                                        "STRIPE_PUBLIC_KEY", "STRIPE_PUBLISHABLE",
                                                        "STRIPE_PK", "STRIPE_KEY"};
    static constexpr std::array<QByteArrayView, 6> secret{
        "STRIPE_SECRET_KEY", "STRIPE_SECRET",         "STRIPE_API_KEY",
        "STRIPE_SK",         "STRIPE_RESTRICTED_KEY", "STRIPE_PRIVATE_KEY"};
    if (isOrEndsInAny(name, open))
        return KeyRole::StripePublishable;
    return isOrEndsInAny(name, secret) ? KeyRole::StripeSecret : KeyRole::None;
}

KeyRole ownSecretRole(QByteArrayView name)
{
    static constexpr std::array<QByteArrayView, 5> session{"SESSION_SECRET", "DJANGO_SECRET_KEY",
                                                           "FLASK_SECRET_KEY", "APP_SECRET_KEY",
                                                           "SESSION_SECRET_KEY"};
    static constexpr std::array<QByteArrayView, 3> cookie{"COOKIE_SECRET", "COOKIE_KEYS",
                                                          "COOKIE_SECRETS"};
    static constexpr std::array<QByteArrayView, 2> salt{"SALT", "PEPPER"};
    if (name == "APP_KEY" || isOrEndsIn(name, "ENCRYPTION_KEY"))
        return KeyRole::EncryptionKey;
    if (isOrEndsIn(name, "SECRET_KEY_BASE"))
        return KeyRole::SecretKeyBase;
    if (name == "SECRET_KEY" || isOrEndsInAny(name, session))
        return KeyRole::SessionSecret;
    if (isOrEndsInAny(name, cookie))
        return KeyRole::CookieSecret;
    return isOrEndsInAny(name, salt) ? KeyRole::Salt : KeyRole::None;
}

KeyRole connectionRole(QByteArrayView name)
{
    static constexpr std::array<QByteArrayView, 2> redis{"REDIS_URL", "REDIS_TLS_URL"};
    static constexpr std::array<QByteArrayView, 9> database{
        "DATABASE_URL", "DB_URL",    "POSTGRES_URL", "POSTGRESQL_URL", "MYSQL_URL",
        "MONGODB_URI",  "MONGO_URI", "MONGODB_URL",  "MONGO_URL"};
    if (isOrEndsIn(name, "SENTRY_DSN"))
        return KeyRole::SentryDsn;
    if (isOrEndsInAny(name, redis))
        return KeyRole::RedisUrl;
    return isOrEndsInAny(name, database) ? KeyRole::DatabaseUrl : KeyRole::None;
}

KeyRole accountRole(QByteArrayView name)
{
    static constexpr std::array<QByteArrayView, 5> passwords{"PASSWORD", "PASS", "PASSWD", "PWD",
                                                             "PASSPHRASE"};
    if (isOrEndsIn(name, "CLIENT_ID"))
        return KeyRole::ClientId;
    if (isOrEndsIn(name, "CLIENT_SECRET"))
        return KeyRole::ClientSecret;
    return isOrEndsInAny(name, passwords) || name == "PGPASSWORD" ? KeyRole::Password
                                                                  : KeyRole::None;
}

} // namespace

KeyRole roleOf(QByteArrayView name)
{
    // In this order: a VAPID or Stripe key may end as a general one does.
    for (const auto role :
         {vapidRole, stripeRole, jwtRole, ownSecretRole, connectionRole, accountRole}) {
        if (const KeyRole found = role(name); found != KeyRole::None)
            return found;
    }
    return KeyRole::None;
}

bool isOwnSecret(KeyRole role)
{
    switch (role) {
    case KeyRole::JwtSecret:
    case KeyRole::JwtPrivateKey:
    case KeyRole::EncryptionKey:
    case KeyRole::SessionSecret:
    case KeyRole::SecretKeyBase:
    case KeyRole::CookieSecret:
    case KeyRole::Salt:
        return true;
    default:
        return false;
    }
}

} // namespace slipway
