// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/envdialecttesting.h"

using namespace slipway;

class TestComposeDialect : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }
    void shouldRead_data();
    void shouldRead() { compareEnvDialectRow(EnvDialect::Compose); }
    void shouldFillIn_data();
    void shouldFillIn() { compareEnvDialectRow(EnvDialect::Compose); }
    void shouldNameTheLineOfTheWinner();
    void shouldNotTellTheValueOfARefusedLine();
    void shouldRefuseWhatGrowsWithoutMeasure();
    void shouldTakeLongTextsInOnePass_data();
    void shouldTakeLongTextsInOnePass();
};

void TestComposeDialect::shouldRead_data()
{
    addEnvDialectColumns();
    const auto row = [](const char *name, const QByteArray &text, const QByteArray &expected) {
        addEnvDialectRow(name, text, expected, {{"X", "set"}});
    };
    row("plain", "A=1\nB = b c \nC:d\nD: e\n", "A=1|B=b c|C=d|D=e");
    row("nothing", " \n\t\n# c", "");
    row("byte order mark",
        "\xEF\xBB\xBF"
        "A=1",
        "A=1");
    row("export", "export A=1\n\texport\tB=2\nexport=3\nexport.C=4", "A=1|B=2|export=3|export.C=4");
    row("export and nothing", "A=1\nexport ", "!2");
    row("inherited", "X\nY\nexport X\nA=1", "X=set|A=1");
    row("a name without a line end", "A=1\nX", "A=1|=X");
    row("no name", "=b", "=b");
    row("file before process", "X=1", "X=1");
    row("quotes", "A=\"b 'c'\"\nB='d \"e\"'\nC=f\"g\"", "A=b 'c'|B=d \"e\"|C=f\"g\"");
    row("several lines", "A='1\n2\r\n3'\nB=2", "A=1\n2\r\n3|B=2");
    row("after a quote comes a name", "A=\"b\" c\nB=2", "A=b|B=2");
    row("or something wrong", "A=1\nB=\"b\"'c'", "!2");
    row("escaped quotes", R"(A="x\"y"
B='x\'y'
C="x\\")",
        R"(A=x"y|B=x'y|C=x\)");
    row("escapes", R"(A="\a\b\f\n\r\t\v\\\"\$X\c\q"
B='\n'
C=\n)",
        "A=\a\b\f\n\r\t\v\\\"$X\\c\\q|B=\\n|C=\\n");
    row("octal escapes", R"(A="\0123\012\0377\0400\0189\0")", "A=S\\12\xC3\xBF\\400\\189\\");
    row("open quote", "A=1\n\nB='c\nD=2", "!3");
    row("comments", "A=b # c\nB=b#c\nC= # c\nD=b\t# c\nE='f' # c\n # G=1",
        "A=b|B=b#c|C=# c|D=b\t# c|E=f");
    row("names", "A-B=1\nA.B=2\n1A=3\nA[0]=4\n\xC3\x89=5\nA\t=6\nA\tB=7",
        "A-B=1|A.B=2|1A=3|A[0]=4|\xC3\x89=5|A=6|A\tB=7");
    row("name with a space", "A=1\nA B=2", "!2");
    row("name with something else", "A=1\n; c", "!2");
    row("no UTF-8 in a name", "A\xFF=1", "!1");
    row("no UTF-8 in a value", "A=\xFF", "A=\xFF");
    row("CR", "A=1\r\nB=2\rC=3\r\n", "A=1|B=2\rC=3");
    row("wide spaces",
        "A=b\xC2\xA0\xE3\x80\x80\n\xE2\x80\x83"
        "B\xC2\xA0=\xC2\xA0"
        "c",
        "A=b|B=c");
    row("twice", "A=1\nB=2\nA=3", "A=3|B=2");
}

