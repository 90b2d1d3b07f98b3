// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/keypairs.h"
#include "support/envrulestesting.h"

#include <QTest>

using namespace slipway;
using namespace slipway::test;

/// What secrets of a project's own must be.
class TestSecretRules : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }
    void jwt_data();
    void jwt() { compareRuleRow(); }
    void encryptionKey_data();
    void encryptionKey() { compareRuleRow(); }
    void sessionCookieAndSalt_data();
    void sessionCookieAndSalt() { compareRuleRow(); }
    void vapid_data();
    void vapid() { compareRuleRow(); }
    void reuse_data();
    void reuse() { compareRuleRow(); }
    void encryptionKeyFormats();
    void shouldReadKeysInPem();
    void shouldFindSecretsOfAnotherEnvironment();
};

void TestSecretRules::jwt_data()
{
    ruleColumns();
    ruleRow("JWT_SECRET=" + jwtSecret);
    ruleRow("JWT_SECRET=" + hex64);
    ruleRow("API_JWT_SECRET=" + jwtSecret);
    ruleRow("NEXTAUTH_SECRET=" + secret32, {u"JwtSecretLength"_s, u"(SecretBits)"_s});
    ruleRow("AUTH_SECRET=" + jwtSecret.chopped(1), {u"JwtSecretLength"_s});
    ruleRow("JWT_SECRET=supersecretjwtkeythatisatleast64characterslongforproductionuse!!",
            {u"WeakSecret"_s});
    ruleRow("JWT_SECRET=changeme", {u"PlaceholderValue"_s});
    ruleRow("JWT_SECRET=", {u"EmptySecret"_s});
    ruleRow("JWT_SECRET=" + jwtSecret + "\xc3\xa9", {u"(JwtSecretCharacters)"_s});
    ruleRow("JWT_SECRET=" + jwtSecret + "\r", {u"(JwtSecretCharacters)"_s, u"(ValueWhitespace)"_s});
    ruleRow("JWT_SECRET=" + jwtSecret + "\nJWT_ALGORITHM=HS512");
    ruleRow("JWT_SECRET=" + hex64 + "\nJWT_ALGORITHM=HS256");
    ruleRow("JWT_SECRET=" + hex64 + "\nJWT_ALGORITHM=HS512", {u"(JwtSecretHash)"_s});
    ruleRow("JWT_SECRET=" + jwtSecret + "\nJWT_ALGORITHM=RS256", {u"(JwtSecretHash)"_s});
    ruleRow("JWT_SECRET=" + jwtSecret + "\nJWT_ALGORITHM=none", {u"JwtAlgorithm"_s});
    ruleRow("JWT_SECRET=-----BEGIN PRIVATE KEY-----\\nMIIE", {u"JwtKeyFormat"_s});
    // 64 bytes in fewer characters are 64 bytes.
    ruleRow("JWT_SECRET=" + jwtSecret.first(62) + "\xc3\xa9", {u"(JwtSecretCharacters)"_s});
}

void TestSecretRules::encryptionKey_data()
{
    ruleColumns();
    ruleRow("ENCRYPTION_KEY=" + printable32);
    ruleRow("DATA_ENCRYPTION_KEY=" + printable32);
    ruleRow("APP_KEY=" + printable32 + "x", {u"EncryptionKeyLength"_s});
    ruleRow("ENCRYPTION_KEY=" + printable32.chopped(1), {u"EncryptionKeyLength"_s});
    ruleRow("ENCRYPTION_KEY=" + printable32 + " ",
            {u"EncryptionKeyLength"_s, u"(ValueWhitespace)"_s});
    ruleRow("ENCRYPTION_KEY=" + hex32, {u"(EncryptionKeyBits)"_s});
    ruleRow("ENCRYPTION_KEY=" + secret32, {u"(EncryptionKeyBits)"_s});
    ruleRow("ENCRYPTION_KEY=" + hex64, {u"EncryptionKeyLength"_s});
    ruleRow("APP_KEY=base64:" + base64Of32, {u"EncryptionKeyLength"_s});
    ruleRow("ENCRYPTION_KEY=" + printable32.chopped(1) + "\xc3\xa9", {u"EncryptionKeyMultibyte"_s});
    ruleRow("ENCRYPTION_KEY=" + printable32.chopped(2) + "\xc3\xa9",
            {u"EncryptionKeyLength"_s, u"EncryptionKeyMultibyte"_s});
    ruleRow("ENCRYPTION_KEY=abcdefghijklmnopqrstuvwxyz012345",
            {u"(EncryptionKeyBits)"_s, u"WeakSecret"_s});
    ruleRow("ENCRYPTION_KEY=my-super-secret-encryption-key-1",
            {u"(EncryptionKeyBits)"_s, u"WeakSecret"_s});
}

