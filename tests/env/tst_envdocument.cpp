// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/envdocument.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTest>

using namespace slipway;
using namespace Qt::StringLiterals;

using Kind = EnvStatement::Kind;
using Quote = EnvStatement::Quote;

namespace {

/// "assignment export double open 3: KEY|=|value|# comment", to compare with at a glance.
QByteArray described(const EnvDocument &document, const EnvStatement &statement)
{
    static const QHash<Kind, QByteArray> kinds{{Kind::Blank, "blank"},
                                               {Kind::Comment, "comment"},
                                               {Kind::Assignment, "assignment"},
                                               {Kind::Declaration, "declaration"},
                                               {Kind::Unreadable, "unreadable"}};
    static const QHash<Quote, QByteArray> quotes{{Quote::None, ""},
                                                 {Quote::Single, " single"},
                                                 {Quote::Double, " double"},
                                                 {Quote::Backtick, " backtick"}};
    QByteArray text = kinds.value(statement.kind) + quotes.value(statement.quote);
    if (statement.isExported)
        text += " exported";
    if (!statement.isTerminated)
        text += " open";
    if (statement.lineCount > 1)
        text += " " + QByteArray::number(statement.lineCount);
    const auto part = [&](const EnvRange &range) {
        return document.text(range).toByteArray();
    };
    return text + ": " + part(statement.key) + '|' + part(statement.delimiter) + '|'
        + part(statement.value) + '|' + part(statement.comment);
}

QByteArrayList described(const EnvDocument &document)
{
    QByteArrayList list;
    for (const EnvStatement &statement : document.statements())
        list.append(described(document, statement));
    return list;
}

/// Text that is likely to be read in surprising ways.
QByteArray randomText(QRandomGenerator &random, int pieces)
{
    static const QByteArrayList list{
        "A",   "B=",   "export ", "\n",   "\n",      "\r\n",        "\r",  "\"",   "'",
        "`",   "\\",   " ",       "\t",   "#",       " # c",        "=",   ": ",   ":",
        "$X",  "é",    "\0",      "\xff", "A=\"x\n", "C='y",        "'\n", "\"\n", "`\n",
        "D=`", "\\\"", "x",       "E=1",  "\n",      "\xef\xbb\xbf"};
    QByteArray text;
    for (int i = 0; i < pieces; ++i)
        text += list.at(random.bounded(list.size()));
    return text;
}

QList<EnvTextChange> randomChanges(QRandomGenerator &random, qsizetype size)
{
    QList<qsizetype> cuts;
    const int count = random.bounded(1, 4);
    for (int i = 0; i < 2 * count; ++i)
        cuts.append(random.bounded(size + 1));
    std::ranges::sort(cuts);
    QList<EnvTextChange> changes;
    for (int i = 0; i < count; ++i) {
        const qsizetype at = cuts.at(2 * i);
        // Long deletions would leave little to test.
        const qsizetype length = std::min(cuts.at(2 * i + 1) - at, random.bounded(qsizetype(12)));
        changes.append({{at, length}, randomText(random, random.bounded(4))});
    }
    return changes;
}

QByteArray largeText(int lines)
{
    QByteArray text;
    for (int i = 0; i < lines; ++i)
        text += "SERVICE_SETTING_" + QByteArray::number(i) + "=\"some value of it\" # note\n";
    return text;
}

} // namespace

class TestEnvDocument : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldReadStatements_data();
    void shouldReadStatements();
    void shouldCoverTheTextWithoutGaps();
    void shouldNotLetAnOpenQuoteSwallowTheFile();
    void shouldFindTheStatementThatCounts();
    void shouldListEachKeyOnce();
    void shouldTellLinesAndColumns();
    void shouldTellPlacesInOrderAndOutOfIt();
    void shouldTellTheLineEndOfTheMostLines_data();
    void shouldTellTheLineEndOfTheMostLines();
    void shouldReadAgainWhatAChangeTouches_data();
    void shouldReadAgainWhatAChangeTouches();
    void shouldBeAfterRandomChangesAsIfReadAnew();
    void shouldReadHostileTextInLinearTime_data();
    void shouldReadHostileTextInLinearTime();
    void shouldNotReadTheWholeFileAtAKeystroke();
};

