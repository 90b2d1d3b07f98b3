// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/envdialecttesting.h"

using namespace slipway;

class TestDockerDialect : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }
    void shouldRead_data();
    void shouldRead() { compareEnvDialectRow(EnvDialect::Docker); }
    void shouldNameTheLineOfTheWinner();
    void shouldNotTellTheValueOfARefusedLine();
};

void TestDockerDialect::shouldRead_data()
{
    addEnvDialectColumns();
    const auto row = [](const char *name, const QByteArray &text, const QByteArray &expected) {
        addEnvDialectRow(name, text, expected, {{"X", "set"}});
    };
    row("plain", "A=1\n\tB=b c \nC= d", "A=1|B=b c |C= d");
    row("nothing", " \n\t\n# c\n  # d", "");
    row("all of it is the value",
        "A=\"b\" # c\nB='d'\nC=$X\nD=a=b\nE=", "A=\"b\" # c|B='d'|C=$X|D=a=b|E=");
    row("inherited", "X\nY\nX=1", "X=1");
    row("inherited only", "X\nY\n", "X=set");
    row("no lines within", "A='1\n2'", "A='1");
    row("CRLF and CR", "A=1\r\nB=2\rC\n", "A=1|B=2\rC");
    row("byte order mark",
        "\xEF\xBB\xBF"
        "A=1\n\xEF\xBB\xBF"
        "B=2",
        "A=1|\xEF\xBB\xBF"
        "B=2");
    row("wide spaces before",
        "\xC2\xA0\xE3\x80\x80"
        "A=\xC2\xA0",
        "A=\xC2\xA0");
    row("names", "A-B=1\nA[0]=2\n'A'=3\n\xC3\x89=4\n;=5", "A-B=1|A[0]=2|'A'=3|\xC3\x89=4|;=5");
    row("export", "A=1\nexport B=2", "!2");
    row("space after a name", "A =1", "!1");
    row("tab in a name", "A=1\nB\tC", "!2");
    row("no name", "A=1\n\n=b", "!3");
    row("no UTF-8", "A=1\nB=\xFF", "!2");
    row("longest line", "A=" + QByteArray(65'533, 'x'), "A=" + QByteArray(65'533, 'x'));
    row("longer line", "B=1\nA=" + QByteArray(65'534, 'x'), "!2");
    row("twice", "A=1\nB=2\nA=3", "A=3|B=2");
}

void TestDockerDialect::shouldNameTheLineOfTheWinner()
{
    const EnvReading reading = readEnv("# c\r\n\r\nA=1\nB=2\nA=3", EnvDialect::Docker);

    QCOMPARE(reading.values, (QList<EnvValue>{{"A", "3", 5}, {"B", "2", 4}}));
}

void TestDockerDialect::shouldNotTellTheValueOfARefusedLine()
{
    for (const QByteArray text : {"=hunter2", "A B=hunter2", "A=hunter2\xFF"}) {
        const EnvReading reading = readEnv(text, EnvDialect::Docker);

        QCOMPARE(reading.errors.size(), 1);
        QVERIFY(!reading.errors.first().message.contains(u"hunter2"));
    }
}

QTEST_APPLESS_MAIN(TestDockerDialect)
#include "tst_dockerdialect.moc"
