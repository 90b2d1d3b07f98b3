// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/envdialecttesting.h"

#include <QDir>
#include <QFile>

using namespace Qt::StringLiterals;
using namespace slipway;

/// dotenv for Node.js, and the two that expand what it reads.
class TestDotenvDialects : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }
    void shouldReadAsDotenv_data();
    void shouldReadAsDotenv() { compareEnvDialectRow(EnvDialect::Dotenv); }
    void shouldReadAsDotenvx_data();
    void shouldReadAsDotenvx() { compareEnvDialectRow(EnvDialect::Dotenvx); }
    void shouldReadAsDotenvExpand_data();
    void shouldReadAsDotenvExpand() { compareEnvDialectRow(EnvDialect::DotenvExpand); }
    void shouldExpandTheSameInBoth_data();
    void shouldExpandTheSameInBoth();
    void shouldNameTheLineOfTheWinner();
    void shouldRunNothing();
    void shouldRefuseWhatGrowsWithoutMeasure_data();
    void shouldRefuseWhatGrowsWithoutMeasure();
    void shouldTakeLongTextsInOnePass_data();
    void shouldTakeLongTextsInOnePass();
};

void TestDotenvDialects::shouldReadAsDotenv_data()
{
    addEnvDialectColumns();
    const auto row = addEnvDialectRow;
    row("plain", "A=1\nB=b c\n", "A=1|B=b c", {});
    row("nothing", "", "", {});
    row("only blanks", " \n\t\r\n\xEF\xBB\xBF", "", {});
    row("byte order mark",
        "\xEF\xBB\xBF"
        "A=1",
        "A=1", {});
    row("export", "export A=1\nexport\tB=2\nexport export=3\nexport=4", "A=1|B=2|export=4", {});
    row("export over lines", "export\nA=1", "A=1", {});
    row("export alone", "export A\nB=1", "B=1", {});
    row("spaces round the sign", "A = b\nB\t=\tc", "A=b|B=c", {});
    row("sign on the next line", "A\n\n=x", "A=x", {});
    row("colon", "A: b\nB:c\nC : d\nD:\t'e'", "A=b|D=e", {});
    row("colon takes the next line", "A:\nB=2\nC=3", "A=B=2|C=3", {});
    row("colon and CRLF", "A:\r\nB=2", "A=B=2", {});
    row("quotes", R"(A="b c" B
C='d "e"'
D=`'f' "g"`)",
        R"(A="b c" B|C=d "e"|D='f' "g")", {});
    row("quoted on the next line", "A=\n'b'\nC=1", "A=b|C=1", {});
    row("several lines", "A=\"l1\nl2\r\nl3\rl4\"\nB='\n'", "A=l1\nl2\nl3\nl4|B=\n", {});
    row("open quote", "A='b c\nB=2", "A='b c|B=2", {});
    row("open quote, closed by another line", "A='b\nB='c'\n", "A='b|B=c", {});
    row("escaped quote", R"(A='b\'c'
B="d\"e")",
        R"(A=b\'c|B=d\"e)", {});
    row("goes back to an escaped quote", "A='b\\'\nB='c\n", "A=b\\|B='c", {});
    row("goes as far as it can", "A='b\\' # c\\'\n'\nD=1", "A=b\\' # c\\'\n|D=1", {});
    row("escapes", R"(A="a\nb\rc\td\\n"
B='a\nb'
C=a\nb
D="a\nb)",
        "A=a\nb\rc\\td\\\n|B=a\\nb|C=a\\nb|D=\"a\nb", {});
    row("quotes within", "A=b\"c\"d\nB=\"b\"'c'\nC=''", "A=b\"c\"d|B=\"b\"'c'|C=", {});
    row("one quote", "A='\nB=\"", "A='|B=\"", {});
    row("comments", "# A=1\n  # B=1\nC=1 # c\nD=1#c\nE=#c\nF='a#b' # c\nG='a'#c\n; H\nI= # c",
        "C=1|D=1|E=|F=a#b|G=a|I=", {});
    row("empty", "A=\nB=''\nC=  \nD", "A=|B=|C=", {});
    row("twice", "A=1\nB=2\nA=3", "A=3|B=2", {});
    row("keys", "A-B=1\nA.B=2\n1A=3\nA[0]=4\n\xC3\x89=5\nA B=6\n=7\n'A'=8\nA/B=9\na=0",
        "A-B=1|A.B=2|1A=3|a=0", {});
    row("line ends", "A=1\rB=2\r\nC=3\n\rD=4", "A=1|B=2|C=3|D=4", {});
    row("line separator ends no value",
        "A=b\xE2\x80\xA8"
        "B=c\nC=d#e\xE2\x80\xA9"
        "D=f",
        "A=b\xE2\x80\xA8"
        "B=c|C=d|D=f",
        {});
    row("quotes of lines within",
        "A=b\xE2\x80\xA8'c\xE2\x80\xA8"
        "d'\xE2\x80\xA8`",
        "A=b\xE2\x80\xA8"
        "c\xE2\x80\xA8"
        "d\xE2\x80\xA8`",
        {});
    row("wide spaces",
        "A=\xC2\xA0"
        "b\xE3\x80\x80\n\xE2\x80\x83"
        "B\xE2\x80\x89=c\nC=d\xC2\x85",
        "A=b|B=c|C=d\xC2\x85", {});
    row("no UTF-8", "A=\xFF\xE2\x80\n", "A=\xEF\xBF\xBD\xEF\xBF\xBD", {});
    row("NUL", QByteArray("A=b\0c", 5), QByteArray("A=b\0c", 5), {});
    row("expands nothing", "A=${B}$C\nD=$(ls)", "A=${B}$C|D=$(ls)", {{"B", "b"}, {"A", "a"}});
}

