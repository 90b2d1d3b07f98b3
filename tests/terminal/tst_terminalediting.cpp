// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/terminaltesting.h"

#include <QRandomGenerator>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

namespace {

constexpr TerminalSize size{5, 10};
constexpr QByteArrayView box = "\x1b[2;4r\x1b[?69h\x1b[3;6s";

QByteArray letters()
{
    return "abcdefgh\r\nijklmnop\r\nqrstuvwx\r\nABCDEFGH\r\nIJKLMNOP"_ba;
}

/// One of those that are ours, or what it has to get along with.
QByteArray anySequence(QRandomGenerator &random)
{
    static const QByteArrayList finals{"$z",  "$x", "$v", "${", "@",  "P", " @", " A", "^",
                                       "A",   "B",  "C",  "D",  "E",  "F", "b",  "r",  "s",
                                       "H",   "L",  "M",  "S",  "T",  "X", "J",  "'}", "'~",
                                       "\"q", "u",  "n",  "$r", "$t", "*x"};
    static const QByteArrayList others{
        "\x1b#6",       "\x1b#8",         "\x1b[?69h",   "\x1b[?6h",
        "\x1b[?6l",     "\x1b[!p",        "\x1b[?1049h", "\x1b[?1049l",
        "日本語日本語", "text e\xcc\x81", "\r",          "\b",
        "\n",           "\x1b[?5W",       "\x1b[?6s",    "\x1b[?6r",
        "\x1b[45m",     "\x1bP$qm\x1b\\", "\x1b[4h",     "\x1b[?1045h",
        "\x1b[?45h",    "\x1b[?2048h",    "\x1b[?1045l"};
    static const QByteArray escapes = "6789cDEM=>";
    switch (random.bounded(6U)) {
    case 0:
        return others.at(random.bounded(others.size()));
    case 1:
        return "\x1b"_ba + escapes.at(random.bounded(escapes.size()));
    case 2:
        return "ab日c"_ba;
    default:
        break;
    }
    QByteArray numbers;
    for (int count = random.bounded(9); count > 0; --count)
        numbers += QByteArray::number(random.bounded(16)) + ';';
    numbers.chop(1);
    return "\x1b["_ba + numbers + finals.at(random.bounded(finals.size()));
}

} // namespace

