// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/envrulestesting.h"

#include <QElapsedTimer>
#include <QTest>

using namespace slipway;
using namespace slipway::test;

/// What holds for all rules.
class TestProductionRules : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }
    void shouldPassAGoodFile();
    void shouldNeverTellAValue();
    void shouldBeAsLoudAsSet();
    void shouldPointToTheKey();
    void shouldLeaveTheKeychainAlone();
    void shouldLookIntoTheKeychainWhenAllowed();
    void shouldListEveryCheckOnce();
    void shouldBearHostileValues();
};

void TestProductionRules::shouldPassAGoodFile()
{
    const QByteArray good = "NODE_ENV=production\nDEBUG=false\nLOG_LEVEL=info\nPORT=3000\n"
                            "APP_URL=https://shop.io\nJWT_SECRET="
        + jwtSecret + "\nENCRYPTION_KEY=" + printable32 + "\nSESSION_SECRET=" + otherSecret
        + "\nCOOKIE_SECRET=" + secret32 + "\nHASH_SALT=" + otherSecret32
        + "\nVAPID_PUBLIC_KEY=" + vapidPublic + "\nVAPID_PRIVATE_KEY=" + vapidPrivate
        + "\nVAPID_SUBJECT=mailto:push@shop.io"
          "\nDATABASE_URL=postgresql://app:k2Vz8QmT@db.shop.io:5432/shop?sslmode=verify-full"
          "\nREDIS_URL=rediss://:p4Zt7wQx@cache.shop.io:6379/0\nSMTP_HOST=smtp.shop.io\n"
          "SMTP_PORT=465\nSMTP_SECURE=true\nSMTP_USER=shop\nSMTP_PASS=Hq8vTz2mKw4pXs6n\n"
          "SMTP_FROM=Shop <shop@shop.io>\nSTRIPE_SECRET_KEY=sk_live_"
        + hex64.first(24) + "\nSTRIPE_PUBLISHABLE_KEY=pk_live_" + hex64.last(24)
        + "\nSTRIPE_WEBHOOK_SECRET=whsec_" + hex32
        + "\nSENTRY_DSN=https://0123456789abcdef0123456789abcdef@o1.ingest.sentry.io/2\n"
          "SENTRY_ENVIRONMENT=production\n";

    QCOMPARE(brief(findingsIn(good)), QStringList());
}

void TestProductionRules::shouldNeverTellAValue()
{
    const QByteArray bad
        = "JWT_SECRET=Zq1\nENCRYPTION_KEY=Zq2\nSESSION_SECRET=Zq3\nCOOKIE_KEYS=Zq4,Zq5\nHASH_SALT="
          "Zq6\n"
          "VAPID_PUBLIC_KEY=Zq7\nVAPID_PRIVATE_KEY=Zq8\nVAPID_SUBJECT=Zq9\nDEBUG=Zqa\nNODE_ENV="
          "Zqb\n"
          "DATABASE_URL=postgres://root:Zqc@Zqd@localhost:Zqe/?sslmode=Zqf\nREDIS_URL=redis://"
          "Zqg.io/Zqh\n"
          "SMTP_HOST=Zqi\nSMTP_PORT=Zqj\nSMTP_USER=Zqk\nSMTP_FROM=Zql\nGOOGLE_CLIENT_ID=Zqm\n"
          "GITHUB_CALLBACK_URL=http://Zqn\nSTRIPE_SECRET_KEY=Zqo\nSTRIPE_WEBHOOK_SECRET=Zqp\n"
          "SENTRY_DSN=Zqq\nSENTRY_ENVIRONMENT=Zqr\nDB_PASSWORD=Zqs\nAPI_KEY= Zqt \nDB_HOST=Zqu";

    const QList<EnvFinding> findings = findingsIn(bad);

    QVERIFY(findings.size() > 20);
    for (const EnvFinding &finding : findings) {
        QVERIFY2(!finding.message.contains(u"Zq"), qPrintable(finding.check));
        QVERIFY2(finding.message.endsWith(u'.'), qPrintable(finding.message));
    }
}

