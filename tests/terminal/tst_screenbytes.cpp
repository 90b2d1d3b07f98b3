// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal/screenbytes.h"

#include "support/terminaltesting.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

class TestScreenBytes : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldDrawTheSameScreen_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("text") << "one\r\ntwo"_ba;
        QTest::newRow("a gap") << "a\x1b[5Cb\r\n\r\n\r\nc"_ba;
        QTest::newRow("full rows") << "0123456789abcdefghij0123456789"_ba;
        QTest::newRow("styles") << "\x1b[1;31mred\x1b[0m none \x1b[4:3;58;2;1;2;3;48;5;200mx"_ba;
        QTest::newRow("a coloured row") << "x\x1b[41m\x1b[K\x1b[0m"_ba;
        QTest::newRow("other scripts") << "grün 日本 e\xcc\x81 \xf0\x9f\x98\x80 x"_ba;
        QTest::newRow("a wide one at the edge") << "012345678901234567日"_ba;
        QTest::newRow("faint and overline") << "\x1b[2mfaint\x1b[53mover\x1b[9;3mall"_ba;
        QTest::newRow("another screen") << "shell\x1b[?1049h\x1b[Hedit\x1b[5;3Hx"_ba;
        QTest::newRow("a hidden cursor") << "\x1b[?25lx"_ba;
        QTest::newRow("only a cursor") << "\x1b[3;4H"_ba;
        QTest::newRow("scrolled away") << "1\r\n2\r\n3\r\n4\r\n5\r\n6\r\n7"_ba;
    }
    void shouldDrawTheSameScreen()
    {
        QFETCH(QByteArray, bytes);
        constexpr TerminalSize size{5, 20};
        const TerminalScreen screen = terminalAfter(size, bytes);

        const TerminalScreen drawn = terminalAfter(size, screenBytes(screen));

        QCOMPARE(drawn.cursor(), screen.cursor());
        QCOMPARE(drawn.isAlternate(), screen.isAlternate());
        QCOMPARE(drawn.state().cursorVisible, screen.state().cursorVisible);
        for (int row = 0; row < size.rows; ++row) {
            for (int column = 0; column < size.columns; ++column) {
                const TerminalCell &cell = *drawn.row(row).at(column);
                const TerminalCell &expected = *screen.row(row).at(column);
                // A blank with a ground is drawn by a space.
                QCOMPARE(drawn.text(cell).trimmed(), screen.text(expected).trimmed());
                QCOMPARE(cell.flags, expected.flags);
                QVERIFY(drawn.style(cell.style) == screen.style(expected.style));
            }
        }
    }

    void shouldSayNothingOfAFreshScreen()
    {
        QVERIFY(screenBytes(TerminalScreen({5, 20})).isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestScreenBytes)
#include "tst_screenbytes.moc"
