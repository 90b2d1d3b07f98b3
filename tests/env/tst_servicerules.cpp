// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/envrulestesting.h"

#include <QTest>

using namespace slipway;
using namespace slipway::test;

/// What connects the program to databases, mail and services.
class TestServiceRules : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }
    void databaseUrl_data();
    void databaseUrl() { compareRuleRow(); }
    void redisUrl_data();
    void redisUrl() { compareRuleRow(); }
    void smtp_data();
    void smtp() { compareRuleRow(); }
    void oauth_data();
    void oauth() { compareRuleRow(); }
    void stripe_data();
    void stripe() { compareRuleRow(); }
    void sentry_data();
    void sentry() { compareRuleRow(); }
};

void TestServiceRules::databaseUrl_data()
{
    ruleColumns();
    const auto pg = [](const QByteArray &rest) {
        return "DATABASE_URL=postgresql://app:k2Vz8QmT@db.shop.io" + rest;
    };
    ruleRow(pg(":5432/shop?sslmode=verify-full"));
    ruleRow(pg("/shop?sslmode=verify-ca"));
    ruleRow(pg("/shop?application_name=x&sslmode=verify-full"));
    ruleRow(pg("/shop?sslmode=require"), {u"(DatabaseSslIdentity)"_s});
    ruleRow(pg("/shop"), {u"DatabaseSsl"_s});
    for (const char *mode : {"disable", "allow", "prefer", "no-verify", "nonsense"})
        ruleRow(pg("/shop?sslmode=") + mode, {u"DatabaseSsl"_s});
    ruleRow(pg("/shop\nPGSSLMODE=verify-full"));
    ruleRow(pg("/shop?sslmode=verify-full\nPGSSLMODE=require"), {u"(DatabasePartsDiffer)"_s});
    ruleRow(pg(":0/shop?sslmode=verify-full"), {u"DatabasePort"_s});
    ruleRow(pg(":70000/shop?sslmode=verify-full"), {u"DatabasePort"_s});
    ruleRow(pg(":5432/?sslmode=verify-full"), {u"DatabaseName"_s});
    ruleRow(pg("?sslmode=verify-full"), {u"DatabaseName"_s});
    ruleRow("DATABASE_URL=postgres://app:k2V@z8Q@db.shop.io/shop?sslmode=verify-full",
            {u"DatabaseUrlPassword"_s});
    ruleRow("DATABASE_URL=postgres://app:k2V/z8Q@db.shop.io/shop?sslmode=verify-full",
            {u"DatabaseUrlPassword"_s});
    ruleRow("DATABASE_URL=postgres://app:k2V#z8Q@db.shop.io/shop?sslmode=verify-full",
            {u"DatabaseUrlPassword"_s});
    ruleRow("DATABASE_URL=postgres://app:k2V?z8Q@db.shop.io/shop?sslmode=verify-full",
            {u"DatabaseUrlPassword"_s});
    ruleRow("DATABASE_URL=postgres://app:12/34@db.shop.io/shop?sslmode=verify-full",
            {u"DatabaseUrlPassword"_s});
    ruleRow("DATABASE_URL=postgres://app:k2V%40z%2F8Q%23@db.shop.io/shop?sslmode=verify-full");
    ruleRow("DATABASE_URL=postgres://db.shop.io:5432/shop?sslmode=verify-full&options=a@b");
    ruleRow("DATABASE_URL=postgres://app:k2Vz8QmT@[2001:db8::7]:5432/shop?sslmode=verify-full");
    ruleRow("DATABASE_URL=postgres://app:changeme@db.shop.io/shop?sslmode=verify-full",
            {u"PlaceholderValue"_s});
    ruleRow("DATABASE_URL=postgres://postgres:k2Vz8QmT@db.shop.io/shop?sslmode=verify-full",
            {u"(DatabaseSuperuser)"_s});
    ruleRow("DATABASE_URL=postgres://app:k2Vz8QmT@db.shop.io/shop_test?sslmode=verify-full",
            {u"DevelopmentRemains"_s});
    ruleRow("DATABASE_URL=postgres://app:k2Vz8QmT@localhost/shop?sslmode=verify-full",
            {u"DevelopmentHost"_s});
    ruleRow("DATABASE_URL=postgres://app@/shop?host=/var/run/postgresql");
    ruleRow("DATABASE_URL=postgres://app@%2Fvar%2Frun%2Fpostgresql/shop");
    ruleRow("DATABASE_URL=postgresql+asyncpg://app:k2Vz8QmT@db.shop.io/shop?sslmode=verify-full");
    ruleRow("REPORTS_DATABASE_URL=db.shop.io/shop", {u"DatabaseUrlFormat"_s});
    ruleRow("DATABASE_URL=oracle://app:k2Vz8QmT@db.shop.io/shop", {u"DatabaseUrlFormat"_s});
    ruleRow("DATABASE_URL=sqlite:////srv/shop.db", {u"(DatabaseSqlite)"_s});

    const QByteArray my("DATABASE_URL=mysql://app:k2Vz8QmT@db.shop.io:3306/shop");
    for (const char *good :
         {"?ssl-mode=REQUIRED", "?ssl-mode=VERIFY_CA", "?sslMode=VERIFY_IDENTITY",
          "?sslaccept=strict", "?useSSL=true&requireSSL=true", "?tls=true",
          "?ssl={\"rejectUnauthorized\":true}"})
        ruleRow(my + good);
    for (const char *bad : {"", "?ssl-mode=DISABLED", "?ssl-mode=PREFERRED", "?useSSL=true",
                            "?sslaccept=accept_invalid_certs", "?tls=skip-verify", "?useSSL=false"})
        ruleRow(my + bad, {u"DatabaseSsl"_s});

    const QByteArray mongo(
        "MONGODB_URI=mongodb://app:k2Vz8QmT@a.shop.io:27017,b.shop.io:27017/shop");
    ruleRow(mongo + "?tls=true&replicaSet=rs0");
    ruleRow(mongo + "?replicaSet=rs0", {u"DatabaseSsl"_s});
    ruleRow(mongo + "?tls=true&tlsAllowInvalidCertificates=true", {u"DatabaseSsl"_s});
    ruleRow("MONGO_URL=mongodb+srv://app:k2Vz8QmT@c0.shop.io/shop?retryWrites=true");
    ruleRow("MONGO_URL=mongodb+srv://app:k2Vz8QmT@c0.shop.io/shop?tls=false", {u"DatabaseSsl"_s});
    ruleRow("MONGO_URL=mongodb+srv://app:k2Vz8QmT@c0.shop.io/?retryWrites=true",
            {u"DatabaseName"_s});

    const QByteArray ms(
        "DATABASE_URL=sqlserver://db.shop.io:1433;database=shop;user=app;password=k2V@z");
    ruleRow(ms + ";encrypt=true");
    ruleRow(ms + ";encrypt=true;trustServerCertificate=true", {u"DatabaseSsl"_s});
    ruleRow(ms, {u"DatabaseSsl"_s});
    ruleRow("DATABASE_URL=sqlserver://db.shop.io:1433;database=shop;user=sa;encrypt=true",
            {u"(DatabaseSuperuser)"_s});

    const QByteArray good = pg(":5432/shop?sslmode=verify-full");
    ruleRow(good + "\nDB_HOST=db.shop.io\nDB_PORT=5432\nDB_USER=app\nDB_NAME=shop");
    ruleRow(good + "\nDB_HOST=db2.shop.io", {u"(DatabasePartsDiffer)"_s});
    ruleRow(good + "\nDB_USER=shop", {u"(DatabasePartsDiffer)"_s});
    ruleRow(good + "\nPGDATABASE=other", {u"(DatabasePartsDiffer)"_s});
}

