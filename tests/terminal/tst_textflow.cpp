// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/terminaltesting.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

/// Wraps, margins, repetition and saved cursors on a screen of 10 columns and 5 rows. All but the
/// ways back into the row above, and the saved cursor above a region, were compared with xterm 398.
class TestTextFlow : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldBehaveAsXtermDoes_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("expected");
        QTest::addColumn<int>("row");
        QTest::addColumn<int>("column");

        const auto test = [](const char *name, const QByteArray &bytes, const QString &expected,
                             TerminalPlace cursor) {
            QTest::newRow(name) << bytes << expected << cursor.row << cursor.column;
        };
        test("inserting lines goes to the line's beginning", "ab\x1b[L", u"\nab"_s, {0, 0});
        test("deleting lines goes to the line's beginning", "a\r\nbc\x1b[M", u"a"_s, {1, 0});
        test("but not outside the region", "\x1b[2;3r\x1b[4;4H\x1b[L", u""_s, {3, 3});
        test("a region of no rows is none", "ab\x1b[3;2r", u"ab"_s, {0, 2});
        test("a region of one row is none", "ab\x1b[3;3r", u"ab"_s, {0, 2});
        test("margins of one column are none", "ab\x1b[?69h\x1b[3;3s", u"ab"_s, {0, 2});
        test("characters are inserted outside the region", "\x1b[2;4rab\x1b[H\x1b[2@", u"  ab"_s,
             {0, 0});
        test("characters are deleted outside the region", "\x1b[2;4rabc\x1b[H\x1b[2P", u"c"_s,
             {0, 0});
        test("repeats over the edge", "abcdefgh\x1b[3b", u"abcdefghhh\nh"_s, {1, 1});
        test("repeats only what came right before", "a\r\n\x1b[3b", u"a"_s, {1, 0});
        test("no repetition after another sequence", "a\x1b[m\x1b[3b", u"a"_s, {0, 1});
        test("repeats special graphics", "\x1b(0q\x1b[2b", u"───"_s, {0, 3});
        test("the screen of E takes the margins back and goes home",
             "\x1b[2;3r\x1b[3;3H\x1b#8\x1b[J\x1b[5;1Hx\n", u"\n\n\nx"_s, {4, 1});
        test("a deletion takes a pending wrap back", "0123456789\x1b[Px", u"012345678x"_s, {0, 9});
        test("an insertion does", "0123456789\x1b[@x", u"012345678x"_s, {0, 9});
        test("erasing characters does", "0123456789\x1b[Xx", u"012345678x"_s, {0, 9});
        test("erasing in the line does", "0123456789\x1b[Kx", u"012345678x"_s, {0, 9});
        test("erasing in the screen does", "0123456789\x1b[1Jx", u"         x"_s, {0, 9});
        test("going to the same place does", "0123456789\x1b[1;10Hx", u"012345678x"_s, {0, 9});
        test("going right does", "0123456789\x1b[Cx", u"012345678x"_s, {0, 9});
        test("a reverse index does", "\n0123456789\x1bMx", u"         x\n0123456789"_s, {0, 9});
        test("a line feed that scrolls does", "\x1b[5H0123456789\nx",
             u"\n\n\n0123456789\n         x"_s, {4, 9});
        test("an index that scrolls does",
             "\x1b[5H0123456789\x1b"
             "Dx",
             u"\n\n\n0123456789\n         x"_s, {4, 9});
        test("a style does not", "0123456789\x1b[1mx", u"0123456789\nx"_s, {1, 1});
        test("the last column is remembered without autowrap", "\x1b[?7l0123456789\x1b[?7hx",
             u"0123456789\nx"_s, {1, 1});
        test("no autowrap takes it back", "0123456789\x1b[?7lx", u"012345678x"_s, {0, 9});
        test("a saved cursor keeps a pending wrap", "0123456789\x1b[s\x1b[3H\x1b[ux",
             u"0123456789\nx"_s, {1, 1});
        test("each screen has a saved cursor", "abc\x1b[s\x1b[?47h\x1b[5H\x1b[s\x1b[?47l\x1b[ux",
             u"abcx"_s, {0, 4});
        test("a soft reset forgets it", "abc\x1b[s\x1b[!p\x1b[ux", u"xbc"_s, {0, 1});
        test("a full reset forgets it",
             "abc\x1b[s\x1b"
             "c\x1b[ux",
             u"x"_s, {0, 1});
        test("a saved cursor brings its sets back", "\x1b[s\x1b(0\x1b[uq", u"q"_s, {0, 1});
        test("a saved cursor brings its origin back",
             "\x1b[2;4r\x1b[?6h\x1b[2B\x1b[s\x1b[?6l\x1b[u\x1b[Hx", u"\nx"_s, {1, 1});
        test("returning to the primary screen by 1049 restores", "ab\x1b[?1049hxyz\r\n\x1b[?1049lc",
             u"abc"_s, {0, 3});
        test("and by 1047 does not", "ab\x1b[?1047h\x1b[4;5H\x1b[?1047l", u"ab"_s, {3, 4});
        test("the alternate screen twice keeps what is on it", "\x1b[?1047hx\x1b[?1047h", u"x"_s,
             {0, 1});
        test("wide characters are inserted with room", "ab\x1b[4h\x1b[H日", u"日ab"_s, {0, 2});
        test("going down stops at the region's end", "\x1b[1;3r\x1b[9B", u""_s, {2, 0});
        test("going up stops at its beginning", "\x1b[2;3r\x1b[3;1H\x1b[9A", u""_s, {1, 0});
        test("next lines stop at the region's end", "\x1b[1;3r\x1b[9E", u""_s, {2, 0});
        test("wraps between side margins", "\x1b[?69h\x1b[3;6s\x1b[1;3Habcdef", u"  abcd\n  ef"_s,
             {1, 4});
        test("no reverse index beside the margins", "ab\x1b[?69h\x1b[3;6s\x1bM", u"ab"_s, {0, 0});
        test("no line feed scrolls beside the margins", "abc\x1b[?69h\x1b[3;6s\x1b[5;1H\n",
             u"abc"_s, {4, 0});
        test("wraps to the left margin from beyond the right one", "\x1b[?69h\x1b[3;6s\x1b[1;10Hab",
             u"         a\n  b"_s, {1, 3});
        test("a cursor saved above the region is restored into it",
             "\x1b[?6h\x1b[s\x1b[3;4r\x1b[ux", u"\n\nx"_s, {2, 1});
        test("returns to the left margin", "\x1b[?69h\x1b[3;6s\x1b[1;5H\rx", u"  x"_s, {0, 3});
        test("a tab stops at the right margin", "\x1b[?69h\x1b[1;6s\tx", u"     x"_s, {0, 5});
        test("and takes no wrap back", "\x1b[?69h\x1b[1;3sabc\tx", u"abc\nx"_s, {1, 1});
        test("what is repeated wraps, too", "\x1b[?69h\x1b[1;3sabc\x1b[3bx", u"abc\nccc\nx"_s,
             {2, 1});
        test("shifts take no wrap back", "\x1b[?69h\x1b[1;3sabc\x0e\x0fx", u"abc\nx"_s, {1, 1});
        test("several tabs do, too", "\x1b[?69h\x1b[1;6s\x1b[2Ix", u"     x"_s, {0, 5});
        test("beside the margins nothing is inserted", "abc\x1b[?69h\x1b[3;6s\x1b[4h\x1b[Hxy",
             u"xyc"_s, {0, 2});
        test("going right stops at the right margin", "\x1b[?69h\x1b[1;6s\x1b[20Cx", u"     x"_s,
             {0, 5});
        test("a next line goes to the left margin",
             "\x1b[?69h\x1b[3;6s\x1b[1;5H\x1b"
             "Ex",
             u"\n  x"_s, {1, 3});
        test("back into the row above", "\x1b[?45h0123456789a\b\b\bx", u"01234567x9\na"_s, {0, 9});
        test("but not into another line", "\x1b[?45hab\r\n\b\bx", u"ab\nx"_s, {1, 1});
        test("the edge counts on the way back", "\x1b[?45h0123456789\bx", u"012345678x"_s, {0, 9});
        test("back over the edge by CUB", "\x1b[?45h0123456789ab\x1b[4Dx", u"01234567x9\nab"_s,
             {0, 9});
        test("CUB stops where the text began", "\x1b[?45hab\x1b[9Dx", u"xb"_s, {0, 1});
        test("back into any row above", "\x1b[?1045hab\r\n\b\bx", u"ab      x"_s, {0, 9});
        test("from the top to the bottom", "\x1b[?1045hab\x1b[3Dx", u"ab\n\n\n\n         x"_s,
             {4, 9});
        test("within the region", "\x1b[?1045h\x1b[2;4r\x1b[2H\bx", u"\n\n\n         x"_s, {3, 9});
        test("back within margins", "\x1b[?1045;69h\x1b[3;6s\x1b[2;3H\b\bx", u"    x"_s, {0, 5});
        test("not without autowrap", "\x1b[?7l\x1b[?1045h\x1b[2H\bx", u"\nx"_s, {1, 1});
        test("scrolls to the left", "abc\r\ndef\x1b[2 @", u"c\nf"_s, {1, 3});
        test("scrolls to the right", "abc\r\ndef\x1b[2 A", u"  abc\n  def"_s, {1, 3});
        test("a back index at the margin",
             "ab\r\x1b"
             "6",
             u" ab"_s, {0, 0});
        test("a forward index",
             "ab\r\x1b"
             "9",
             u"ab"_s, {0, 1});
        test("signs of comparison", "\x1b(0yz", u"≤≥"_s, {0, 2});
        test("their slanted forms are others", "\xe2\xa9\xbd\xe2\xa9\xbe", u"⩽⩾"_s, {0, 2});
    }

    void shouldBehaveAsXtermDoes()
    {
        QFETCH(const QByteArray, bytes);
        QFETCH(const QString, expected);
        QFETCH(const int, row);
        QFETCH(const int, column);
        const TerminalScreen whole = terminalAfter({5, 10}, bytes);
        const TerminalScreen cut = terminalAfterPieces({5, 10}, bytes);

        QCOMPARE(screenText(whole), expected);
        QCOMPARE(whole.cursor(), (TerminalPlace{row, column}));
        QCOMPARE(screenText(cut), expected);
        QCOMPARE(cut.cursor(), whole.cursor());
    }

    void shouldForgetTheLastCharacterAtAResize()
    {
        TerminalScreen screen({5, 10});

        screen.feed("\x1b[5;9Hab");
        screen.resize({2, 3});
        screen.feed("\x1b[3b\xef\xb8\x8fx");

        QVERIFY(screen.cursor().row < 2);
        QVERIFY(screen.cursor().column < 3);
        QVERIFY(screenText(screen).contains(u'x'));
    }

    void shouldRestoreTheStyle()
    {
        TerminalScreen screen({5, 10});

        screen.feed("\x1b[1;2;4:5;31;48;2;1;2;3;58;5;9m\x1b[s\x1b[0;7m\x1b[ux");

        const TerminalStyle &style = screen.style(screen.row(0).at(0)->style);
        QVERIFY(style.has(TerminalStyle::Bold));
        QVERIFY(style.has(TerminalStyle::Faint));
        QVERIFY(!style.has(TerminalStyle::Reverse));
        QVERIFY(style.underline == TerminalStyle::Underline::Dashed);
        QVERIFY(style.foreground.bits == TerminalColour::indexed(1).bits);
        QVERIFY(style.background.bits == TerminalColour::rgb(1, 2, 3).bits);
        QVERIFY(style.underlineColour.bits == TerminalColour::indexed(9).bits);
    }
};

QTEST_GUILESS_MAIN(TestTextFlow)
#include "tst_textflow.moc"