void TestSecretRules::sessionCookieAndSalt_data()
{
    ruleColumns();
    ruleRow("SESSION_SECRET=" + secret32);
    ruleRow("SECRET_KEY=" + secret32);
    ruleRow("SESSION_SECRET=" + secret32.chopped(1), {u"SessionSecretLength"_s});
    ruleRow("SECRET_KEY=django-insecure-" + secret32, {u"DjangoInsecureKey"_s});
    ruleRow("SECRET_KEY_BASE=" + hex128);
    ruleRow("SECRET_KEY_BASE=" + hex64, {u"(RailsSecretKeyBase)"_s});
    ruleRow("SESSION_SECRET=" + hex32.first(31), {u"(SecretBits)"_s, u"SessionSecretLength"_s});

    ruleRow("COOKIE_SECRET=" + secret32);
    ruleRow("COOKIE_KEYS=" + secret32 + "," + otherSecret32);
    ruleRow("COOKIE_KEYS=" + secret32 + ", short", {u"CookieSecretLength"_s, u"(SecretBits)"_s});
    ruleRow("COOKIE_SECRET=" + QByteArray("changeme").repeated(4),
            {u"PlaceholderValue"_s, u"WeakSecret"_s});

    ruleRow("HASH_SALT=" + secret32);
    ruleRow("PASSWORD_SALT=" + hex32);
    ruleRow("PEPPER=" + secret32.first(16), {u"(SecretBits)"_s});
    ruleRow("HASH_SALT=" + secret32.first(15), {u"SaltLength"_s, u"(SecretBits)"_s});
    ruleRow("HASH_SALT=12", {u"SaltIsNumber"_s});
    ruleRow("SALT_ROUNDS=12");
    ruleRow("HASH_SALT=saltsaltsaltsaltsaltsalt", {u"WeakSecret"_s});
}

void TestSecretRules::vapid_data()
{
    ruleColumns();
    const QByteArray open = "VAPID_PUBLIC_KEY=" + vapidPublic;
    const QByteArray pair = open + "\nVAPID_PRIVATE_KEY=" + vapidPrivate;
    ruleRow(pair);
    ruleRow(pair + "\nVAPID_SUBJECT=mailto:push@shop.io");
    ruleRow(pair + "\nVAPID_SUBJECT=https://shop.io/push");
    ruleRow(pair + "\nNEXT_PUBLIC_VAPID_PUBLIC_KEY=" + vapidPublic);
    ruleRow(pair + "\nNEXT_PUBLIC_VAPID_PUBLIC_KEY=" + otherVapidPublic, {u"VapidPairMismatch"_s});
    ruleRow("VAPID_PUBLIC_KEY=" + otherVapidPublic + "\nVAPID_PRIVATE_KEY=" + vapidPrivate,
            {u"VapidPairMismatch"_s});
    ruleRow(open, {u"(VapidPairIncomplete)"_s});
    ruleRow("VAPID_PRIVATE_KEY=" + vapidPrivate, {u"(VapidPairIncomplete)"_s});
    ruleRow(open + "=\nVAPID_PRIVATE_KEY=" + vapidPrivate, {u"VapidPublicKey"_s});
    ruleRow("VAPID_PUBLIC_KEY=B" + QByteArray("A").repeated(86)
                + "\nVAPID_PRIVATE_KEY=" + vapidPrivate,
            {u"VapidPublicPoint"_s});
    ruleRow(open + "\nVAPID_PRIVATE_KEY=" + vapidPrivate + " ",
            {u"VapidPrivateKey"_s, u"(ValueWhitespace)"_s});
    ruleRow(open + "\nVAPID_PRIVATE_KEY=" + QByteArray("A").repeated(43), {u"VapidPrivateRange"_s});
    ruleRow(open + "\nVAPID_PRIVATE_KEY=" + QByteArray("_").repeated(42) + "8",
            {u"VapidPrivateRange"_s});
    for (const char *subject : {"push@shop.io", "mailto:push", "mailto:push@example.com",
                                "https://localhost/x", "http://shop.io", "mailto:a b@shop.io"}) {
        const QStringList checks = QByteArrayView(subject).contains("localhost")
            ? QStringList{u"DevelopmentHost"_s, u"VapidSubject"_s}
            : QStringList{u"VapidSubject"_s};
        ruleRow(pair + "\nVAPID_SUBJECT=" + subject, checks);
    }
}

