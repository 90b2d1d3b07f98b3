// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/generators.h"
#include "env/keypairs.h"
#include "env/strength.h"
#include "support/envrulestesting.h"

#include <QSet>
#include <QTest>

using namespace slipway;
using namespace slipway::test;
using Part = GeneratedSecret::Part;

namespace {

QByteArray textOf(const GeneratedSecret &secret)
{
    return secret.value.revealForUse().toByteArray();
}

QByteArray drawn(SecretKind kind)
{
    const auto secrets = generateSecret(kind);
    return secrets && secrets->size() == 1 ? textOf(secrets->front()) : QByteArray();
}

/// The bytes of the text that the alphabet does not have.
QByteArray foreign(const QByteArray &text, QByteArrayView alphabet)
{
    QByteArray rest;
    for (const char c : text) {
        if (!alphabet.contains(c))
            rest.append(c);
    }
    return rest;
}

} // namespace

class TestGenerators : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void shouldDrawTheRightShape_data();
    void shouldDrawTheRightShape();
    void shouldNeverDrawTheSameTwice();
    void shouldDrawEveryCharacterAlike();
    void shouldMakePairsThatBelongTogether();
    void shouldFindEveryGeneratorByItsNames();
    void shouldSuitTheKey_data();
    void shouldSuitTheKey();
    void shouldSatisfyTheRules_data();
    void shouldSatisfyTheRules();
};

void TestGenerators::shouldDrawTheRightShape_data()
{
    QTest::addColumn<SecretKind>("kind");
    QTest::addColumn<qsizetype>("length");
    QTest::addColumn<QByteArray>("alphabet");
    const QByteArray lower("abcdefghijklmnopqrstuvwxyz");
    const QByteArray digits("0123456789");
    const QByteArray urlSafe = lower + lower.toUpper() + digits + "-_";

    QTest::newRow("secret-key") << SecretKind::SecretKey << qsizetype(50)
                                << lower + digits + "!@#$%^&*(-_=+)";
    QTest::newRow("rails") << SecretKind::SecretKeyBase << qsizetype(128) << digits + "abcdef";
    QTest::newRow("jwt") << SecretKind::Jwt << qsizetype(64) << urlSafe;
    QTest::newRow("session") << SecretKind::Session << qsizetype(64) << urlSafe;
    QTest::newRow("cookie") << SecretKind::Cookie << qsizetype(64) << urlSafe;
    QTest::newRow("salt") << SecretKind::Salt << qsizetype(32) << urlSafe;
    QTest::newRow("password") << SecretKind::Password << qsizetype(32) << urlSafe;
    QTest::newRow("key32") << SecretKind::Key32 << qsizetype(32) << urlSafe + "./:@%+=,!*";
    QTest::newRow("key32-hex") << SecretKind::Key32Hex << qsizetype(64) << digits + "abcdef";
    QTest::newRow("key32-base64") << SecretKind::Key32Base64 << qsizetype(44)
                                  << lower + lower.toUpper() + digits + "+/=";
}

void TestGenerators::shouldDrawTheRightShape()
{
    QFETCH(SecretKind, kind);
    QFETCH(qsizetype, length);
    QFETCH(QByteArray, alphabet);

    for (int i = 0; i < 50; ++i) {
        const QByteArray text = drawn(kind);
        QCOMPARE(text.size(), length);
        QCOMPARE(foreign(text, alphabet), QByteArray());
        QVERIFY(strengthOf(text).isStrong());
    }
    if (kind == SecretKind::Key32Base64)
        QCOMPARE(QByteArray::fromBase64(drawn(kind)).size(), 32);
}

void TestGenerators::shouldNeverDrawTheSameTwice()
{
    QSet<QByteArray> seen;
    for (int i = 0; i < 200; ++i)
        seen.insert(drawn(SecretKind::Salt));
    QCOMPARE(seen.size(), 200);
}

void TestGenerators::shouldDrawEveryCharacterAlike()
{
    QHash<char, int> counts;
    for (int i = 0; i < 500; ++i) {
        for (const char c : drawn(SecretKind::Key32Hex))
            ++counts[c];
    }

    // 2000 of each are expected, 44 is the standard deviation.
    QCOMPARE(counts.size(), 16);
    for (const int count : std::as_const(counts))
        QVERIFY2(count > 1750 && count < 2250, qPrintable(QString::number(count)));
}

