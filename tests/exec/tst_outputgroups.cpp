// SPDX-License-Identifier: GPL-3.0-or-later
#include "exec/outputgroups.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

class TestOutputGroups : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }

    void shouldPutEqualOutputsTogetherTheMostFirst()
    {
        OutputGroups groups;
        groups.append(u"a"_s, "one\n");
        groups.append(u"b"_s, "t");
        groups.append(u"c"_s, "two\n");
        groups.append(u"b"_s, "wo\n");
        groups.add(u"d"_s);

        const QList<OutputGroups::Group> found = groups.groups();

        QCOMPARE(found.size(), 3);
        QCOMPARE(found[0].machines, (QStringList{u"b"_s, u"c"_s}));
        QCOMPARE(found[0].output, "two\n");
        QCOMPARE(found[1].machines, QStringList{u"a"_s});
        QCOMPARE(found[2].machines, QStringList{u"d"_s});
        QVERIFY(found[2].lines.isEmpty());
    }

    void shouldMarkTheLinesThatDiffer_data()
    {
        QTest::addColumn<QByteArray>("most");
        QTest::addColumn<QByteArray>("other");
        QTest::addColumn<QByteArray>("marked"); ///< of the other's lines

        QTest::newRow("one in the middle") << "a\nb\nc\n"_ba << "a\nX\nc\n"_ba << ".X."_ba;
        QTest::newRow("one more") << "a\nc\n"_ba << "a\nb\nc\n"_ba << ".X."_ba;
        QTest::newRow("one less") << "a\nb\nc\n"_ba << "a\nc\n"_ba << ".."_ba;
        QTest::newRow("another order") << "a\nb\n"_ba << "b\na\n"_ba << "X."_ba;
        QTest::newRow("all") << "a\n"_ba << "b\nc\n"_ba << "XX"_ba;
        QTest::newRow("no line end") << "a\nb"_ba << "a\nb\n"_ba << ".."_ba;
        QTest::newRow("nothing") << ""_ba << "a\n"_ba << "X"_ba;
    }

    void shouldMarkTheLinesThatDiffer()
    {
        QFETCH(const QByteArray, most);
        QFETCH(const QByteArray, other);
        QFETCH(const QByteArray, marked);
        OutputGroups groups;
        for (const QString &machine : {u"a"_s, u"b"_s})
            groups.append(machine, most);
        groups.append(u"c"_s, other);

        QByteArray marks;
        const QList<OutputGroups::Group> found = groups.groups();
        for (const OutputGroups::Line &line : found.constLast().lines)
            marks += line.isDifferent ? 'X' : '.';

        QCOMPARE(found.constLast().machines, QStringList{u"c"_s});
        QCOMPARE(marks, marked);
        for (const OutputGroups::Line &line : found.constFirst().lines)
            QVERIFY(!line.isDifferent);
    }

    void shouldTakeHugeOutputs()
    {
        QByteArray one;
        QByteArray other;
        for (int i = 0; i < 20000; ++i) {
            one += "line " + QByteArray::number(i) + '\n';
            other += "row " + QByteArray::number(i) + '\n';
        }
        OutputGroups groups;
        groups.append(u"a"_s, one);
        groups.append(u"b"_s, other);

        const QList<OutputGroups::Group> found = groups.groups();

        QCOMPARE(found.size(), 2);
        QVERIFY(found[1].lines.constFirst().isDifferent);
    }

    void shouldStripColoursWhereverTheyAreSplit()
    {
        OutputGroups groups;
        for (const QByteArray &piece : {"\x1b[3"_ba, "1mred\x1b[0m \x1b]0;ti"_ba, "tle\a!\r\n"_ba})
            groups.append(u"a"_s, piece);
        groups.append(u"b"_s, "red !\n");
        groups.append(u"c"_s, "10 %\rred !\n");

        const QList<OutputGroups::Group> found = groups.groups();

        QCOMPARE(found.size(), 1);
        QCOMPARE(found[0].output, "red !\n");
    }

    void shouldFoldWhatIsBoundToDifferWhereAsked()
    {
        const auto fill = [](OutputGroups &groups) {
            groups.add(u"web-1"_s, {u"10.0.0.1"_s});
            groups.add(u"web-10"_s, {u"10.0.0.10"_s});
            groups.append(u"web-1"_s, "2026-11-26T08:12:33.120Z web-1 up (10.0.0.1)\n");
            groups.append(u"web-10"_s, "2026-11-26T08:12:34.007Z web-10 up (10.0.0.10)\n");
        };
        OutputGroups exact;
        fill(exact);
        OutputGroups folded(OutputNormalizer::Level::SameWords);
        fill(folded);

        QCOMPARE(exact.groups().size(), 2);
        QCOMPARE(folded.groups().size(), 1);
        QCOMPARE(folded.groups()[0].output, "‹time› ‹host› up (‹host›)\n"_ba);
    }

    void shouldLeaveColoursAlone_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QByteArray>("wanted");
        QTest::newRow("text") << "plain\ttext"_ba << "plain\ttext"_ba;
        QTest::newRow("a colour that does not end")
            << "\x1b[1;31mred"_ba << "\x1b[1;31mred\x1b[0m"_ba;
        QTest::newRow("a title") << "a\x1b]2;mine\ab\x1b]52;c;QQ==\x1b\\c"_ba << "abc"_ba;
        QTest::newRow("a cleared screen") << "a\x1b[2J\x1b[Hb\x1b[?1049h"_ba << "ab"_ba;
        QTest::newRow("a colour cut by a backspace") << "\x1b[2m\bJx"_ba << "\x1b[2mJx\x1b[0m"_ba;
        QTest::newRow("a private one") << "\x1b[>4;2mx\x1b[?4my"_ba << "xy"_ba;
        QTest::newRow("a wide control") << "a\xc2\x9b"
                                           "2Jb"_ba
                                        << "a\xef\xbf\xbd"
                                           "2Jb"_ba;
        QTest::newRow("a line written again")
            << "10 %\r\x1b[32m20 %"_ba << "\x1b[32m20 %\x1b[0m"_ba;
        QTest::newRow("unfinished") << "a\x1b[31"_ba << "a"_ba;
    }

    void shouldLeaveColoursAlone()
    {
        QFETCH(const QByteArray, line);
        QFETCH(const QByteArray, wanted);

        QCOMPARE(OutputNormalizer::normalized(line, OutputNormalizer::Level::Coloured, {}), wanted);
    }

    void shouldReplaceTimesOnly_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QByteArray>("wanted");
        QTest::newRow("ISO") << "at 2026-11-26 08:12:33,5 +01:00."_ba << "at ‹time›."_ba;
        QTest::newRow("syslog") << "Nov  6 08:12:33 web-1 x"_ba << "‹time› ‹host› x"_ba;
        QTest::newRow("date") << "Thu Nov 26 08:20:17 UTC 2026"_ba << "‹time›"_ba;
        QTest::newRow("clock") << "up 08:20:17"_ba << "up ‹time›"_ba;
        QTest::newRow("a version") << "v1.20.3 of web-12"_ba << "v1.20.3 of web-12"_ba;
        QTest::newRow("an address") << "fe80::1:22"_ba << "fe80::1:22"_ba;
        QTest::newRow("a port") << "0.0.0.0:8080"_ba << "0.0.0.0:8080"_ba;
    }

    void shouldReplaceTimesOnly()
    {
        QFETCH(const QByteArray, line);
        QFETCH(const QByteArray, wanted);

        const QByteArray found
            = OutputNormalizer::normalized(line, OutputNormalizer::Level::SameWords, {u"web-1"_s});

        QCOMPARE(found, wanted);
    }

    void shouldPutStandardErrorAfterStandardOutput()
    {
        OutputGroups groups;
        groups.append(u"a"_s, "out\n", OutputStream::Out);
        groups.append(u"a"_s, "err\n", OutputStream::Err);
        groups.append(u"b"_s, "err\n", OutputStream::Err);
        groups.append(u"b"_s, "out\n", OutputStream::Out);

        QCOMPARE(groups.groups().size(), 1);
        QCOMPARE(groups.groups()[0].output, "out\nerr\n"_ba);
    }

    void shouldKeepThoseWithAnotherNoteApart()
    {
        OutputGroups groups;
        groups.append(u"a"_s, "x\n");
        groups.append(u"b"_s, "x\n");
        groups.setNote(u"b"_s, u"timed out"_s);

        const QList<OutputGroups::Heading> headings = groups.headings();

        QCOMPARE(headings.size(), 2);
        QCOMPARE(headings[1].machines, QStringList{u"b"_s});
        QCOMPARE(headings[1].note, u"timed out"_s);
        QCOMPARE(headings[1].lineCount, 1);
    }

    void shouldNotCompareWithThoseThatWereNotReached()
    {
        OutputGroups groups;
        for (const QString &machine : {u"a"_s, u"b"_s, u"c"_s})
            groups.setUnreached(machine, u"no answer"_s);
        groups.append(u"d"_s, "hello\n");
        groups.append(u"e"_s, "hello\nworld\n");

        const QList<OutputGroups::Group> all = groups.groups();

        QCOMPARE(all.size(), 3);
        QCOMPARE(all[0].machines, QStringList{u"d"_s});
        QCOMPARE(all[0].lines, (QList<OutputGroups::Line>{{"hello"_ba, false}}));
        QCOMPARE(all[1].lines,
                 (QList<OutputGroups::Line>{{"hello"_ba, false}, {"world"_ba, true}}));
        QCOMPARE(all[2].note, u"no answer"_s);
        OutputGroups none;
        none.setUnreached(u"a"_s, u"no answer"_s);
        none.append(u"a"_s, "a word on the way\n");
        QVERIFY(!none.lines(u"a"_s).constFirst().isDifferent);
    }

    void shouldMoveMachinesBetweenGroupsWhileOutputComes()
    {
        OutputGroups groups;
        groups.append(u"a"_s, "one\ntwo\n");
        groups.append(u"b"_s, "one\n");
        QCOMPARE(groups.headings().size(), 2);
        const quint64 before = groups.revision();

        groups.append(u"b"_s, "tw");
        QCOMPARE(groups.headings().size(), 2);
        QCOMPARE(groups.lines(u"b"_s),
                 (QList<OutputGroups::Line>{{"one"_ba, false}, {"tw"_ba, true}}));
        groups.append(u"b"_s, "o\n");

        QCOMPARE(groups.headings().size(), 1);
        QVERIFY(groups.revision() > before);
        QVERIFY(groups.lines(u"c"_s).isEmpty());
    }

    void shouldKeepNoMoreThanItsLimits()
    {
        OutputGroups groups(OutputNormalizer::Level::Plain, {10, 1000});
        groups.append(u"a"_s, "123456789\nmore\n");
        groups.append(u"a"_s, "and more\n");
        groups.append(u"b"_s, "123456789\n");

        const QList<OutputGroups::Group> found = groups.groups();

        QCOMPARE(found.size(), 2);
        QVERIFY(found[0].isCut);
        QCOMPARE(found[0].output, "123456789\n"_ba);
        QVERIFY(!found[1].isCut);
    }

    void shouldKeepNoMoreThanItsTotal()
    {
        OutputGroups groups(OutputNormalizer::Level::Plain, {1000, 30});
        groups.append(u"a"_s, "0123456789012345678901234\n");
        groups.append(u"b"_s, "an endless line that never ends");

        const QList<OutputGroups::Heading> headings = groups.headings();

        QCOMPARE(headings.size(), 2);
        QVERIFY(headings[1].isCut);
    }
};

QTEST_GUILESS_MAIN(TestOutputGroups)
#include "tst_outputgroups.moc"
