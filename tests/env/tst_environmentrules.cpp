// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/envrulestesting.h"

#include <QTest>

using namespace slipway;
using namespace slipway::test;

/// What must not be left over from development.
class TestEnvironmentRules : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }
    void debug_data();
    void debug() { compareRuleRow(); }
    void developmentRemains_data();
    void developmentRemains() { compareRuleRow(); }
    void placeholders_data();
    void placeholders() { compareRuleRow(); }
};

void TestEnvironmentRules::debug_data()
{
    ruleColumns();
    for (const char *off : {"false", "0", "off", "no", " false"})
        ruleRow(QByteArray("DEBUG=") + off,
                *off == ' ' ? QStringList{u"(ValueWhitespace)"_s} : QStringList());
    ruleRow("DEBUG=False", {u"(DebugTruthy)"_s});
    ruleRow("DEBUG=false\nDJANGO_SETTINGS_MODULE=shop.settings.production", {u"(DebugTruthy)"_s});
    ruleRow("APP_DEBUG=false\nAPP_ENV=production");
    ruleRow("FLASK_DEBUG=False");
    for (const char *on : {"True", "true", "1", "on", "yes", "y", "t", "ok"})
        ruleRow(QByteArray("DEBUG=") + on, {u"DebugEnabled"_s});
    ruleRow("APP_DEBUG=true", {u"DebugEnabled"_s});
    ruleRow("DEBUG=", {u"(DebugMissing)"_s});
    ruleRow("# DEBUG", {u"(DebugMissing)"_s});
    ruleRow("DEBUG=app:*", {u"DebugNamespaces"_s});
    ruleRow("DEBUG=express,http", {u"DebugNamespaces"_s});
    ruleRow("DEBUG=nope", {u"DebugUnclear"_s});
    ruleRow("APP_DEBUG=app:*", {u"DebugUnclear"_s});

    ruleRow("NODE_ENV=production");
    ruleRow("NODE_ENV=development", {u"NotProduction"_s});
    ruleRow("NODE_ENV=Production", {u"NotProduction"_s});
    ruleRow("NODE_ENV=prod", {u"NotProduction"_s});
    ruleRow("APP_ENV=prod");
    ruleRow("APP_ENV=staging", {u"NotProduction"_s});
    ruleRow("RAILS_ENV=test", {u"NotProduction"_s});
    ruleRow("DJANGO_SETTINGS_MODULE=shop.settings.production");
    ruleRow("DJANGO_SETTINGS_MODULE=shop.settings");
    ruleRow("DJANGO_SETTINGS_MODULE=shop.settings.dev", {u"NotProduction"_s});
    ruleRow("LOG_LEVEL=info");
    ruleRow("LOG_LEVEL=DEBUG\nDEBUG=false", {u"(LogLevelVerbose)"_s});
    ruleRow("LOG_LEVEL=trace", {u"(LogLevelVerbose)"_s});
}