void TestGenerators::shouldMakePairsThatBelongTogether()
{
    for (const SecretKind kind : {SecretKind::Rsa2048, SecretKind::EcP256}) {
        const auto pair = generateSecret(kind);
        QVERIFY(pair);
        QCOMPARE(pair->size(), 2U);
        QVERIFY(pair->at(0).part == Part::Public && pair->at(1).part == Part::Private);
        const PemKey open = readPemKey(textOf(pair->at(0)));
        const PemKey secret = readPemKey(textOf(pair->at(1)));
        QVERIFY(open.kind == PemKey::Kind::Public && secret.kind == PemKey::Kind::Private);
        QVERIFY(open.publicDer == secret.publicDer && !open.publicDer.isEmpty());
        QCOMPARE(secret.bits, kind == SecretKind::Rsa2048 ? 2048 : 256);
    }
    for (int i = 0; i < 20; ++i) {
        const auto pair = generateSecret(SecretKind::Vapid);
        QVERIFY(pair);
        QCOMPARE(checksIn("VAPID_PUBLIC_KEY=" + textOf(pair->at(0))
                          + "\nVAPID_PRIVATE_KEY=" + textOf(pair->at(1))),
                 QStringList());
    }
}

void TestGenerators::shouldFindEveryGeneratorByItsNames()
{
    QSet<QString> names;
    for (const SecretGenerator &generator : secretGenerators()) {
        QCOMPARE(toString(generator.kind), generator.name);
        for (const QString &name : generator.aliases + QStringList{generator.name}) {
            QVERIFY(secretKindFromString(name) == generator.kind);
            QVERIFY2(!names.contains(name), qPrintable(name));
            names.insert(name);
        }
        QVERIFY(!generator.title.isEmpty());
    }
    QVERIFY(!secretKindFromString(u""));
    QVERIFY(!secretKindFromString(u"JWT"));
}

void TestGenerators::shouldSuitTheKey_data()
{
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QString>("generator");
    const auto row = [](const char *key, const char *generator) {
        QTest::newRow(key) << QByteArray(key) << QString::fromLatin1(generator);
    };
    row("JWT_SECRET", "jwt");
    row("NEXTAUTH_SECRET", "jwt");
    row("jwt_secret", "jwt");
    row("SESSION_SECRET", "session");
    row("SECRET_KEY", "secret-key");
    row("SECRET_KEY_BASE", "secret-key-base");
    row("COOKIE_KEYS", "cookie");
    row("HASH_SALT", "salt");
    row("PEPPER", "salt");
    row("ENCRYPTION_KEY", "key32");
    row("VAPID_PUBLIC_KEY", "vapid");
    row("VAPID_PRIVATE_KEY", "vapid");
    row("JWT_PRIVATE_KEY", "rsa");
    row("DB_PASSWORD", "password");
    row("ADMIN_PASSWORD", "password");
    row("STRIPE_SECRET_KEY", "");
    row("GOOGLE_CLIENT_SECRET", "");
    row("API_TOKEN", "");
    row("PORT", "");
    row("SENTRY_DSN", "");
}

void TestGenerators::shouldSuitTheKey()
{
    QFETCH(QByteArray, key);
    QFETCH(QString, generator);

    const auto kind = generatorFor(key);

    QCOMPARE(kind ? toString(*kind) : QString(), generator);
}

void TestGenerators::shouldSatisfyTheRules_data()
{
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<EncryptionKeyFormat>("format");
    for (const char *key : {"JWT_SECRET", "SESSION_SECRET", "SECRET_KEY", "SECRET_KEY_BASE",
                            "COOKIE_SECRET", "HASH_SALT", "ENCRYPTION_KEY", "DB_PASSWORD"})
        QTest::newRow(key) << QByteArray(key) << EncryptionKeyFormat::Raw32;
    QTest::newRow("hex") << QByteArray("ENCRYPTION_KEY") << EncryptionKeyFormat::Hex64;
    QTest::newRow("base64") << QByteArray("ENCRYPTION_KEY") << EncryptionKeyFormat::Base64Of32;
}

void TestGenerators::shouldSatisfyTheRules()
{
    QFETCH(QByteArray, key);
    QFETCH(EncryptionKeyFormat, format);
    RuleSettings settings;
    settings.encryptionKey = format;

    for (int i = 0; i < 50; ++i)
        QCOMPARE(checksIn(key + '=' + drawn(*generatorFor(key, settings)), settings),
                 QStringList());
}

QTEST_APPLESS_MAIN(TestGenerators)
#include "tst_generators.moc"