void TestDotenvDialects::shouldReadAsDotenvx_data()
{
    addEnvDialectColumns();
    const auto row = addEnvDialectRow;
    row("escapes", R"(A="a\nb\rc\td"
B='a\nb\'c'
C="a\"b")",
        "A=a\nb\rc\td|B=a\\nb'c|C=a\\\"b", {});
    row("single quotes expand nothing", "X=v\nA='$X'\nB=\"$X\"\nC=`$X`", "X=v|A=$X|B=v|C=v", {});
    row("nor what begins with one", "X=v\nA='$X' b", "X=v|A='$X' b", {});
    row("nor what comes from them", "A='a$B'\nB=1\nC=${A}$B", "A=a$B|B=1|C=a$B$B", {});
    row("the process wins", "A=1\nB='2'\nC=$A$B", "A=x|B=y|C=xy", {{"A", "x"}, {"B", "y"}});
    row("and is not expanded", "A=1\nB=$A", "A=$B|B=$B", {{"A", "$B"}});
    row("but not when it is empty", "A=1\nB=${A:-d}", "A=|B=d", {{"A", ""}});
    row("each in turn", "A=a\nA=${A}b\nA=${A}c", "A=abc", {});
    row("encrypted", "A=encrypted:B$C\nD=\"encrypted:${E}\"", "A=encrypted:B$C|D=encrypted:${E}",
        {});
    row("command keeps the rest", "X=v\nA=$X$(ls)\\$\nB='$(ls)'\nC=$(ls",
        "X=v|A=$X$(ls)\\$|B=$(ls)|C=$(ls|!2", {});
}

void TestDotenvDialects::shouldReadAsDotenvExpand_data()
{
    addEnvDialectColumns();
    const auto row = addEnvDialectRow;
    row("quotes do not count", "X=v\nA='$X'\nB='\\$X'", "X=v|A=v|B=$X", {});
    row("the process wins", "A=1\nB=$A", "A=x|B=x", {{"A", "x"}});
    row("escapes go there too", "A=1", "A=$x", {{"A", "\\$x"}});
    row("set to what the file says", "A=$B\nB=b\nC=$A", "A=|B=b|C=", {{"A", "$B"}});
    row("the last is expanded", "A=a\nA=${A}b", "A=b", {});
    row("numbers come first", "A=${2}${10}\n10=x${2}\n2=y\n01=${A}", "A=yxy|10=xy|2=y|01=yxy", {});
    row("command", "A=${B:-$(ls)}", "A=$(ls)|!1", {});
}

void TestDotenvDialects::shouldExpandTheSameInBoth_data()
{
    addEnvDialectColumns();
    const EnvVariables process{{"X", "v"}, {"E", ""}, {"D", "a$$1"}, {"W", "<$'>"}, {"P", "$`,$'"}};
    const auto row
        = [&process](const char *name, const QByteArray &value, const QByteArray &expected) {
              addEnvDialectRow(name, "A=" + value, "A=" + expected, process);
          };
    row("named", "$X-${X}", "v-v");
    row("not set", "a$U${U}b", "ab");
    row("default", "${U:-d}${E:-d}${X:-d}", "ddv");
    row("default if not set", "${U-d}${E-d}${X-d}", "dv");
    row("alternative", "${U:+a}${E:+a}${X:+a}", "a");
    row("alternative if set", "${U+a}${E+a}${X+a}", "aa");
    row("within another", "${U:-${E:-${X}}}", "v");
    row("name within a name", "${${U:-X}}", "v");
    row("first operator", "${U:-a-b:+c}", "a-b:+c");
    row("no operator of theirs", "${X:?e}${U?e}", "");
    row("escaped", "\\$X\\${X}", "$X${X}");
    row("escaped, but the first that is alike", "\\$X\\${X}$X", "\\v${X}v");
    row("escaped after", "$X\\$X", "v$X");
    row("two dollars", "a$$X", "a");
    row("dollars left", "a$ $1 $", "a$ $1 $");
    row("nothing within", "${}$", "${}$");
    row("open", "${X $X", "${X v");
    row("not closed by a later brace", "${X{}}", "${X{}}");
    row("null ends a name", "${Xnull}$X_null", "v");
    row("bcrypt", "$2b$10$abc", "$2b$10");
    row("signs of a replacement", "$D", "a$1");
    row("the text after", "x$W", "x<>");
    row("the texts before and after", "a${P}b", "aa,bb");
}