void TestServiceRules::redisUrl_data()
{
    ruleColumns();
    ruleRow("REDIS_URL=rediss://:k2Vz8QmT@cache.shop.io:6380/0");
    ruleRow("REDIS_URL=rediss://app:k2Vz8QmT@cache.shop.io");
    ruleRow("REDIS_URL=redis://:k2Vz8QmT@redis:6379/1");
    ruleRow("REDIS_URL=redis://:k2Vz8QmT@10.0.0.3:6379", {u"(PrivateAddress)"_s});
    ruleRow("REDIS_URL=redis://:k2Vz8QmT@cache.shop.io:6379", {u"RedisTls"_s});
    ruleRow("REDIS_URL=redis://:k2Vz8QmT@cache.prod.internal:6379");
    ruleRow("REDIS_TLS_URL=redis://:k2Vz8QmT@redis:6379", {u"RedisTls"_s});
    ruleRow("REDIS_URL=rediss://cache.shop.io:6380/0", {u"RedisPassword"_s});
    ruleRow("REDIS_URL=rediss://app@cache.shop.io:6380/0", {u"RedisPassword"_s});
    ruleRow("REDIS_URL=rediss://:k2Vz8QmT@cache.shop.io/15");
    ruleRow("REDIS_URL=rediss://:k2Vz8QmT@cache.shop.io/16", {u"(RedisDatabase)"_s});
    ruleRow("REDIS_URL=rediss://:k2Vz8QmT@cache.shop.io/shop", {u"RedisUrl"_s});
    ruleRow("REDIS_URL=cache.shop.io:6379", {u"RedisUrl"_s});
    ruleRow("REDIS_URL=http://cache.shop.io", {u"RedisUrl"_s});
    ruleRow("REDIS_URL=rediss://:k2Vz8QmT@cache.shop.io:port", {u"RedisUrl"_s});
    ruleRow("REDIS_URL=rediss://:k2Vz8QmT@a.shop.io:6379,b.shop.io:6379");
    ruleRow("REDIS_URL=redis://:k2Vz8QmT@redis:6379,b.shop.io:6379", {u"RedisTls"_s});
    ruleRow("REDIS_URL=rediss://:k2V%40z@cache.shop.io\nREDIS_PASSWORD=k2V@z",
            {u"(WeakPassword)"_s});
    ruleRow("REDIS_URL=rediss://:k2Vz8QmT@cache.shop.io\nREDIS_PASSWORD=" + secret32,
            {u"RedisPasswordDiffers"_s});
    ruleRow("REDIS_URL=unix:///run/redis.sock");
}