void TestEnvironmentRules::developmentRemains_data()
{
    ruleColumns();
    for (const char *host :
         {"localhost", "127.0.0.1", "127.8.0.1:80", "0.0.0.0", "::1", "[::1]:8080",
          "0:0:0:0:0:0:0:1", "host.docker.internal", "db.local", "db.test", "shop.example",
          "x.invalid", "a.localhost", "abc.ngrok.io", "abc.ngrok-free.app", "x.trycloudflare.com",
          "LOCALHOST:3000", "::ffff:127.0.0.1"})
        ruleRow(QByteArray("API_HOST=") + host, {u"DevelopmentHost"_s});
    ruleRow("API_URL=http://localhost:3000/v1", {u"DevelopmentHost"_s});
    ruleRow("API_URL=http://[::1]:3000", {u"DevelopmentHost"_s});
    ruleRow("UPSTREAM=localhost", {u"DevelopmentHost"_s});
    ruleRow("CORS_ORIGINS=https://shop.io,http://localhost:3000", {u"DevelopmentHost"_s});
    ruleRow("ALLOWED_HOSTS=shop.io, localhost", {u"DevelopmentHost"_s});
    ruleRow("ADMIN_EMAIL=root@box.local", {u"DevelopmentHost"_s});
    ruleRow("HOST=0.0.0.0");
    ruleRow("BIND_ADDRESS=127.0.0.1:8000");
    ruleRow("LISTEN=0.0.0.0:80");
    ruleRow("HOST=localhost", {u"DevelopmentHost"_s});

    for (const char *address : {"10.0.0.5", "172.16.0.1", "172.31.255.1", "192.168.1.1", "fd00::5"})
        ruleRow(QByteArray("API_HOST=") + address, {u"(PrivateAddress)"_s});
    for (const char *address : {"172.32.0.1", "11.0.0.1", "2001:db8::1", "8.8.8.8"})
        ruleRow(QByteArray("API_HOST=") + address);

    for (const char *good :
         {"latest.shop.io", "device.shop.io", "contest.shop.io", "shop.dev", "stages.io",
          "demonstration.io", "developers.shop.io", "qatar.io", "attestation.io"})
        ruleRow(QByteArray("API_URL=https://") + good);
    for (const char *bad : {"dev.shop.io", "api-staging.shop.io", "stg2.shop.io", "qa.shop.io",
                            "uat-1.shop.io", "sandbox.pay.io", "test.shop.dev", "DEMO.shop.io"})
        ruleRow(QByteArray("API_URL=https://") + bad, {u"DevelopmentRemains"_s});
    ruleRow("API_URL=https://shop.io/preview/v1", {u"DevelopmentRemains"_s});
    ruleRow("API_URL=https://shop.io/previews/device/latest");
    ruleRow("DB_NAME=shop_test", {u"DevelopmentRemains"_s});
    ruleRow("DB_NAME=shop_latest");
    ruleRow("S3_BUCKET=shop-staging-uploads", {u"DevelopmentRemains"_s});
    ruleRow("AWS_BUCKET=shop-uploads");
    ruleRow("DB_USER=dev", {u"DevelopmentRemains"_s});
    ruleRow("UPLOAD_PATH=/srv/staging/uploads", {u"DevelopmentRemains"_s});
    ruleRow("UPLOAD_PATH=/usr/local/share/uploads");
    ruleRow("FEATURES=dev,preview");

    ruleRow("NODE_TLS_REJECT_UNAUTHORIZED=0", {u"TlsVerificationOff"_s});
    ruleRow("NODE_TLS_REJECT_UNAUTHORIZED=1");
    ruleRow("PYTHONHTTPSVERIFY=0", {u"TlsVerificationOff"_s});
    ruleRow("GIT_SSL_NO_VERIFY=1", {u"TlsVerificationOff"_s});
    ruleRow("GIT_SSL_NO_VERIFY=true", {u"TlsVerificationOff"_s});
    ruleRow("CORS_ORIGIN=*", {u"CorsAnyOrigin"_s});
    ruleRow("CORS_ORIGIN=https://shop.io");
    ruleRow("SMTP_HOST=sandbox.smtp.mailtrap.io", {u"MailCatcher"_s});
    ruleRow("SMTP_HOST=live.smtp.mailtrap.io");
    ruleRow("SMTP_HOST=smtp.ethereal.email", {u"MailCatcher"_s});
    ruleRow("SMTP_HOST=mailhog", {u"MailCatcher"_s});
}

void TestEnvironmentRules::placeholders_data()
{
    ruleColumns();
    for (const char *value :
         {"changeme", "change-me", "CHANGE_ME", "change_in_prod", "todo", "TBD", "fixme", "xxx",
          "xxxxxx", "your-key", "your_key", "your key here", "<your key>", "{{ key }}", "${KEY}"})
        ruleRow(QByteArray("ANYTHING=") + value, {u"PlaceholderValue"_s});
    for (const char *value :
         {"example", "sample", "dummy", "secret", "password", "passw0rd", "admin", "root", "test",
          "foo", "bar", "123456", "qwerty", "null", "undefined", "none", "None"}) {
        ruleRow(QByteArray("API_TOKEN=") + value, {u"PlaceholderValue"_s});
        ruleRow(QByteArray("ANYTHING=") + value, {u"(PlaceholderWord)"_s});
    }
    ruleRow("API_TOKEN= changeme ", {u"PlaceholderValue"_s, u"(ValueWhitespace)"_s});
    ruleRow("API_TOKEN=  ", {u"EmptySecret"_s});
    ruleRow("ANYTHING=", {u"(EmptyValue)"_s});
    ruleRow("API_TOKEN=shop-signing-change-in-prod", {u"PlaceholderValue"_s});
    ruleRow("ANYTHING=django-insecure-abc", {u"DjangoInsecureKey"_s});
    ruleRow("WEBHOOK=https://u:changeme@hooks.shop.io", {u"PlaceholderValue"_s});
    ruleRow("WEBHOOK=https://u:p4Zt7wQx@hooks.shop.io");
    ruleRow("COOKIE_SAMESITE=None");
    ruleRow("GREETING=Change me if you can");
    ruleRow("NOTE=hello\t", {u"(ValueWhitespace)"_s});
    ruleRow("DB_PASSWORD=summer2024", {u"(WeakPassword)"_s});
    ruleRow("DB_PASSWORD=h7Kq2z", {u"(WeakPassword)"_s});
    ruleRow("DB_PASSWORD=" + secret32);
}

QTEST_APPLESS_MAIN(TestEnvironmentRules)
#include "tst_environmentrules.moc"