void TestDotenvDialects::shouldExpandTheSameInBoth()
{
    compareEnvDialectRow(EnvDialect::Dotenvx);
    compareEnvDialectRow(EnvDialect::DotenvExpand);
}

void TestDotenvDialects::shouldNameTheLineOfTheWinner()
{
    const EnvReading reading
        = readEnv("# c\r\n\r\nA=\"1\r\n\r\n2\"\r\n  export B=3\nA=4\nC\n=5", EnvDialect::Dotenv);

    QCOMPARE(reading.values, (QList<EnvValue>{{"A", "4", 7}, {"B", "3", 6}, {"C", "5", 8}}));
}

void TestDotenvDialects::shouldRunNothing()
{
    const QString marker = QDir::current().filePath(u"a-command-was-run"_s);
    QFile::remove(marker);
    const QByteArray text = "A=$(touch a-command-was-run)\nB=`touch "
                            "a-command-was-run`\nC=\"$(touch a-command-was-run)\"";

    for (const EnvDialect dialect :
         {EnvDialect::Dotenv, EnvDialect::Dotenvx, EnvDialect::DotenvExpand})
        QCOMPARE(*readEnv(text, dialect).values.first().value, "$(touch a-command-was-run)");

    QVERIFY(!QFile::exists(marker));
}

void TestDotenvDialects::shouldRefuseWhatGrowsWithoutMeasure_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("line");

    QByteArray doubled = "A0=xxxxxxxx\n";
    for (int i = 1; i < 40; ++i)
        doubled += QByteArray("A%2=$A%1$A%1\n")
                       .replace("%2", QByteArray::number(i))
                       .replace("%1", QByteArray::number(i - 1));
    QTest::newRow("doubled") << doubled << 18;
    QTest::newRow("never ends") << QByteArray("A=\\$A\nB=x$A\n") << 2;
    QTest::newRow("grows for ever") << QByteArray("A=\\$A\\$A\n\nB=x$A\n") << 3;
}

void TestDotenvDialects::shouldRefuseWhatGrowsWithoutMeasure()
{
    QFETCH(QByteArray, text);
    QFETCH(int, line);

    for (const EnvDialect dialect : {EnvDialect::Dotenvx, EnvDialect::DotenvExpand})
        QCOMPARE(shown(readEnv(text, dialect)), '!' + QByteArray::number(line));
}

void TestDotenvDialects::shouldTakeLongTextsInOnePass_data()
{
    QTest::addColumn<QByteArray>("text");

    const auto row = [](const char *name, const QByteArray &before, const QByteArray &part,
                        const QByteArray &after = {}) {
        QTest::newRow(name) << before + part.repeated(1'000'000 / part.size()) + after;
    };
    row("quotes", "A=", "'");
    row("escaped quotes", "A='", "\\'");
    row("escaped quotes and spaces", "A='", "\\'                    ");
    row("open quotes", "", "A=\"\\\"x\n");
    row("backslashes", "A=\"", "\\");
    row("blank lines", "", "\n");
    row("keys and blank lines", "", "A\n\n\n\n\n\n\n\n");
    row("exports", "", "export\n");
    row("openings", "A=", "${");
    row("openings and closings", "A=" + QByteArray("${").repeated(300'000), "}");
    row("defaults", "A=", "${U:-");
    row("nested defaults", "A=" + QByteArray("${U:-").repeated(100'000), "}");
    row("references", "B=x\nA=", "$B");
    row("references in an opening", "B=x\nA=${a", "$B");
    row("escaped references", "B=x\nA=", "\\$B", "$B$B$B");
    row("commands", "A=", "$(");
    row("commands, one closed", "A=", "$(", ")");
    row("quoted commands", "A=", "$('");
}

void TestDotenvDialects::shouldTakeLongTextsInOnePass()
{
    QFETCH(QByteArray, text);

    for (const EnvDialect dialect :
         {EnvDialect::Dotenv, EnvDialect::Dotenvx, EnvDialect::DotenvExpand})
        readEnv(text, dialect);
}

QTEST_APPLESS_MAIN(TestDotenvDialects)
#include "tst_dotenvdialects.moc"
