// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal/mouseencoder.h"

#include "support/terminaltesting.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

using Button = MouseEncoder::Button;

class TestMouseEncoder : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldTellAClick_data()
    {
        QTest::addColumn<QByteArray>("modes");
        QTest::addColumn<quint8>("modifiers");
        QTest::addColumn<QByteArray>("down");
        QTest::addColumn<QByteArray>("up");

        QTest::newRow("nobody asked") << ""_ba << quint8(0) << ""_ba << ""_ba;
        QTest::newRow("as of old") << "\x1b[?1000h"_ba << quint8(0) << "\x1b[M #\""_ba
                                   << "\x1b[M##\""_ba;
        QTest::newRow("of X10: no releases")
            << "\x1b[?9h"_ba << quint8(0) << "\x1b[M #\""_ba << ""_ba;
        QTest::newRow("of X10: no modifiers")
            << "\x1b[?9h"_ba << quint8(ControlModifier) << "\x1b[M #\""_ba << ""_ba;
        QTest::newRow("of X10 after another")
            << "\x1b[?1000;1006h\x1b[?9h"_ba << quint8(0) << "\x1b[M #\""_ba << ""_ba;
        QTest::newRow("another after that of X10")
            << "\x1b[?9h\x1b[?1000h"_ba << quint8(0) << "\x1b[M #\""_ba << "\x1b[M##\""_ba;
        QTest::newRow("of X10 taken back") << "\x1b[?9h\x1b[?9l"_ba << quint8(0) << ""_ba << ""_ba;
        QTest::newRow("SGR") << "\x1b[?1000;1006h"_ba << quint8(0) << "\x1b[<0;3;2M"_ba
                             << "\x1b[<0;3;2m"_ba;
        QTest::newRow("with Ctrl") << "\x1b[?1000;1006h"_ba << quint8(ControlModifier)
                                   << "\x1b[<16;3;2M"_ba << "\x1b[<16;3;2m"_ba;
    }

    void shouldTellAClick()
    {
        QFETCH(const QByteArray, modes);
        QFETCH(const quint8, modifiers);
        QFETCH(const QByteArray, down);
        QFETCH(const QByteArray, up);
        TerminalScreen screen = terminalAfter({5, 10}, modes);
        const MouseEncoder encoder(screen);

        QCOMPARE(encoder.press(Button::Left, {1, 2}, modifiers), down);
        QCOMPARE(encoder.release(Button::Left, {1, 2}, modifiers), up);
    }

    void shouldTellDragsWhenAsked()
    {
        TerminalScreen screen = terminalAfter({5, 10}, "\x1b[?1002;1006h");
        const MouseEncoder encoder(screen);

        QCOMPARE(encoder.move({1, 1}, 0), QByteArray());
        encoder.press(Button::Left, {1, 1}, 0);
        QCOMPARE(encoder.move({2, 3}, 0), "\x1b[<32;4;3M"_ba);
        encoder.release(Button::Left, {2, 3}, 0);
        QCOMPARE(encoder.move({3, 3}, 0), QByteArray());
    }

    void shouldTellEveryMoveWhenAsked()
    {
        TerminalScreen screen = terminalAfter({5, 10}, "\x1b[?1003;1006h");

        QCOMPARE(MouseEncoder(screen).move({2, 3}, 0), "\x1b[<35;4;3M"_ba);
    }

    void shouldStayInsideTheScreen()
    {
        TerminalScreen screen = terminalAfter({5, 10}, "\x1b[?1000;1006h");

        QCOMPARE(MouseEncoder(screen).press(Button::Left, {-3, 99}, 0), "\x1b[<0;10;1M"_ba);
    }

    void shouldTurnTheWheel_data()
    {
        QTest::addColumn<QByteArray>("modes");
        QTest::addColumn<QByteArray>("expected");

        QTest::newRow("scrolls the window, not the program") << ""_ba << ""_ba;
        QTest::newRow("a program that wants the mouse") << "\x1b[?1000;1006h"_ba
                                                        << "\x1b[<64;1;1M"_ba;
        QTest::newRow("a pager on the alternate screen") << "\x1b[?1049h"_ba
                                                         << "\x1b[A\x1b[A\x1b[A"_ba;
        QTest::newRow("one that does not want that") << "\x1b[?1049h\x1b[?1007l"_ba << ""_ba;
    }

    void shouldTurnTheWheel()
    {
        QFETCH(const QByteArray, modes);
        QFETCH(const QByteArray, expected);
        TerminalScreen screen = terminalAfter({5, 10}, modes);

        QCOMPARE(MouseEncoder(screen).wheel(Button::WheelUp, {0, 0}, 0), expected);
    }
};

QTEST_GUILESS_MAIN(TestMouseEncoder)
#include "tst_mouseencoder.moc"
