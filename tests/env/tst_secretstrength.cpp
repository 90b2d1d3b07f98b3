// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/placeholders.h"
#include "env/strength.h"

#include <QRandomGenerator>
#include <QTest>

using namespace slipway;
using namespace Qt::StringLiterals;
using Fault = SecretStrength::Fault;

namespace {

QByteArray randomText(QByteArrayView alphabet, qsizetype length, QRandomGenerator &generator)
{
    QByteArray text;
    for (qsizetype i = 0; i < length; ++i)
        text.append(alphabet[generator.bounded(alphabet.size())]);
    return text;
}

} // namespace

class TestSecretStrength : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void shouldKnowTheAlphabet_data();
    void shouldKnowTheAlphabet();
    void shouldFindThePattern_data();
    void shouldFindThePattern();
    void shouldAcceptWhatAMachineDrew_data();
    void shouldAcceptWhatAMachineDrew();
    void shouldCountTheBits_data();
    void shouldCountTheBits();
    void shouldKnowPlaceholders_data();
    void shouldKnowPlaceholders();
    void shouldStayLinear();
};

void TestSecretStrength::shouldKnowTheAlphabet_data()
{
    QTest::addColumn<QByteArray>("secret");
    QTest::addColumn<int>("alphabet");
    const auto row = [](const char *secret, SecretAlphabet alphabet) {
        QTest::newRow(secret) << QByteArray(secret) << int(alphabet);
    };
    row("0123", SecretAlphabet::Digits);
    row("0a1b", SecretAlphabet::Hex);
    row("0A1B", SecretAlphabet::Hex);
    row("0A1b", SecretAlphabet::Base64);
    row("MFRGGZDF", SecretAlphabet::Base32);
    row("abz19", SecretAlphabet::Base36);
    row("ABZ19", SecretAlphabet::Base36);
    row("aB3", SecretAlphabet::Base64);
    row("aB+/3==", SecretAlphabet::Base64);
    row("ab-_3", SecretAlphabet::Base64);
    row("ab!3", SecretAlphabet::Printable);
}

void TestSecretStrength::shouldKnowTheAlphabet()
{
    QFETCH(QByteArray, secret);
    QFETCH(int, alphabet);

    QCOMPARE(int(alphabetOf(secret)), alphabet);
}

void TestSecretStrength::shouldFindThePattern_data()
{
    QTest::addColumn<QByteArray>("secret");
    QTest::addColumn<int>("fault");
    const auto row = [](const char *secret, Fault fault) {
        QTest::newRow(secret) << QByteArray(secret) << int(fault);
    };
    row("changeme", Fault::Placeholder);
    row("a-much-longer-secret-change-in-prod", Fault::Placeholder);
    row("changemechangemechangemechangeme", Fault::Placeholder);
    row("k3Vz9QpLk3Vz9QpLk3Vz9QpLk3Vz9QpL", Fault::Repeats);
    row("k3Vz9QpLk3Vz9QpLk3Vz9", Fault::Repeats);
    row("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", Fault::Repeats);
    row("0123456789abcdef0123456789abcdef", Fault::Repeats);
    row("abcdefghijklmnopqrstuvwxyz012345", Fault::Sequence);
    row("zyxwvutsrqponmlkjihgfedcba987654", Fault::Sequence);
    row("qwertyuiopasdfghjklzxcvbnm123456", Fault::Sequence);
    row("1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9", Fault::Sequence);
    row("supersecretjwtkeythatisatleast64characterslongforproductionuse!!", Fault::Words);
    row("my-super-secret-encryption-key-1", Fault::Words);
    row("thisisasecretkeythatnobodywillguess1234", Fault::Words);
    row("P4ssw0rdS3cr3tT0k3nAdm1n", Fault::Words);
    row("aabbaabcabcaabbaccabcaabbcabcabb", Fault::Uneven);
    row("xyxxyyxyzyxyyxxyzyyxyxzyxyzxyzyxxyzx", Fault::Uneven);
}

void TestSecretStrength::shouldFindThePattern()
{
    QFETCH(QByteArray, secret);
    QFETCH(int, fault);

    const SecretStrength strength = strengthOf(secret);

    QCOMPARE(int(strength.fault), fault);
    QCOMPARE(strength.bits, 0);
    QVERIFY(!strength.reason.isEmpty());
    QVERIFY(!strength.reason.contains(QString::fromUtf8(secret)));
}