void TestComposeDialect::shouldFillIn_data()
{
    addEnvDialectColumns();
    const auto row = [](const char *name, const QByteArray &value, const QByteArray &expected) {
        const QByteArray shownAs
            = expected == "!" ? QByteArray("!2") : QByteArray("E=|A=" + expected);
        addEnvDialectRow(name, "E=\nA=" + value, shownAs, {{"X", "v"}, {"D", "$X"}});
    };
    row("named", "$X-${X}$x", "v-v");
    row("once", "$D", "$X");
    row("single quotes", "'$X'", "$X");
    row("double quotes", "\"$X\\$X\\\\$X\"", "v$X\\v");
    row("not set", "a$U${U}b", "ab");
    row("default", "${U:-d}${E:-d}${X:-d}", "ddv");
    row("default if not set", "${U-d}${E-d}${X-d}", "dv");
    row("alternative", "${U:+a}${E:+a}${X:+a}", "a");
    row("alternative if set", "${U+a}${E+a}${X+a}", "aa");
    row("required", "${X:?m}${X?m}${E?m}", "vv");
    row("required and empty", "${E:?m}", "!");
    row("required and not set", "${U?m}", "!");
    row("only when it is due", "${X:-${U:?m}}", "v");
    row("within another", "${U:-a${E:-${X}b}c}d", "avbcd");
    row("braces in a text", R"(${U:-{"a":{"b":1}}}x)", R"({"a":{"b":1}}x)");
    row("a brace right after one", "${U:-{}}x}", "{}}x");
    row("a brace too few", "${U:-{x}", "{x");
    row("two dollars", "a$$X$$$X", "a$X$v");
    row("dollars left", "a$ $1 $", "a$ $1 $");
    row("command stays", "$(ls)", "$(ls)");
    row("open", "${X", "!");
    row("open default", "${X:-a", "!");
    row("not over lines", "\"${U:-a\nb}\"", "!");
    row("no name", "${ }", "!");
    row("no such operator", "${X!}", "!");
    row("space after a name", "${X }", "!");
    row("bcrypt", "$2b$10$abc", "$2b$10");
}

void TestComposeDialect::shouldNameTheLineOfTheWinner()
{
    const EnvReading reading = readEnv("# c\n\nA='1\n2'\nexport B=3\n  A=4", EnvDialect::Compose);

    QCOMPARE(reading.values, (QList<EnvValue>{{"A", "4", 6}, {"B", "3", 5}}));
}

void TestComposeDialect::shouldNotTellTheValueOfARefusedLine()
{
    for (const QByteArray text :
         {"A=\"hunter2", "A=${U?hunter2}", "A=hunter2${", "A='b'hunter2!"}) {
        const EnvReading reading = readEnv(text, EnvDialect::Compose);

        QCOMPARE(reading.errors.size(), 1);
        QVERIFY(!reading.errors.first().message.isEmpty());
        QVERIFY(!reading.errors.first().message.contains(u"hunter2"));
    }
}

void TestComposeDialect::shouldRefuseWhatGrowsWithoutMeasure()
{
    QByteArray text = "A0=xxxxxxxx\n";
    for (int i = 1; i < 40; ++i) {
        const QByteArray last = "$A" + QByteArray::number(i - 1);
        text += "A" + QByteArray::number(i) + '=' + last + last + '\n';
    }

    QCOMPARE(shown(readEnv(text, EnvDialect::Compose)), "!19");
}

void TestComposeDialect::shouldTakeLongTextsInOnePass_data()
{
    QTest::addColumn<QByteArray>("text");

    const auto row = [](const char *name, const QByteArray &before, const QByteArray &part) {
        QTest::newRow(name) << before + part.repeated(1'000'000 / part.size());
    };
    row("quotes", "A=", "'");
    row("escaped quotes", "A=\"", "\\\"");
    row("backslashes", "A=\"", "\\");
    row("comments", "", "#\n");
    row("names", "", "A\n");
    row("openings", "A=", "${");
    row("defaults", "A=", "${U:-");
    row("defaults in a row", "A=", "${U:-x}");
    row("nested defaults", "A=" + QByteArray("${U:-").repeated(200'000), "}");
    row("nested defaults and text", "A=" + QByteArray("${U:-").repeated(100'000), "}xxxxxxxxx");
    row("braces", "A=${U:-", "{}");
}

void TestComposeDialect::shouldTakeLongTextsInOnePass()
{
    QFETCH(QByteArray, text);

    readEnv(text, EnvDialect::Compose);
}

QTEST_APPLESS_MAIN(TestComposeDialect)
#include "tst_composedialect.moc"