void TestServiceRules::smtp_data()
{
    ruleColumns();
    const QByteArray server("SMTP_HOST=smtp.shop.io\nSMTP_USER=shop\nSMTP_PASS=" + secret32 + '\n');
    ruleRow(server + "SMTP_PORT=465\nSMTP_SECURE=true\nSMTP_FROM=Shop <shop@shop.io>");
    ruleRow(server + "SMTP_PORT=587\nSMTP_SECURE=false\nSMTP_FROM=shop@shop.io");
    ruleRow(server + "SMTP_PORT=2525");
    ruleRow(server + "SMTP_PORT=465\nSMTP_SECURE=false", {u"SmtpSecure"_s});
    ruleRow(server + "SMTP_PORT=587\nSMTP_SECURE=true", {u"SmtpSecure"_s});
    ruleRow(server + "SMTP_PORT=25", {u"(SmtpPort)"_s});
    ruleRow(server + "SMTP_PORT=1025", {u"SmtpDevelopmentPort"_s});
    ruleRow("SMTP_HOST=mail", {u"SmtpHost"_s});
    ruleRow("SMTP_HOST=192.0.2.7", {u"SmtpHost"_s});
    ruleRow("SMTP_USER=shop", {u"SmtpCredentials"_s});
    ruleRow("SMTP_PASS=" + secret32, {u"SmtpCredentials"_s});
    ruleRow("SMTP_FROM=shop", {u"SmtpFrom"_s});
    ruleRow("SMTP_FROM=Shop <shop@shop.io", {u"SmtpFrom"_s});
    ruleRow("SMTP_FROM=shop@example.com", {u"SmtpFromExample"_s});
    ruleRow("MAIL_FROM=shop@ships.example", {u"SmtpFromExample"_s});
    ruleRow("SMTP_FROM=shop@shop.io\nAPP_URL=https://www.shop.io");
    ruleRow("SMTP_FROM=shop@mail.shop.co.uk\nAPP_URL=https://shop.co.uk");
    ruleRow("SMTP_FROM=shop@other.io\nAPP_URL=https://shop.io", {u"(SmtpFromDomain)"_s});
    ruleRow("MAIL_PORT=465\nMAIL_ENCRYPTION=tls", {u"SmtpSecure"_s});
    ruleRow("MAIL_PORT=587\nMAIL_ENCRYPTION=tls");
    ruleRow("EMAIL_PORT=587\nEMAIL_USE_TLS=True");
    ruleRow("EMAIL_PORT=465\nEMAIL_USE_TLS=True", {u"SmtpSecure"_s});
    ruleRow("EMAIL_USE_TLS=True\nEMAIL_USE_SSL=True", {u"SmtpSecure"_s});
}