void TestSecretRules::reuse_data()
{
    ruleColumns();
    ruleRow("JWT_SECRET=" + jwtSecret + "\nSESSION_SECRET=" + otherSecret);
    ruleRow("JWT_SECRET=" + jwtSecret + "\nSESSION_SECRET=" + jwtSecret, {u"SecretReused"_s});
    ruleRow("SESSION_SECRET=" + secret32 + "\nDB_PASSWORD=" + secret32, {u"SecretReused"_s});
    ruleRow("DB_PASSWORD=" + secret32 + "\nADMIN_PASSWORD=" + secret32, {u"(PasswordReused)"_s});
    ruleRow("DB_PASSWORD=" + secret32 + "\nPGPASSWORD=" + secret32);
    ruleRow("AUTH_SECRET=" + jwtSecret + "\nNEXTAUTH_SECRET=" + jwtSecret);
    ruleRow("NAME=" + secret32 + "\nTITLE=" + secret32);
}

void TestSecretRules::encryptionKeyFormats()
{
    RuleSettings hex;
    hex.encryptionKey = EncryptionKeyFormat::Hex64;
    RuleSettings base64;
    base64.encryptionKey = EncryptionKeyFormat::Base64Of32;

    QCOMPARE(checksIn("ENCRYPTION_KEY=" + hex64, hex), QStringList());
    QCOMPARE(checksIn("ENCRYPTION_KEY=" + hex32, hex), QStringList{u"EncryptionKeyFormat"_s});
    QCOMPARE(checksIn("ENCRYPTION_KEY=" + QByteArray("0123456789abcdef").repeated(4), hex),
             QStringList{u"WeakSecret"_s});
    QCOMPARE(checksIn("ENCRYPTION_KEY=" + base64Of32, base64), QStringList());
    QCOMPARE(checksIn("APP_KEY=base64:" + base64Of32, base64), QStringList());
    QCOMPARE(checksIn("APP_KEY=" + base64Of32.chopped(1), base64), QStringList());
    QCOMPARE(checksIn("APP_KEY=" + base64Of32.chopped(2), base64),
             QStringList{u"EncryptionKeyFormat"_s});
    for (const auto format :
         {EncryptionKeyFormat::Raw32, EncryptionKeyFormat::Hex64, EncryptionKeyFormat::Base64Of32})
        QVERIFY(encryptionKeyFormatFromString(toString(format)) == format);
}

void TestSecretRules::shouldReadKeysInPem()
{
    const auto rsa = generateRsaPair(2048);
    const auto weak = generateRsaPair(1024);
    const auto ec = generateP256Pair();
    QVERIFY(rsa && weak && ec);
    const auto checks = [](const QByteArray &secret, const QByteArray &open) {
        EnvReading reading{{{"DEBUG", "false", 1}, {"JWT_PRIVATE_KEY", secret, 2}}, {}};
        if (!open.isEmpty())
            reading.values.append({"JWT_PUBLIC_KEY", open, 9});
        return brief(checkProduction({reading, EnvKeyPlaces()}));
    };
    const QByteArray secret = rsa->privateKey.revealForUse().toByteArray();
    QByteArray oneLine = secret;
    oneLine.replace("\n", "\\n");

    QCOMPARE(checks(secret, rsa->publicKey), QStringList());
    QCOMPARE(checks(oneLine, rsa->publicKey), QStringList());
    QCOMPARE(checks(secret, ec->publicKey), QStringList{u"JwtKeyPair"_s});
    QCOMPARE(checks(secret, secret), (QStringList{u"JwtKeyPair"_s}));
    QCOMPARE(checks(secret, {}), QStringList{u"(JwtPublicKeyMissing)"_s});
    QCOMPARE(checks(ec->privateKey.revealForUse().toByteArray(), ec->publicKey), QStringList());
    QCOMPARE(checks(weak->privateKey.revealForUse().toByteArray(), weak->publicKey),
             QStringList{u"JwtKeyFormat"_s});
    QCOMPARE(checks(secret.first(300), rsa->publicKey), QStringList{u"JwtKeyFormat"_s});
}

void TestSecretRules::shouldFindSecretsOfAnotherEnvironment()
{
    const EnvReading here
        = readingOf("JWT_SECRET=" + jwtSecret + "\nDB_PASSWORD=" + secret32 + "\nNAME=shop-name");
    const EnvReading there
        = readingOf("TOKEN=" + jwtSecret + "\nNAME=shop-name\nDB_PASSWORD=other12");

    const QList<EnvFinding> findings = checkSharedSecrets({here, EnvKeyPlaces()}, there);

    QCOMPARE(findings.size(), 1);
    QCOMPARE(findings.first().check, u"SecretShared"_s);
    QCOMPARE(findings.first().key, "JWT_SECRET");
}

QTEST_APPLESS_MAIN(TestSecretRules)
#include "tst_secretrules.moc"
