// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal/terminalselection.h"

#include "support/terminaltesting.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

using Mode = TerminalSelection::Mode;

class TestTerminalSelection : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldGiveTheText_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<TerminalSelection>("selection");
        QTest::addColumn<QString>("expected");

        const auto row = [](const char *name, const QByteArray &bytes,
                            const TerminalSelection &selection, const QString &expected) {
            QTest::newRow(name) << bytes << selection << expected;
        };
        row("characters", "hello world", {Mode::Character, {0, 2}, {0, 6}}, u"llo w"_s);
        row("backwards", "hello world", {Mode::Character, {0, 6}, {0, 2}}, u"llo w"_s);
        row("over lines", "one  \r\ntwo\r\nthree", {Mode::Character, {0, 1}, {2, 1}},
            u"ne\ntwo\nth"_s);
        row("half a wide character", "a日b", {Mode::Character, {0, 2}, {0, 2}}, u"日"_s);
        row("the first half alone", "a日b", {Mode::Character, {0, 1}, {0, 1}}, u"日"_s);
        row("combining marks", "e\xcc\x81x", {Mode::Character, {0, 0}, {0, 0}}, u"e\u0301"_s);
        row("past the end", "ab", {Mode::Character, {0, 1}, {2, 5}}, u"b\n\n"_s);
        row("a word", "say hello, world", {Mode::Word, {0, 6}, {0, 6}}, u"hello"_s);
        row("an address", "see https://a.b/c?d=1 now", {Mode::Word, {0, 8}, {0, 8}},
            u"https://a.b/c?d=1"_s);
        row("words", "say hello, world", {Mode::Word, {0, 6}, {0, 13}}, u"hello, world"_s);
        row("a line", "one\r\ntwo words\r\nthree", {Mode::Line, {1, 3}, {1, 3}}, u"two words"_s);
        row("a block", "abcd\r\ne\r\nfghi", {Mode::Block, {0, 1}, {2, 2}}, u"bc\n\ngh"_s);
        row("a block from its other corner", "abcd\r\nefgh", {Mode::Block, {0, 2}, {1, 1}},
            u"bc\nfg"_s);
    }

    void shouldGiveTheText()
    {
        QFETCH(const QByteArray, bytes);
        QFETCH(const TerminalSelection, selection);
        QFETCH(const QString, expected);

        const TerminalScreen screen = terminalAfter({5, 30}, bytes);

        QCOMPARE(selectedText(screen, selection), expected);
    }

    void shouldJoinWrappedRows_data()
    {
        QTest::addColumn<TerminalSelection>("selection");
        QTest::addColumn<QString>("expected");

        QTest::newRow("characters")
            << TerminalSelection{Mode::Character, {0, 8}, {1, 1}} << u"89ab"_s;
        QTest::newRow("a word over the edge")
            << TerminalSelection{Mode::Word, {1, 0}, {1, 0}} << u"0123456789abc"_s;
        QTest::newRow("the whole line")
            << TerminalSelection{Mode::Line, {1, 1}, {1, 1}} << u"0123456789abc def"_s;
        QTest::newRow("a block does not join")
            << TerminalSelection{Mode::Block, {0, 0}, {1, 1}} << u"01\nab"_s;
    }

    void shouldJoinWrappedRows()
    {
        QFETCH(const TerminalSelection, selection);
        QFETCH(const QString, expected);

        const TerminalScreen screen = terminalAfter({5, 10}, "0123456789abc def\r\nmore");

        QCOMPARE(selectedText(screen, selection), expected);
    }

    void shouldStayWhereItIsWhileOutputScrolls()
    {
        TerminalScreen screen = terminalAfter({3, 20}, "first\r\nsecond");
        const TerminalSelection selection{Mode::Word, {1, 2}, {1, 2}};

        for (int i = 0; i < 50; ++i)
            feed(screen, "\r\nmore " + QByteArray::number(i));

        QCOMPARE(selectedText(screen, selection), u"second"_s);
    }

    void shouldGiveNothingForLinesThatAreGone()
    {
        TerminalOptions options;
        options.scrollbackLines = 1;
        const TerminalScreen screen = terminalAfter({1, 20}, "a\r\nb\r\nc\r\nd", options);

        QCOMPARE(selectedText(screen, {Mode::Line, {0, 0}, {2, 0}}), u"c"_s);
    }
};

QTEST_GUILESS_MAIN(TestTerminalSelection)
#include "tst_terminalselection.moc"
