// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/envreading.h"

#include <QTest>

using namespace slipway;
using namespace Qt::StringLiterals;

namespace {

/// "KEY=value" a line, "KEY" alone where it was declared without a value, "!" for each error.
QByteArray summaryOf(const EnvReading &reading)
{
    QByteArray text;
    for (const EnvValue &each : reading.values)
        text += each.key + (each.value ? '=' + *each.value : QByteArray()) + '|';
    return text + QByteArray(reading.errors.size(), '!');
}

} // namespace

/// The loaders outside the family of Node.js and Docker, where they part ways.
class TestMoreDialects : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldReadAsTheLoaderDoes_data();
    void shouldReadAsTheLoaderDoes();
    void shouldNotRunACommand_data();
    void shouldNotRunACommand();
    void shouldEndOnHostileInput_data();
    void shouldEndOnHostileInput();
};

void TestMoreDialects::shouldReadAsTheLoaderDoes_data()
{
    QTest::addColumn<EnvDialect>("dialect");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");
    using enum EnvDialect;
    const auto row = [](EnvDialect dialect, const QByteArray &text, const QByteArray &expected) {
        QTest::addRow("%s: %s", qPrintable(toString(dialect)), text.toPercentEncoding().constData())
            << dialect << text << expected;
    };

    row(PythonDotenv, "A='b\\'c'", "A=b'c|");
    row(PythonDotenv, "A=b#c # d", "A=b#c|");
    row(PythonDotenv, "X=v\nA='${X}'\nB=$X", "X=v|A=v|B=$X|");
    row(PythonDotenv, "A=${U:-d}\nB=${U-d}", "A=d|B=|");
    row(PythonDotenv, "A\nexport B=1", "A|B=1|");
    row(PythonDotenv, "A=1\nB C=2\nD=3", "A=1|D=3|!");
    row(PythonDotenv, "A=\"l1\nl2\"", "A=l1\nl2|");

    row(Ruby, "A=\"a\\nb\\qc\"", "A=a\\nbqc|");
    row(Ruby, "A='$X'\nB=\"${X}\"\nC=\\$X", "A=$X|B=os|C=$X|");
    row(Ruby, "A: b\nB:c\nC-D=1\nE=2", "A=b|E=2|");
    row(Ruby, "A=${U:-d}", "A=:-d}|");
    row(Ruby, "A=b#c", "A=b|");

    row(Godotenv, "A=\"a\\nb\" # c", "A=a\nb|");
    row(Godotenv, "x=1\nA=${x}\nX=2\nB=${X}", "x=1|A=${x}|X=2|B=2|");
    row(Godotenv, "A:b\nA B=c", "A=b|A B=c|");
    row(Godotenv, "A='b'\"c\"", "!");
    row(Godotenv,
        "\xef\xbb\xbf"
        "A=1",
        "!");

    row(Dotenvy, "A=\"b\"'c'\nB=b\\ c", "A=bc|B=b c|");
    row(Dotenvy, "A=b c", "!");
    row(Dotenvy, "A=${U:-d}x\nB=$X", "A=x|B=os|");
    row(Dotenvy, "A=\"a\\tb\"", "!");

    row(Systemd, "A=b # c\nB=\"b\" # c", "A=b # c|B=b# c|");
    row(Systemd, "A=b\\\nc\n; comment\nB=$X", "A=bc|B=$X|");
    row(Systemd, "A=\"b c\nB=1", "A=b c\nB=1|");
    row(Systemd, "A-B=1\nC=2", "C=2|!");

    row(Sh, "A=b c", "!");
    row(Sh, "A='b c'\"$X\"d", "A=b cosd|");
    row(Sh, "A=${U:-d}${X:+y}${U-e}\nB=${#X}", "A=dye|B=2|");
    row(Sh, "A=x\nB=$A\nA=z", "A=z|B=x|");
    row(Sh, "A=1\r\nB=2\r\n", "A=1\r|B=2\r|");
}

void TestMoreDialects::shouldReadAsTheLoaderDoes()
{
    QFETCH(const EnvDialect, dialect);
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, expected);

    QCOMPARE(summaryOf(readEnv(text, dialect, {{"X", "os"}})), expected);
}

void TestMoreDialects::shouldNotRunACommand_data()
{
    QTest::addColumn<EnvDialect>("dialect");
    QTest::newRow("ruby") << EnvDialect::Ruby;
    QTest::newRow("sh") << EnvDialect::Sh;
}

void TestMoreDialects::shouldNotRunACommand()
{
    QFETCH(const EnvDialect, dialect);

    QCOMPARE(summaryOf(readEnv("A=$(id)", dialect)), "A=$(id)|!"_ba);
}

void TestMoreDialects::shouldEndOnHostileInput_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("braces") << "A="_ba + QByteArray("${A:-").repeated(50'000);
    QTest::newRow("quotes") << "A="_ba + QByteArray("\"'").repeated(200'000);
    QTest::newRow("backslashes") << "A=\""_ba + QByteArray(400'000, '\\');
    QTest::newRow("doubling") << "A=xxxxxxxxxx\n"_ba + QByteArray("A=$A$A\n").repeated(60);
    QTest::newRow("bytes") << QByteArray("\0\xff\xfe=\x80\n", 6).repeated(20'000);
}

void TestMoreDialects::shouldEndOnHostileInput()
{
    QFETCH(const QByteArray, text);

    for (const EnvDialect dialect : allEnvDialects()) {
        qint64 size = 0;
        const EnvReading reading = readEnv(text, dialect);
        for (const EnvValue &value : reading.values)
            size += value.value.value_or(QByteArray()).size();
        QVERIFY2(size < 64 * 1024 * 1024, qPrintable(toString(dialect)));
    }
}

QTEST_APPLESS_MAIN(TestMoreDialects)
#include "tst_moredialects.moc"