void TestServiceRules::oauth_data()
{
    ruleColumns();
    const QByteArray id("1234567890-abc123def.apps.googleusercontent.com");
    const QByteArray secret("GOCSPX-" + otherSecret32.first(28));
    ruleRow("GOOGLE_CLIENT_ID=" + id + "\nGOOGLE_CLIENT_SECRET=" + secret);
    ruleRow("GOOGLE_CLIENT_ID=" + id, {u"OAuthPair"_s});
    ruleRow("GOOGLE_CLIENT_SECRET=" + secret, {u"OAuthPair"_s});
    ruleRow("GOOGLE_CLIENT_ID=" + id + "\nGOOGLE_CLIENT_SECRET=",
            {u"EmptySecret"_s, u"OAuthPair"_s});
    ruleRow("NEXT_PUBLIC_GOOGLE_CLIENT_ID=" + id);
    ruleRow("NEXT_PUBLIC_GOOGLE_CLIENT_ID=" + id + "\nGOOGLE_CLIENT_SECRET=" + secret);
    ruleRow("GOOGLE_CLIENT_ID=shop\nGOOGLE_CLIENT_SECRET=" + secret, {u"(OAuthClientFormat)"_s});
    ruleRow("GITHUB_CLIENT_ID=Ov23liAbCdEfGhIjKlMn\nGITHUB_CLIENT_SECRET=" + hex64.first(40));
    ruleRow("GITHUB_CLIENT_ID=Iv1.0123456789abcdef\nGITHUB_CLIENT_SECRET=" + hex64.first(40));
    ruleRow("GITHUB_CLIENT_ID=0123456789abcdef0123\nGITHUB_CLIENT_SECRET=" + hex64.first(39),
            {u"(OAuthClientFormat)"_s});
    ruleRow("KEYCLOAK_CLIENT_ID=shop\nKEYCLOAK_CLIENT_SECRET=" + secret32);
    ruleRow("GOOGLE_CALLBACK_URL=https://shop.io/auth\nAPP_URL=https://shop.io");
    ruleRow("GOOGLE_CALLBACK_URL=http://shop.io/auth", {u"OAuthCallback"_s});
    ruleRow("GOOGLE_REDIRECT_URI=http://localhost:3000/auth",
            {u"DevelopmentHost"_s, u"OAuthCallback"_s});
    ruleRow("GOOGLE_CALLBACK_URL=https://auth.shop.io/\nAPP_URL=https://shop.io",
            {u"(OAuthCallbackHost)"_s});
    ruleRow("LOGIN_REDIRECT_URL=/welcome");
}