void TestEnvDocument::shouldReadStatements_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArrayList>("statements");
    const auto row = [](const char *name, QByteArray text, QByteArrayList statements) {
        QTest::newRow(name) << text << statements;
    };
    row("nothing", "", {});
    row("blank lines", "\n \t\r\n", {"blank: |||", "blank: |||"});
    row("comment", "  # a = b", {"comment: |||# a = b"});
    row("assignment", "A=b", {"assignment: A|=|b|"});
    row("spaces", "  A \t= b c \n", {"assignment: A| \t= |b c|"});
    row("empty", "A=", {"assignment: A|=||"});
    row("empty and spaces", "A= \n", {"assignment: A|=||"});
    row("empty and comment", "A= # c\n", {"assignment: A|=||# c"});
    row("comment behind", "A=b # c = d\r\n", {"assignment: A|=|b|# c = d"});
    row("no comment", "A=b#c\nB=#d\n", {"assignment: A|=|b#c|", "assignment: B|=|#d|"});
    row("exported", "export  A=b\n", {"assignment exported: A|=|b|"});
    row("a key named export", "export=b\nexport = c\nexport\n",
        {"assignment: export|=|b|", "assignment: export| = |c|", "declaration: export|||"});
    row("declared", "A\nexport B # c\n", {"declaration: A|||", "declaration exported: B|||# c"});
    row("colon", "A: b\nB:\nC:d\nE : f\n",
        {"assignment: A|: |b|", "assignment: B|:||", "unreadable: |||", "unreadable: |||"});
    row("unreadable", "A B=c\n=d\n; e\n\"A\"=b\nA#c\nexport A B\n",
        {"unreadable: |||", "unreadable: |||", "unreadable: |||", "unreadable: |||",
         "unreadable: |||", "unreadable: |||"});
    row("odd keys", "a.b-c=1\n1A=2\nÉ=3\nA[0]=4\n",
        {"assignment: a.b-c|=|1|", "assignment: 1A|=|2|", "assignment: É|=|3|",
         "assignment: A[0]|=|4|"});
    row("quotes", "A='b # c'\nB=\"d\" # e\nC=`f`#g\n",
        {"assignment single: A|=|'b # c'|", "assignment double: B|=|\"d\"|# e",
         "assignment backtick: C|=|`f`|#g"});
    row("escaped quotes", "A=\"b\\\"c\"\nB='d\\'e'\nC=\"f\\\\\" # g\n",
        {"assignment double: A|=|\"b\\\"c\"|", "assignment single: B|=|'d\\'e'|",
         "assignment double: C|=|\"f\\\\\"|# g"});
    row("quoted in part", "A=\"b\"c\nB='d' 'e'\nC=f\"g\" # h\n",
        {"assignment: A|=|\"b\"c|", "assignment: B|=|'d' 'e'|", "assignment: C|=|f\"g\"|# h"});
    row("several lines", "A=\"b\n#c\n\" # d\nB='e\r\nf'\r\nC=`g\n\n`",
        {"assignment double 3: A|=|\"b\n#c\n\"|# d", "assignment single 2: B|=|'e\r\nf'|",
         "assignment backtick 3: C|=|`g\n\n`|"});
    row("ends in a backslash", "A='C:\\logs\\'\nB='x'\n",
        {"assignment single: A|=|'C:\\logs\\'|", "assignment single: B|=|'x'|"});
    row("byte order mark",
        "\xef\xbb\xbf"
        "A=b\n\xef\xbb\xbf"_ba
        "C=d\n",
        {"assignment: A|=|b|",
         "assignment: \xef\xbb\xbf"_ba
         "C|=|d|"});
    row("lone carriage return", "A=b\rC=d\r", {"assignment: A|=|b\rC=d|"});
    row("NUL and no UTF-8", QByteArray("A=b\0c\nB=\xff\n", 9),
        {QByteArray("assignment: A|=|b\0c|", 20), "assignment: B|=|\xff|"});
}

void TestEnvDocument::shouldReadStatements()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArrayList, statements);

    const EnvDocument document(text);

    QCOMPARE(described(document), statements);
    QCOMPARE(document.bytes(), text);
}

void TestEnvDocument::shouldCoverTheTextWithoutGaps()
{
    QRandomGenerator random(7);
    for (int i = 0; i < 2'000; ++i) {
        const QByteArray text = randomText(random, 60);

        const EnvDocument document(text);

        qsizetype end = 0;
        int line = 1;
        for (const EnvStatement &statement : document.statements()) {
            QCOMPARE(statement.range.at, end);
            QCOMPARE(statement.line, line);
            end = statement.range.end();
            line += statement.lineCount;
            for (const EnvRange &part :
                 {statement.key, statement.delimiter, statement.value, statement.comment}) {
                QVERIFY(part.at >= statement.range.at && part.end() <= end);
            }
        }
        QCOMPARE(end, text.size());
    }
}