/// What libvterm does not do to the screen, and where its cursor would go astray.
class TestTerminalEditing : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldChangeTheScreen_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("expected");

        const auto row = [](const char *name, const QByteArray &bytes, const QString &expected) {
            QTest::newRow(name) << bytes << expected;
        };
        row("DECERA erases a rectangle", "\x1b[2;3;3;5$z",
            u"abcdefgh\nij   nop\nqr   vwx\nABCDEFGH\nIJKLMNOP"_s);
        row("DECERA counts from the origin", box + "\x1b[?6h\x1b[1;1;1;2$z"_ba,
            u"abcdefgh\nij  mnop\nqrstuvwx\nABCDEFGH\nIJKLMNOP"_s);
        row("DECERA of nothing", "\x1b[3;3;2;5$z",
            u"abcdefgh\nijklmnop\nqrstuvwx\nABCDEFGH\nIJKLMNOP"_s);
        row("DECSERA spares what is protected", "\x1b[2;3H\x1b[1\"qX\x1b[0\"q\x1b[2;3;2;5${",
            u"abcdefgh\nijX  nop\nqrstuvwx\nABCDEFGH\nIJKLMNOP"_s);
        row("DECFRA fills a rectangle", "\x1b[37;4;1;5;3$x",
            u"abcdefgh\nijklmnop\nqrstuvwx\n%%%DEFGH\n%%%LMNOP"_s);
        row("DECFRA takes no control character", "\x1b[7;4;1;5;3$x",
            u"abcdefgh\nijklmnop\nqrstuvwx\nABCDEFGH\nIJKLMNOP"_s);
        row("DECCRA copies over itself", "\x1b[1;1;3;3;1;2;2;1$v",
            u"abcdefgh\niabcmnop\nqijkuvwx\nAqrsEFGH\nIJKLMNOP"_s);
        row("DECCRA cuts at the corner", "\x1b[1;1;2;2;1;5;10;1$v",
            u"abcdefgh\nijklmnop\nqrstuvwx\nABCDEFGH\nIJKLMNOP a"_s);
        row("DECCRA keeps no half of a wide character", "\x1b[1;1H日\x1b[1;2;1;3;1;5;1;1$v",
            u"日cdefgh\nijklmnop\nqrstuvwx\nABCDEFGH\n cKLMNOP"_s);
        row("DECBI scrolls at the margin", box + "\x1b[2;3H\x1b"_ba + '6',
            u"abcdefgh\nij klmop\nqr stuwx\nAB CDEGH\nIJKLMNOP"_s);
        row("DECFI scrolls at the margin", box + "\x1b[2;6H\x1b"_ba + '9',
            u"abcdefgh\nijlmn op\nqrtuv wx\nABDEF GH\nIJKLMNOP"_s);
        row("SL scrolls left", "\x1b[2 @", u"cdefgh\nklmnop\nstuvwx\nCDEFGH\nKLMNOP"_s);
        row("SR scrolls right", "\x1b[ A",
            u" abcdefgh\n ijklmnop\n qrstuvwx\n ABCDEFGH\n IJKLMNOP"_s);
        row("REP goes on in the next row", "\x1b[1;10Hz\x1b[2b",
            u"abcdefgh z\nzzklmnop\nqrstuvwx\nABCDEFGH\nIJKLMNOP"_s);
        row("DECRC brings the character set back", "\x1b(0\x1b"_ba + "7\x1b(B\x1b"_ba + "8q"_ba,
            u"abcdefgh\nijklmnop\nqrstuvwx\nABCDEFGH\nIJKLMNOP─"_s);
        row("SD has a second spelling", "\x1b[^", u"\nabcdefgh\nijklmnop\nqrstuvwx\nABCDEFGH"_s);
        row("ICH heeds the margins at the sides alone", box + "\x1b[1;4H\x1b[@"_ba,
            u"abc degh\nijklmnop\nqrstuvwx\nABCDEFGH\nIJKLMNOP"_s);
        row("DCH heeds the margins at the sides alone", box + "\x1b[1;4H\x1b[P"_ba,
            u"abcef gh\nijklmnop\nqrstuvwx\nABCDEFGH\nIJKLMNOP"_s);
    }

    void shouldChangeTheScreen()
    {
        QFETCH(const QByteArray, bytes);
        QFETCH(const QString, expected);

        QCOMPARE(screenText(terminalAfter(size, letters() + bytes)), expected);
    }

    void shouldChangeAttributes_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("expected");

        // Of each cell: b bold, u underlined, B both, r reversed, otherwise a dot.
        const auto row = [](const char *name, const QByteArray &bytes, const QString &expected) {
            QTest::newRow(name) << bytes << expected;
        };
        row("DECCARA of a rectangle", "\x1b[2*x\x1b[1;2;2;3;1$r", u".bb.\n.bb."_s);
        row("DECCARA from place to place", "\x1b[1;2;2;3;1$r", u".bbb\nbbb."_s);
        row("several attributes", "\x1b[2*x\x1b[1;1;1;2;1;4$r", u"BB..\n...."_s);
        row("taken back", "\x1b[2*x\x1b[1;1;1;4;1;4$r\x1b[1;1;1;2;22$r\x1b[1;2;1;3;24$r",
            u"u.bB\n...."_s);
        row("none", "\x1b[2*x\x1b[1;1;1;4;1;4$r\x1b[1;1;1;2$r", u"..BB\n...."_s);
        row("DECRARA turns them over", "\x1b[2*x\x1b[1;1;1;2;1$r\x1b[1;2;1;3;1$t", u"b.b.\n...."_s);
        row("reversed", "\x1b[2*x\x1b[2;1;2;4;7$t\x1b[2;2;2;2;7$t", u"....\nr.rr"_s);
        row("counts from the origin", "\x1b[2*x\x1b[?69h\x1b[3;4s\x1b[?6h\x1b[1;1;1;1;1$r",
            u"..b.\n...."_s);
    }

    void shouldChangeAttributes()
    {
        QFETCH(const QByteArray, bytes);
        QFETCH(const QString, expected);
        const TerminalScreen screen = terminalAfter({2, 4}, "abcd\r\nefgh" + bytes);

        QString actual;
        for (int row = 0; row < 2; ++row) {
            for (int column = 0; column < 4; ++column) {
                const TerminalStyle &style = screen.style(screen.row(row).at(column)->style);
                const bool isBold = style.has(TerminalStyle::Bold);
                const bool isUnderlined = style.underline != TerminalStyle::Underline::None;
                actual += style.has(TerminalStyle::Reverse) ? u'r'
                    : isBold && isUnderlined                ? u'B'
                    : isBold                                ? u'b'
                    : isUnderlined                          ? u'u'
                                                            : u'.';
            }
            actual += row == 0 ? u"\n"_s : QString();
        }
        QCOMPARE(actual, expected);
        QCOMPARE(screenText(screen), u"abcd\nefgh"_s);
    }

    void shouldMoveTheCursor_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("line");
        QTest::addColumn<int>("column");

        const auto row = [](const char *name, const QByteArray &bytes, int line, int column) {
            QTest::newRow(name) << box + bytes << line << column;
        };
        row("CUU stops at the top margin", "\x1b[3;4H\x1b[9A", 2, 4);
        row("CUU goes on above it", "\x1b[1;4H\x1b[9A", 1, 4);
        row("CUD stops at the bottom margin", "\x1b[3;4H\x1b[9B", 4, 4);
        row("CUD goes on below it", "\x1b[5;4H\x1b[9B", 5, 4);
        row("CUF stops at the right margin", "\x1b[3;4H\x1b[9C", 3, 6);
        row("CUF goes on behind it", "\x1b[3;8H\x1b[9C", 3, 10);
        row("CUB stops at the left margin", "\x1b[3;5H\x1b[9D", 3, 3);
        row("CUB goes on before it", "\x1b[3;2H\x1b[9D", 3, 1);
        row("CNL goes to the left margin", "\x1b[3;5H\x1b[9E", 4, 3);
        row("CPL goes to the left margin", "\x1b[3;5H\x1b[9F", 2, 3);
        row("CR goes to the left margin", "\x1b[3;5H\r", 3, 3);
        row("CR before the margin goes to the edge", "\x1b[3;2H\r", 3, 1);
        row("BS stops at the left margin", "\x1b[3;3H\b", 3, 3);
        row("margins of nothing are not taken", "\x1b[3;5H\x1b[4;2r", 3, 5);
        row("DECOM goes to its home", "\x1b[5;5H\x1b[?6h", 2, 3);
        row("DECRC goes home when nothing was saved", "\x1b[5;5H\x1b[!p\x1b"_ba + '8', 1, 1);
        row("DECRC brings the origin mode back",
            "\x1b[?6h\x1b"_ba + "7\x1b[?6l\x1b"_ba + "8\x1b[H"_ba, 2, 3);
        row("DECALN goes home", "\x1b[3;5H\x1b#8", 1, 1);
    }

    void shouldMoveTheCursor()
    {
        QFETCH(const QByteArray, bytes);
        QFETCH(const int, line);
        QFETCH(const int, column);

        const TerminalPlace place = terminalAfter(size, bytes).cursor();

        QCOMPARE(place.row + 1, line);
        QCOMPARE(place.column + 1, column);
    }

    void shouldTakeAnyNumbers_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        for (const char *final :
             {"$z", "${", "$x", "$v", "$r", "$t", "@", "P", " @", " A", "^", "A", "D", "E"}) {
            for (const char *numbers :
                 {"99999;99999;99999;99999;99999;99999;99999;99999", "0", "37;0;0;99999;99999",
                  "1;1;99999;99999;1;99999;99999;1", "999999999999999999999;1"})
                QTest::addRow("%s%s", numbers, final) << "\x1b["_ba + numbers + final;
        }
    }

    void shouldTakeAnyNumbers()
    {
        QFETCH(const QByteArray, bytes);

        TerminalScreen screen = terminalAfter(size, box + "\x1b[3;5H"_ba + bytes);

        const TerminalPlace place = screen.cursor();
        QVERIFY(place.row >= 0 && place.row < size.rows);
        QVERIFY(place.column >= 0 && place.column < size.columns);
    }

    void shouldTakeAnyMixture_data()
    {
        QTest::addColumn<quint32>("seed");
        for (quint32 seed = 1; seed <= 20; ++seed)
            QTest::addRow("seed %u", seed) << seed;
    }

    void shouldTakeAnyMixture()
    {
        QFETCH(const quint32, seed);
        QRandomGenerator random(seed);
        TerminalScreen screen(size);

        for (int step = 0; step < 1'000; ++step) {
            if (random.bounded(20U) == 0)
                screen.resize({random.bounded(1, 9), random.bounded(1, 14)});
            screen.feed(anySequence(random));

            const TerminalPlace place = screen.cursor();
            QVERIFY(place.row >= 0 && place.row < screen.size().rows);
            QVERIFY(place.column >= 0 && place.column <= screen.size().columns);
            for (int row = 0; row < screen.size().rows; ++row)
                QVERIFY(screen.row(row).used <= screen.size().columns);
        }
    }

    void shouldNotStayReversedAfterAReset()
    {
        QVERIFY(!terminalAfter(size,
                               "\x1b[?5h\x1b"
                               "c")
                     .isReversed());
    }
};

QTEST_GUILESS_MAIN(TestTerminalEditing)
#include "tst_terminalediting.moc"