void TestProductionRules::shouldBeAsLoudAsSet()
{
    RuleSettings settings;
    settings.severities = {{u"JwtSecretLength"_s, RuleSeverity::Warning},
                           {u"SecretBits"_s, RuleSeverity::Off},
                           {u"DebugMissing"_s, RuleSeverity::Error}};

    QCOMPARE(brief(findingsIn("JWT_SECRET=" + secret32, settings)),
             (QStringList{u"(JwtSecretLength)"_s, u"DebugMissing"_s}));

    settings.jwtLength = 32;
    QCOMPARE(brief(findingsIn("JWT_SECRET=" + secret32, settings)), QStringList{u"DebugMissing"_s});
    QVERIFY(ruleSeverityFromString(u"off") == RuleSeverity::Off);
    QVERIFY(!ruleSeverityFromString(u"loud"));
}

void TestProductionRules::shouldPointToTheKey()
{
    const EnvReading reading = readingOf("DEBUG=false\nA=changeme\nB=changeme");
    EnvKeyPlaces places;
    places.insert("B", {3, 3, {23, 8}});

    const QList<EnvFinding> findings = checkProduction({reading, places});

    QCOMPARE(findings.size(), 2);
    QCOMPARE(findings.at(0).key, "A");
    QCOMPARE(findings.at(0).line, 2);
    QCOMPARE(findings.at(0).column, 1);
    QCOMPARE(findings.at(1).line, 3);
    QCOMPARE(findings.at(1).column, 3);
    QCOMPARE(findings.at(1).range, (EnvRange{23, 8}));
}

void TestProductionRules::shouldLeaveTheKeychainAlone()
{
    QCOMPARE(checksIn("JWT_SECRET=slipway://secret/JWT_SECRET\nSMTP_USER=shop\n"
                      "SMTP_PASS=slipway://secret/SMTP\nDATABASE_URL=slipway://secret/DB\n"
                      "VAPID_PUBLIC_KEY="
                      + vapidPublic + "\nVAPID_PRIVATE_KEY=slipway://secret/VAPID"),
             QStringList());
}

void TestProductionRules::shouldLookIntoTheKeychainWhenAllowed()
{
    const EnvReading reading = readingOf("DEBUG=false\nJWT_SECRET=slipway://secret/A\n"
                                         "SESSION_SECRET=slipway://secret/B\n"
                                         "COOKIE_SECRET=slipway://secret/C");
    const auto resolver = [](const QString &name) -> std::optional<Secret> {
        if (name == u"C")
            return std::nullopt;
        return Secret(name == u"A" ? QByteArrayView("short") : QByteArrayView(secret32));
    };

    const QList<EnvFinding> findings = checkProduction({reading, EnvKeyPlaces(), resolver});

    QCOMPARE(brief(findings), (QStringList{u"(SecretBits)"_s, u"JwtSecretLength"_s}));
}

void TestProductionRules::shouldListEveryCheckOnce()
{
    QStringList ids;
    for (const RuleCheck &check : productionChecks()) {
        ids.append(check.id);
        QVERIFY(!check.title.isEmpty());
        QVERIFY(usualSeverity(check.id) == check.severity);
    }
    QCOMPARE(ids.removeDuplicates(), 0);
    QCOMPARE(notCheckedOffline().size(), 5);
}

void TestProductionRules::shouldBearHostileValues()
{
    const QByteArray keys("JWT_SECRET ENCRYPTION_KEY COOKIE_KEYS HASH_SALT VAPID_PUBLIC_KEY "
                          "VAPID_PRIVATE_KEY VAPID_SUBJECT DEBUG DATABASE_URL REDIS_URL SMTP_FROM "
                          "SMTP_HOST GOOGLE_CLIENT_ID STRIPE_SECRET_KEY SENTRY_DSN DB_PASSWORD "
                          "API_HOST CORS_ORIGIN APP_URL GOOGLE_CALLBACK_URL");
    QElapsedTimer timer;
    timer.start();
    for (const QByteArray &piece : {QByteArray("\0", 1), QByteArray("\xff\xfe"), QByteArray("a"),
                                    QByteArray("://"), QByteArray("@"), QByteArray(","),
                                    QByteArray("%2"), QByteArray(":["), QByteArray("a@b,")}) {
        for (const qsizetype length : {1, 3, 100'000}) {
            EnvReading reading;
            for (const QByteArray &key : keys.split(' ')) {
                reading.values.append({key, piece.repeated(length), 1});
                reading.values.append({key + "_X", "postgres://" + piece.repeated(length), 2});
            }
            checkProduction({reading, EnvKeyPlaces()});
        }
    }
    QVERIFY2(timer.elapsed() < 20'000, qPrintable(QString::number(timer.elapsed())));
}

QTEST_APPLESS_MAIN(TestProductionRules)
#include "tst_productionrules.moc"