void TestSecretStrength::shouldAcceptWhatAMachineDrew_data()
{
    QTest::addColumn<QByteArray>("alphabet");
    const QByteArray lower("abcdefghijklmnopqrstuvwxyz");
    const QByteArray base62 = lower + lower.toUpper() + "0123456789";
    QByteArray printable;
    for (char c = '!'; c <= '~'; ++c)
        printable.append(c);

    QTest::newRow("digits") << QByteArray("0123456789");
    QTest::newRow("hex") << QByteArray("0123456789abcdef");
    QTest::newRow("base32") << lower.toUpper() + "234567";
    QTest::newRow("base36") << lower + "0123456789";
    QTest::newRow("base62") << base62;
    QTest::newRow("base64") << base62 + "+/";
    QTest::newRow("base64url") << base62 + "-_";
    QTest::newRow("printable") << printable;
}

void TestSecretStrength::shouldAcceptWhatAMachineDrew()
{
    QFETCH(QByteArray, alphabet);
    QRandomGenerator generator(4711);
    constexpr int each = 400;

    for (const qsizetype length : {16, 20, 24, 32, 40, 44, 50, 64, 86, 128, 300}) {
        int weak = 0;
        for (int i = 0; i < each; ++i)
            weak += strengthOf(randomText(alphabet, length, generator)).isStrong() ? 0 : 1;
        // One in a thousand is expected.
        QVERIFY2(weak <= 4, qPrintable(u"%1 of length %2"_s.arg(weak).arg(length)));
    }
}

void TestSecretStrength::shouldCountTheBits_data()
{
    QTest::addColumn<QByteArray>("secret");
    QTest::addColumn<int>("bits");

    QTest::newRow("hex") << QByteArray("9f86d081884c7d659a2feaa0c55ad015") << 128;
    QTest::newRow("base64") << QByteArray("n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=") << 258;
    QTest::newRow("printable") << QByteArray("t;9]wQ{v2R,mZ:7kYx%Lc(dPn/E4*uGb") << 209;
    QTest::newRow("uuid") << QByteArray("2c5ea4c0-4067-41fe-8bad-9b1deb4d3b7d") << 122;
}

void TestSecretStrength::shouldCountTheBits()
{
    QFETCH(QByteArray, secret);
    QFETCH(int, bits);

    const SecretStrength strength = strengthOf(secret);

    QVERIFY2(strength.isStrong(), qPrintable(strength.reason));
    QCOMPARE(int(strength.bits), bits);
}

void TestSecretStrength::shouldKnowPlaceholders_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<int>("kind");
    const auto rows = [](std::initializer_list<const char *> values, PlaceholderKind kind) {
        for (const char *value : values)
            QTest::newRow(*value ? value : "nothing") << QByteArray(value) << int(kind);
    };
    rows({"", "  ", "\n"}, PlaceholderKind::Empty);
    rows({"changeme",     "CHANGE_ME",
          " change-me ",  "change_in_prod",
          "todo",         "TBD",
          "fixme\n",      "xxx",
          "XXXXXXXX",     "sk_live_xxxxxxxxxxxx",
          "your-secret",  "your_api_key",
          "your key",     "<token>",
          "{{ secret }}", "${SECRET}",
          "placeholder",  "django-insecure-)4f&8",
          "****",         "..."},
         PlaceholderKind::Unmistakable);
    rows({"example", "sample", "dummy", "Secret", "password", "passw0rd", "admin", "root", "test",
          "foo", "bar", "123456", "qwerty", "null", "undefined", "None"},
         PlaceholderKind::Word);
    rows({"latest", "contest", "yourself", "xx", "foobar2", "https://x.io", "0", "Name <a@b.io>"},
         PlaceholderKind::None);
}

void TestSecretStrength::shouldKnowPlaceholders()
{
    QFETCH(QByteArray, value);
    QFETCH(int, kind);

    QCOMPARE(int(placeholderKind(value)), kind);
}

void TestSecretStrength::shouldStayLinear()
{
    const QByteArray huge(10'000'000, 'a');

    QElapsedTimer timer;
    timer.start();
    const SecretStrength strength = strengthOf(huge);

    QVERIFY(!strength.isStrong());
    QVERIFY(timer.elapsed() < 2000);
}

QTEST_APPLESS_MAIN(TestSecretStrength)
#include "tst_secretstrength.moc"