void TestEnvDocument::shouldNotLetAnOpenQuoteSwallowTheFile()
{
    const EnvDocument document("A=\"b # c\nB=1\nC='d\nD=\"e\"\nE='f'\n");

    QCOMPARE(described(document),
             (QByteArrayList{"assignment double open: A|=|\"b|# c", "assignment: B|=|1|",
                             "assignment single open: C|=|'d|", "assignment double: D|=|\"e\"|",
                             "assignment single: E|=|'f'|"}));
}

void TestEnvDocument::shouldFindTheStatementThatCounts()
{
    const EnvDocument document("A=1\nB\nA=2\nA\nexport B\n");

    QCOMPARE(document.find("A")->line, 3);
    QCOMPARE(document.find("B")->line, 5);
    QCOMPARE(document.find("C"), nullptr);
    QCOMPARE(EnvDocument().find("A"), nullptr);
}

void TestEnvDocument::shouldListEachKeyOnce()
{
    const EnvDocument document("B=1\nA=2\n#C=3\nB=4\nC\n");

    QCOMPARE(document.keys(), (QList<QByteArray>{"B", "A", "C"}));
}

void TestEnvDocument::shouldTellLinesAndColumns()
{
    const EnvDocument document("Aé=1\nB=\"x\n\xff\xffy\"\nC=2");

    QCOMPARE(document.lineOf(0), 1);
    QCOMPARE(document.columnOf(3), 3);
    QCOMPARE(document.columnOf(2), 2); // within é
    QCOMPARE(document.lineOf(5), 1);
    QCOMPARE(document.lineOf(6), 2);
    QCOMPARE(document.lineOf(12), 3);
    QCOMPARE(document.columnOf(13), 3);
    QCOMPARE(document.lineOf(1'000), 4);
    QCOMPARE(document.columnOf(1'000), 4);
    QCOMPARE(document.statementAt(12)->line, 2);
    QCOMPARE(document.statementAt(document.bytes().size()), nullptr);
    QCOMPARE(document.statementAt(-1), nullptr);
    QCOMPARE(EnvDocument().lineOf(3), 1);
}

void TestEnvDocument::shouldTellPlacesInOrderAndOutOfIt()
{
    QRandomGenerator random(11);
    const EnvDocument document(randomText(random, 400));
    EnvPlaces places(document);

    for (int i = 0; i < 2'000; ++i) {
        const qsizetype byte = i < 1'000 ? i : random.bounded(document.bytes().size() + 3);
        const EnvPlaces::Place place = places.of(byte);
        QCOMPARE(place.line, document.lineOf(byte));
        QCOMPARE(place.column, document.columnOf(byte));
    }
}

void TestEnvDocument::shouldTellTheLineEndOfTheMostLines_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("lineEnd");
    QTest::newRow("nothing") << QByteArray("") << QByteArray("\n");
    QTest::newRow("unix") << QByteArray("A\nB\nC\r\n") << QByteArray("\n");
    QTest::newRow("windows") << QByteArray("A\r\nB\r\nC\n") << QByteArray("\r\n");
    QTest::newRow("equally many") << QByteArray("A\r\nB\n") << QByteArray("\n");
}

void TestEnvDocument::shouldTellTheLineEndOfTheMostLines()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, lineEnd);

    QCOMPARE(EnvDocument(text).lineEnd(), lineEnd);
}

void TestEnvDocument::shouldReadAgainWhatAChangeTouches_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<qsizetype>("at");
    QTest::addColumn<qsizetype>("size");
    QTest::addColumn<QByteArray>("inserted");
    const auto row = [](const char *name, QByteArray text, int at, int size, QByteArray inserted) {
        QTest::newRow(name) << text << qsizetype(at) << qsizetype(size) << inserted;
    };
    row("a keystroke", "A=1\nB=2\nC=3\n", 6, 1, "x");
    row("a key", "A=1\nB=2\nB=3\n", 8, 1, "A");
    row("at the end", "A=1\n", 4, 0, "B=2\n");
    row("behind a missing line end", "A=1", 3, 0, "2");
    row("in nothing", "", 0, 0, "A=1\n");
    row("everything away", "A=1\nB=2\n", 0, 8, "");
    row("lines joined", "A=1\nB=2\nC=3\n", 3, 1, "");
    row("a line split", "A=1B=2\n", 3, 0, "\n");
    row("lines between", "A=1\nC=3\n", 4, 0, "B=2\n\n");
    row("a line away", "A=1\nB=2\nC=3\n", 4, 4, "");
    row("closes a quote far above", "A=\"1\nB=2\nC=3\n", 12, 0, "\"");
    row("closes it at the very end", "A='1\nB=2", 8, 0, "'");
    row("opens a closed one", "A='1\nB=2'\nC=3\n", 8, 1, "");
    row("makes the decisive quote close", "A=\"1\nB=\"2\"\nC=3\n", 8, 2, "");
    row("before a byte order mark",
        "\xef\xbb\xbf"
        "A=1\n",
        0, 0, "B=2\n");
    row("brings one to the beginning",
        "A=1\n\xef\xbb\xbf"_ba
        "B=2\n",
        0, 4, "");
}

