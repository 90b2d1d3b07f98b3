// SPDX-License-Identifier: GPL-3.0-or-later

// Where xterm and libvterm differ, people get what xterm does. The expected screens were compared
// with those of xterm 398.

#include "support/terminaltesting.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

class TestXtermRules : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldShowWhatXtermShows_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("expected");

        QTest::newRow("REP wraps") << "abcdefgh\x1b[4b"_ba << u"abcdefghhh\nhh"_s;
        QTest::newRow("REP of a wide character wraps") << "12345日\x1b[2b"_ba << u"12345日日\n日"_s;
        QTest::newRow("REP leaves marks") << "e\u0301\x1b[2b"_ba << u"e\u0301ee"_s;
        QTest::newRow("REP of nothing") << "\x1b[5bx"_ba << u"x"_s;
        QTest::newRow("REP of a line") << "\x1b(0q\x1b[2b\x1b(B"_ba << u"───"_s;
        QTest::newRow("DCH outside of the region")
            << "abcdef\x1b[3;4r\x1b[1;2H\x1b[2P"_ba << u"adef"_s;
        QTest::newRow("ICH outside of the region")
            << "abc\x1b[3;4r\x1b[1;2H\x1b[2@x"_ba << u"ax bc"_s;
        QTest::newRow("DCH outside of the columns")
            << "abcdef\x1b[?69h\x1b[4;6s\x1b[3;4r\x1b[1;2H\x1b[P"_ba << u"abcdef"_s;
        QTest::newRow("DCH within the columns, outside of the rows")
            << "abcdef\x1b[?69h\x1b[2;4s\x1b[3;4r\x1b[1;2H\x1b[P"_ba << u"acd ef"_s;
        QTest::newRow("IRM makes room for wide characters") << "abc\x1b[4h\r日"_ba << u"日abc"_s;
        QTest::newRow("47 twice") << "\x1b[?47hab\x1b[?47h"_ba << u"ab"_s;
        QTest::newRow("1047 twice") << "\x1b[?1047hab\x1b[?1047h"_ba << u"ab"_s;
        QTest::newRow("47 finds what it left") << "\x1b[?47hab\x1b[?47l\x1b[?47h"_ba << u"ab"_s;
        QTest::newRow("1049 finds nothing") << "\x1b[?1049hab\x1b[?1049l\x1b[?1049h"_ba << u""_s;
        QTest::newRow("leaving without having come") << "ab\x1b[?1047l"_ba << u"ab"_s;
        QTest::newRow("DECSC keeps the sets") << "\x1b(0\x1b"
                                                 "7\x1b(B\x1b"
                                                 "8q"_ba
                                              << u"─"_s;
        QTest::newRow("a set by the name of a reset") << "ab\x1b(cd"_ba << u"abd"_s;
        QTest::newRow("DECFRA and DECERA")
            << "abc\r\ndef\x1b[88;1;2;2;9$x\x1b[1;3;9;3$z"_ba << u"aX XXXXXX\ndX XXXXXX"_s;
        QTest::newRow("a region of one row is none")
            << "a\r\nb\r\nc\x1b[2;2r\x1b[2;1H\x1b[M"_ba << u"a\nc"_s;
        QTest::newRow("a region that ends before it begins")
            << "a\r\nb\r\nc\x1b[3;2r\x1b[2;1H\x1b[M"_ba << u"a\nc"_s;
    }
    void shouldShowWhatXtermShows()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, expected);
        QCOMPARE(screenText(terminalAfter({5, 10}, bytes)), expected);
    }

    void shouldPlaceTheCursorAsXtermDoes_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("row");
        QTest::addColumn<int>("column");

        QTest::newRow("CUU stops at the top margin") << "\x1b[2;4r\x1b[3;5H\x1b[9A"_ba << 1 << 4;
        QTest::newRow("CUU from above the region") << "\x1b[3;4r\x1b[2;5H\x1b[9A"_ba << 0 << 4;
        QTest::newRow("CUD stops at the bottom margin") << "\x1b[2;4r\x1b[3;5H\x1b[9B"_ba << 3 << 4;
        QTest::newRow("CUD from below the region") << "\x1b[1;2r\x1b[4;5H\x1b[9B"_ba << 4 << 4;
        QTest::newRow("CNL stops at the bottom margin") << "\x1b[2;4r\x1b[3;5H\x1b[9E"_ba << 3 << 0;
        QTest::newRow("CPL stops at the top margin") << "\x1b[2;4r\x1b[3;5H\x1b[9F"_ba << 1 << 0;
        QTest::newRow("CUU of zero is of one") << "\x1b[2;4r\x1b[4;5H\x1b[0A"_ba << 2 << 4;
        QTest::newRow("CUF stops at the right margin")
            << "\x1b[?69h\x1b[2;6s\x1b[1;3H\x1b[9C"_ba << 0 << 5;
        QTest::newRow("CUF from beyond the right margin")
            << "\x1b[?69h\x1b[2;6s\x1b[1;8H\x1b[9C"_ba << 0 << 9;
        QTest::newRow("CUB stops at the left margin")
            << "\x1b[?69h\x1b[3;6s\x1b[1;5H\x1b[9D"_ba << 0 << 2;
        QTest::newRow("CUB from before the left margin")
            << "\x1b[?69h\x1b[3;6s\x1b[1;2H\x1b[9D"_ba << 0 << 0;
        QTest::newRow("margins end with their mode")
            << "\x1b[?69h\x1b[3;6s\x1b[?69l\x1b[1;5H\x1b[9D"_ba << 0 << 0;
        QTest::newRow("CNL goes to the left margin")
            << "\x1b[?69h\x1b[3;6s\x1b[2;4r\x1b[2;5H\x1b[E"_ba << 2 << 2;
        QTest::newRow("a region that is none leaves the cursor")
            << "\x1b[3;5H\x1b[4;4r"_ba << 2 << 4;
        QTest::newRow("a region beyond the screen") << "\x1b[3;5H\x1b[5;9r"_ba << 2 << 4;
        QTest::newRow("a region goes to its end at most") << "\x1b[2;9r\x1b[9B"_ba << 4 << 0;
        QTest::newRow("a region sets the cursor home") << "\x1b[3;5H\x1b[2;4r"_ba << 0 << 0;
        QTest::newRow("IL goes to the first column") << "\x1b[3;5H\x1b[L"_ba << 2 << 0;
        QTest::newRow("DL goes to the first column") << "\x1b[3;5H\x1b[2M"_ba << 2 << 0;
        QTest::newRow("IL outside of the region does nothing")
            << "\x1b[1;2r\x1b[3;5H\x1b[L"_ba << 2 << 4;
        QTest::newRow("IL goes to the left margin")
            << "\x1b[?69h\x1b[3;6s\x1b[2;5H\x1b[L"_ba << 1 << 2;
        QTest::newRow("EL ends a wrap") << "0123456789\x1b[Kx"_ba << 0 << 9;
        QTest::newRow("ED ends a wrap") << "0123456789\x1b[Jx"_ba << 0 << 9;
        QTest::newRow("each screen has its saved cursor") << "\x1b[2;3H\x1b[?1049h\x1b[4;5H\x1b"
                                                             "7\x1b[?1049l"_ba
                                                          << 1 << 2;
        QTest::newRow("what was not saved on this screen") << "\x1b[3;5H\x1b[?1049h\x1b"
                                                              "8"_ba
                                                           << 0 << 0;
        QTest::newRow("DECSC keeps origin mode") << "\x1b[2;4r\x1b[?6h\x1b"
                                                    "7\x1b[?6l\x1b"
                                                    "8\x1b[2;1H"_ba
                                                 << 2 << 0;
        QTest::newRow("DECALN sets the cursor home") << "\x1b[3;5H\x1b#8"_ba << 0 << 0;
        QTest::newRow("DECALN takes the margins back") << "\x1b[2;3r\x1b#8\x1b[9B"_ba << 4 << 0;
        QTest::newRow("DECALN ends origin mode") << "\x1b[2;4r\x1b[?6h\x1b#8\x1b[5;1H"_ba << 4 << 0;
        QTest::newRow("DECSTR takes the margins back") << "\x1b[2;3r\x1b[!p\x1b[9B"_ba << 4 << 0;
        QTest::newRow("RIS takes the margins back") << "\x1b[2;3r\x1b"
                                                       "c\x1b[9B"_ba
                                                    << 4 << 0;
    }
    void shouldPlaceTheCursorAsXtermDoes()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, row);
        QFETCH(int, column);
        QCOMPARE(terminalAfter({5, 10}, bytes).cursor(), (TerminalPlace{row, column}));
    }

    void shouldBehaveAlikeHoweverBytesArrive()
    {
        const QByteArray bytes = "abc\x1b[2;4r\x1b[3;5H\x1b[9Ax\x1b#8\x1b[3;3Hyz\x1b[12b"_ba;
        const TerminalScreen whole = terminalAfter({5, 10}, bytes);
        TerminalScreen parts({5, 10}, {});
        for (const char byte : bytes)
            feed(parts, QByteArray(1, byte));
        QCOMPARE(screenText(parts), screenText(whole));
        QCOMPARE(parts.cursor(), whole.cursor());
        QVERIFY(screenText(whole).contains(u"EEyzzzzzzz\nzzzzzzEEEE"_s));
    }

    void shouldForgetMarginsWhenItsSizeChanges()
    {
        TerminalScreen screen = terminalAfter({5, 10}, "\x1b[2;3r"_ba);
        screen.resize({8, 10});
        feed(screen, "\x1b[H\x1b[20B"_ba);
        QCOMPARE(screen.cursor().row, 7);
    }

    void shouldRepeatWithinLimits()
    {
        const TerminalScreen screen = terminalAfter({5, 10}, "x\x1b[99999999b"_ba);
        QCOMPARE(screen.endLine(), 6);
        QVERIFY(screenText(screen).startsWith(u"xxxxxxxxxx\n"_s));
    }
};

QTEST_GUILESS_MAIN(TestXtermRules)
#include "tst_xtermrules.moc"
