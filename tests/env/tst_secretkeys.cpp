// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/secretkeys.h"

#include <QTest>

using namespace slipway;
using namespace Qt::StringLiterals;

class TestSecretKeys : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void shouldJudgeByTheName_data();
    void shouldJudgeByTheName();
    void shouldJudgeByTheValue_data();
    void shouldJudgeByTheValue();
    void shouldMaskNoSentryAddress();
    void shouldFindThePasswordInAUrl_data();
    void shouldFindThePasswordInAUrl();
    void shouldReadReferences();
};

void TestSecretKeys::shouldJudgeByTheName_data()
{
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<bool>("isSecret");
    for (const char *key : {"JWT_SECRET",
                            "SECRET_KEY",
                            "SECRET_KEY_BASE",
                            "DB_PASSWORD",
                            "PGPASSWORD",
                            "MAIL_PASS",
                            "HASH_SALT",
                            "PEPPER",
                            "API_KEY",
                            "STRIPE_SECRET_KEY",
                            "STRIPE_WEBHOOK_SECRET",
                            "AWS_SECRET_ACCESS_KEY",
                            "COOKIE_KEYS",
                            "APP_KEY",
                            "ENCRYPTION_KEY",
                            "VAPID_PRIVATE_KEY",
                            "SENTRY_AUTH_TOKEN",
                            "githubToken",
                            "stripeApiKey",
                            "db.password",
                            "SUPABASE_SERVICE_ROLE_KEY"})
        QTest::newRow(key) << QByteArray(key) << true;
    for (const char *key : {"PORT",
                            "DATABASE_URL",
                            "VAPID_PUBLIC_KEY",
                            "STRIPE_PUBLISHABLE_KEY",
                            "JWT_PUBLIC_KEY",
                            "AWS_ACCESS_KEY_ID",
                            "TOKEN_URL",
                            "PASSWORD_MIN_LENGTH",
                            "JWT_SECRET_EXPIRES_IN",
                            "SALT_ROUNDS",
                            "MAX_TOKENS",
                            "SSH_PRIVATE_KEY_PATH",
                            "CACHE_KEY_PREFIX",
                            "MONKEY",
                            "NEXT_PUBLIC_API_KEY",
                            "SENTRY_DSN",
                            "COMPASS",
                            "SECRET_NAME",
                            "PRIMARY_KEY",
                            "KEYBOARD"})
        QTest::newRow(key) << QByteArray(key) << false;
}

void TestSecretKeys::shouldJudgeByTheName()
{
    QFETCH(QByteArray, key);
    QFETCH(bool, isSecret);

    QCOMPARE(isSecretKey(key), isSecret);
}

void TestSecretKeys::shouldJudgeByTheValue_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<bool>("isSecret");
    const QByteArray filler(40, 'a');
    const auto row = [](const char *name, const QByteArray &value, bool isSecret) {
        QTest::newRow(name) << value << isSecret;
    };
    row("stripe", "sk_live_" + filler, true);
    row("github", "ghp_" + filler, true);
    row("sentry token", "sntrys_" + filler, true);
    row("private key", "-----BEGIN RSA PRIVATE KEY-----\nMII", true);
    row("web token", "eyJhbGciOi.eyJzdWIiOi.SflKxwRJSM", true);
    row("url with password", "postgres://app:pw@db/shop", true);
    row("reference", "slipway://secret/JWT_SECRET", true);
    row("slack hook", "https://hooks.slack.com/services/T0/B0/x", true);
    row("plain url", "https://shop.io:8443/@x", false);
    row("user alone", "redis://app@cache/0", false);
    row("public key", "-----BEGIN PUBLIC KEY-----\nMII", false);
    row("publishable", "pk_live_" + filler, false);
    row("text", "hello world", false);
    row("empty", "", false);
}

void TestSecretKeys::shouldJudgeByTheValue()
{
    QFETCH(QByteArray, value);
    QFETCH(bool, isSecret);

    QCOMPARE(isSecretValue(value), isSecret);
    QCOMPARE(slipway::isSecret("ANY", value), isSecret);
}

void TestSecretKeys::shouldMaskNoSentryAddress()
{
    const QByteArray dsn("https://0123456789abcdef0123456789abcdef:pw@o1.ingest.sentry.io/2");

    QVERIFY(!isSecret("SENTRY_DSN", dsn));
    QVERIFY(!isSecret("WEB_SENTRY_DSN", dsn));
    QVERIFY(isSecret("SENTRY_AUTH_TOKEN", "sntryu_x"));
}

void TestSecretKeys::shouldFindThePasswordInAUrl_data()
{
    QTest::addColumn<QByteArray>("url");
    QTest::addColumn<QByteArray>("password");
    const auto row = [](const char *url, const char *password) {
        QTest::newRow(url) << QByteArray(url) << QByteArray(password);
    };
    row("postgres://u:p%40ss@db/x", "p%40ss");
    row("postgres://u:p@ss@db/x", "p@ss");
    row("postgres://u:pa/ss@db/x", "pa/ss");
    row("redis://:pw@cache:6379", "pw");
    row("https://db:8443/path@x", "");
    row("https://db/a:b@c", "");
    row("no url: a@b", "");
    row("://a:b@c", "");
}

void TestSecretKeys::shouldFindThePasswordInAUrl()
{
    QFETCH(QByteArray, url);
    QFETCH(QByteArray, password);

    QCOMPARE(passwordInUrl(url).toByteArray(), password);
}

void TestSecretKeys::shouldReadReferences()
{
    QCOMPARE(secretReference("slipway://secret/DB").value_or(u""_s), u"DB"_s);
    QVERIFY(!secretReference("slipway://secret/"));
    QVERIFY(!secretReference("https://secret/DB"));
}

QTEST_APPLESS_MAIN(TestSecretKeys)
#include "tst_secretkeys.moc"
