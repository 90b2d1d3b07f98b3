// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/env/envknownkeys.h"

#include "env/envmask.h"

#include <QCoreApplication>
#include <QSet>

#include <algorithm>

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::EnvKnownKeys)
};

/// What the rules of production look at, in the words of who has to fill it in.
QList<EnvKnownKey> ruledKeys()
{
    return {
        {"ADMIN_PASSWORD", Words::tr("password of the first administrator")},
        {"APP_URL", Words::tr("address under which people reach the program, https://…")},
        {"COOKIE_SECRET",
         Words::tr("signs cookies; 32 bytes or more, a comma between old and new")},
        {"DATABASE_URL", Words::tr("database, with sslmode=verify-full")},
        {"DEBUG", Words::tr("False in production")},
        {"ENCRYPTION_KEY", Words::tr("encrypts stored data; exactly 32 characters")},
        {"HASH_SALT", Words::tr("salt of hashes; 16 bytes or more")},
        {"JWT_SECRET", Words::tr("signs tokens; 64 bytes or more")},
        {"LOG_LEVEL", Words::tr("info or warning in production")},
        {"NODE_ENV", Words::tr("production")},
        {"REDIS_URL", Words::tr("rediss://, with a password")},
        {"SECRET_KEY", Words::tr("signs sessions; 50 characters or more")},
        {"SENTRY_DSN", Words::tr("where errors are reported; no secret")},
        {"SESSION_SECRET", Words::tr("signs sessions; 32 bytes or more")},
        {"SMTP_HOST", Words::tr("mail server")},
        {"SMTP_PASS", Words::tr("password for the mail server")},
        {"SMTP_PORT", Words::tr("465 or 587")},
        {"SMTP_USER", Words::tr("account on the mail server")},
        {"STRIPE_PUBLISHABLE_KEY", Words::tr("pk_live_…")},
        {"STRIPE_SECRET_KEY", Words::tr("sk_live_…; a secret")},
        {"STRIPE_WEBHOOK_SECRET", Words::tr("whsec_…; a secret")},
        {"VAPID_PRIVATE_KEY", Words::tr("private half of the Web Push keys")},
        {"VAPID_PUBLIC_KEY", Words::tr("public half of the Web Push keys")},
        {"VAPID_SUBJECT", Words::tr("mailto: or https: address for push services")},
    };
}

} // namespace

QString envCommentAbove(const EnvDocument &document, const QByteArray &key)
{
    const EnvStatement *statement = document.find(key);
    if (statement == nullptr)
        return {};
    QStringList lines;
    const EnvStatement *first = document.statements().constData();
    for (const EnvStatement *above = statement; above-- != first;) {
        if (above->kind != EnvStatement::Kind::Comment || !secretRanges(document, *above).isEmpty())
            break;
        lines.prepend(QString::fromUtf8(document.text(above->comment).sliced(1)).trimmed());
    }
    return lines.join(u' ').trimmed();
}

QList<EnvKnownKey> knownEnvKeys(const EnvKeySources &sources)
{
    QList<EnvKnownKey> known;
    QSet<QByteArray> seen;
    const auto add = [&](const QByteArray &key, const QString &description) {
        if (seen.contains(key) || sources.own.find(key) != nullptr)
            return;
        seen.insert(key);
        known.append({key, description});
    };
    for (const EnvSchemaKey &key : sources.schema.keys)
        add(key.name, key.description);
    const QList<QByteArray> wanted = sources.example.keys();
    for (const QByteArray &key : wanted)
        add(key, envCommentAbove(sources.example, key));
    const QList<EnvKnownKey> ruled = ruledKeys();
    for (const EnvKnownKey &key : ruled)
        add(key.key, key.description);
    for (const EnvDocument &other : sources.others) {
        const QList<QByteArray> keys = other.keys();
        for (const QByteArray &key : keys)
            add(key, {});
    }
    std::ranges::sort(known, {}, &EnvKnownKey::key);
    return known;
}

} // namespace slipway