void TestServiceRules::stripe_data()
{
    ruleColumns();
    const QByteArray body = hex64.first(24);
    ruleRow("STRIPE_SECRET_KEY=sk_live_" + body);
    ruleRow("STRIPE_SECRET_KEY=rk_live_" + body);
    ruleRow("STRIPE_SECRET_KEY=sk_test_" + body, {u"StripeTestKey"_s});
    ruleRow("STRIPE_API_KEY=rk_test_" + body, {u"StripeTestKey"_s});
    ruleRow("STRIPE_SECRET_KEY=pk_live_" + body, {u"StripeWrongKey"_s});
    ruleRow("STRIPE_SECRET_KEY=sk_live_short", {u"StripeKeyFormat"_s});
    ruleRow("STRIPE_SECRET_KEY=sk_live_" + body + " ",
            {u"StripeKeyFormat"_s, u"(ValueWhitespace)"_s});
    ruleRow("STRIPE_SECRET_KEY=sk_live_xxxxxxxxxxxxxxxx", {u"PlaceholderValue"_s});
    ruleRow("STRIPE_PUBLISHABLE_KEY=pk_live_" + body);
    ruleRow("NEXT_PUBLIC_STRIPE_PUBLISHABLE_KEY=pk_live_" + body);
    ruleRow("STRIPE_PUBLISHABLE_KEY=pk_test_" + body, {u"StripeTestKey"_s});
    ruleRow("STRIPE_PUBLISHABLE_KEY=pk_" + body, {u"(StripeKeyMode)"_s});
    ruleRow("STRIPE_PUBLISHABLE_KEY=sk_live_" + body, {u"StripeWrongKey"_s});
    ruleRow("VITE_STRIPE_PUBLISHABLE_KEY=sk_live_" + body, {u"StripeSecretExposed"_s});
    ruleRow("NEXT_PUBLIC_PAYMENTS=rk_live_" + body, {u"StripeSecretExposed"_s});
    ruleRow("STRIPE_WEBHOOK_SECRET=whsec_" + body);
    ruleRow("STRIPE_WEBHOOK_SECRET=whsec_" + body.chopped(1), {u"StripeWebhook"_s});
    ruleRow("STRIPE_WEBHOOK_SECRET=" + body, {u"StripeWebhook"_s});
    ruleRow("STRIPE_SECRET_KEY=sk_live_" + body + "\nSTRIPE_PUBLISHABLE_KEY=pk_test_" + body,
            {u"StripeModesDiffer"_s, u"StripeTestKey"_s});
    ruleRow("PAYMENTS=sk_test_" + body, {u"StripeTestKey"_s});
}

void TestServiceRules::sentry_data()
{
    ruleColumns();
    const QByteArray key("0123456789abcdef0123456789abcdef");
    ruleRow("SENTRY_DSN=https://" + key + "@o123.ingest.sentry.io/45");
    ruleRow("SENTRY_DSN=https://" + key + "@o123.ingest.us.sentry.io/45");
    ruleRow("SENTRY_DSN=https://" + key + "@sentry.shop.io/team/45");
    ruleRow("SENTRY_DSN=https://" + key + ":" + key + "@o123.ingest.sentry.io/45",
            {u"(SentryDsnSecret)"_s});
    ruleRow("SENTRY_DSN=https://" + key + "@www.sentry.io/45", {u"(SentryDsnHost)"_s});
    ruleRow("SENTRY_DSN=http://" + key + "@sentry.shop.io/45", {u"SentryDsnInsecure"_s});
    ruleRow("SENTRY_DSN=https://" + key + "@localhost/45", {u"DevelopmentHost"_s});
    ruleRow("SENTRY_DSN=https://" + key + "@o123.ingest.sentry.io/", {u"SentryDsn"_s});
    ruleRow("SENTRY_DSN=https://abc@o123.ingest.sentry.io/45", {u"SentryDsn"_s});
    ruleRow("SENTRY_DSN=shop", {u"SentryDsn"_s});
    ruleRow("SENTRY_ENVIRONMENT=production");
    ruleRow("SENTRY_ENVIRONMENT=staging", {u"SentryEnvironment"_s});
}

QTEST_APPLESS_MAIN(TestServiceRules)
#include "tst_servicerules.moc"