void TestEnvDocument::shouldReadAgainWhatAChangeTouches()
{
    QFETCH(QByteArray, text);
    QFETCH(qsizetype, at);
    QFETCH(qsizetype, size);
    QFETCH(QByteArray, inserted);
    EnvDocument document(text);

    document.apply({{{at, size}, inserted}});

    const EnvDocument anew(text.replace(at, size, inserted));
    QCOMPARE(document.bytes(), anew.bytes());
    QCOMPARE(described(document), described(anew));
    QVERIFY(document.statements() == anew.statements());
}

void TestEnvDocument::shouldBeAfterRandomChangesAsIfReadAnew()
{
    QRandomGenerator random(3);
    for (int round = 0; round < 300; ++round) {
        EnvDocument document(randomText(random, 40));
        for (int change = 0; change < 30; ++change) {
            document.apply(randomChanges(random, document.bytes().size()));

            const EnvDocument anew(document.bytes());
            QCOMPARE(described(document), described(anew));
            QVERIFY(document.statements() == anew.statements());
            QCOMPARE(document.keys(), anew.keys());
            for (const QByteArray &key : anew.keys())
                QCOMPARE(document.find(key)->range, anew.find(key)->range);
            QCOMPARE(document.find("no such key"), nullptr);
        }
    }
}

void TestEnvDocument::shouldReadHostileTextInLinearTime_data()
{
    QTest::addColumn<QByteArray>("unit");
    for (const char *unit :
         {"A=\"\\\"\n", "A='\n", "A=\"x\nB='y\nC=`z\n", "A=\"\\\\\\\\", "A=\" \"b\n", "#", " ",
          "\n", "export ", "A", "'", "A=' '' # \"\n", "\r", "A=`\\`\n"})
        QTest::newRow(QByteArray(unit).toPercentEncoding().constData()) << QByteArray(unit);
}

void TestEnvDocument::shouldReadHostileTextInLinearTime()
{
    QFETCH(QByteArray, unit);
    const QByteArray text = unit.repeated(1'000'000 / unit.size());
    QElapsedTimer timer;
    timer.start();

    EnvDocument document(text);
    document.apply({{{text.size() / 2, 1}, "\""}, {{text.size() - 1, 1}, "'"}});
    document.columnOf(text.size());

    QCOMPARE(document.bytes().size(), text.size());
    QCOMPARE_LT(timer.elapsed(), 10'000);
}

void TestEnvDocument::shouldNotReadTheWholeFileAtAKeystroke()
{
    const QByteArray text = largeText(10'000);
    QElapsedTimer timer;
    timer.start();
    EnvDocument document(text);
    const qint64 whole = timer.nsecsElapsed();
    const qsizetype at = document.find("SERVICE_SETTING_20")->value.at + 3;

    timer.restart();
    for (int i = 0; i < 100; ++i)
        document.apply({{{at, 0}, "x"}});
    const qint64 keystroke = timer.nsecsElapsed() / 100;

    QCOMPARE(document.find("SERVICE_SETTING_9999")->line, 10'000);
    qInfo("%.3f ms a keystroke, %.3f ms the whole", double(keystroke) / 1e6, double(whole) / 1e6);
    QCOMPARE_LT(keystroke, whole / 2);
}

QTEST_APPLESS_MAIN(TestEnvDocument)
#include "tst_envdocument.moc"
