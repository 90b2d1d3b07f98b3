// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/envdialecttesting.h"

using namespace slipway;

class TestNodeDialect : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }
    void shouldRead_data();
    void shouldRead() { compareEnvDialectRow(EnvDialect::Node); }
    void shouldNameTheLineWhereTheKeyBegins();
    void shouldTakeLongTextsInOnePass();
};

void TestNodeDialect::shouldRead_data()
{
    addEnvDialectColumns();
    const auto row = [](const char *name, const QByteArray &text, const QByteArray &expected) {
        addEnvDialectRow(name, text, expected, {{"A", "set"}, {"X", "set"}});
    };
    row("plain", "A=1\nB = b c \n", "A=1|B=b c");
    row("nothing", "   ", "");
    row("quotes", "A=\"b c\" d\nB='e \"f\"'\nC=`g\nh`", "A=b c|B=e \"f\"|C=g\nh");
    row("first quote that comes closes", R"(A="x\"y"
B="b"'c')",
        "A=x\\|B=b");
    row("escapes", R"(A="a\nb\r\t\\n"
B='a\nb')",
        "A=a\nb\\r\\t\\\n|B=a\\nb");
    row("open quote", "A='b c \nB=2", "A='b c |B=2");
    row("open quote at the end", "A=1\nB='c", "A=1");
    row("open quote at the end goes on", "A='b=c", "'b=c");
    row("comments", "# A=1\nB=1 # c\nC=1#c\nD=#c\nE='a#b' # c\n#", "B=1|C=1|D=|E=a#b");
    row("comment at the very end is a key", "A=1\n#B=2", "A=1|#B=2");
    row("indented comment is a key", "  # c\nA=1\n  # B=2", "A=1|# B=2");
    row("export", "export A=1\nexport  B=2\nexport\tC=3\nexport=4",
        "A=1| B=2|export\tC=3|export=4");
    row("lines without a sign join the next key", "A\n\nB=1", "A\n\nB=1");
    row("but not the last ones", "A=1\nB\nC\n", "A=1");
    row("no key ends it", "A=1\n=b\nB=2", "A=1");
    row("a key of spaces is a line end", "A=1\n  =b\nB=2", "A=1|\n=b|B=2");
    row("tabs stay", "\tA=\tb\t\nB=c", "\tA=\tb\t|B=c");
    row("value of spaces", "A=   \nB=", "A=|B=");
    row("spaces over the line end", "A=1\n \nB=2", "A=1|\nB=2");
    row("CR goes", "A=1\r\nB=2\rC=3\r\nD=\"a\r\nb\"", "A=1|B=2C=3|D=a\nb");
    row("byte order mark stays",
        "\xEF\xBB\xBF"
        "A=1",
        "\xEF\xBB\xBF"
        "A=1");
    row("no UTF-8", "A=\xFF", "A=\xEF\xBF\xBD");
    row("keys", "A-B=1\nA[0]=2\nA B=3\n\xC3\x89=4\nA: b=5", "A-B=1|A[0]=2|A B=3|\xC3\x89=4|A: b=5");
    row("twice", "A=1\nB=2\nA=3", "A=3|B=2");
    row("expands nothing", "B=$X${X}$(ls)", "B=$X${X}$(ls)");
}

void TestNodeDialect::shouldNameTheLineWhereTheKeyBegins()
{
    const EnvReading reading = readEnv("# c\r\nA='1\n2'\n\nB\nC=3\nA=4", EnvDialect::Node);

    QCOMPARE(reading.values, (QList<EnvValue>{{"A", "4", 7}, {"B\nC", "3", 5}}));
}

void TestNodeDialect::shouldTakeLongTextsInOnePass()
{
    for (const QByteArray part : {"'", "A='", "A=\"\n", "\\n", "\n", "A\n", "#\n", "=", " "}) {
        const QByteArray text = "A=\"" + part.repeated(1'000'000 / part.size());
        readEnv(text, EnvDialect::Node);
    }
}

QTEST_APPLESS_MAIN(TestNodeDialect)
#include "tst_nodedialect.moc"
