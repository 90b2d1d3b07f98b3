// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal/screenreset.h"

#include "support/terminaltesting.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

class TestScreenReset : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldBringATerminalBack_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("nothing") << ""_ba;
        QTest::newRow("another screen") << "\x1b[?1049h\x1b[Hedit"_ba;
        QTest::newRow("a hidden cursor") << "\x1b[?25l\x1b[3 q"_ba;
        QTest::newRow("the mouse") << "\x1b[?1003h\x1b[?1006h\x1b[?1004h\x1b[?9h"_ba;
        QTest::newRow("colours") << "\x1b[1;31;44m\x1b[?5h\x1b]4;1;#00ff00\x1b\\"_ba;
        QTest::newRow("pastes") << "\x1b[?2004h\x1b[?2026h"_ba;
        QTest::newRow("margins") << "\x1b[2;4r\x1b[?6h"_ba;
        QTest::newRow("another set of characters") << "\x1b(0"_ba;
        QTest::newRow("inserting") << "\x1b[4h\x1b[?7l"_ba;
        QTest::newRow("keys") << "\x1b[>1u\x1b[>3u\x1b[?1049h\x1b[>5u\x1b[>4;2m"_ba;
        QTest::newRow("a title without an end") << "\x1b]2;title"_ba;
        QTest::newRow("a link") << "\x1b]8;;https://a.b\x1b\\link"_ba;
    }
    void shouldBringATerminalBack()
    {
        QFETCH(const QByteArray, bytes);
        constexpr TerminalSize size{5, 20};
        const QByteArray shell = "$ one\r\n$ two";
        TerminalScreen screen = terminalAfter(size, shell + bytes);

        screen.feed(resetBytes(screen));
        screen.feed("\x1b[5;18Hqxy\x1b[Hz");

        const TerminalState &state = screen.state();
        QVERIFY(!screen.isAlternate());
        QVERIFY(!screen.isReversed());
        QVERIFY(!screen.bracketsPaste());
        QVERIFY(state.cursorVisible);
        QCOMPARE(state.mouse, TerminalState::Mouse::None);
        QVERIFY(!state.mouseOfX10 && !state.focusReports && !state.synchronised);
        QCOMPARE(state.otherKeys, 0);
        QCOMPARE(int(state.keyboardFlags()), 0);
        QVERIFY(state.colours.isEmpty());
        // What comes then is plain, goes where it shall, and the shell's text is still there.
        QVERIFY(screen.lineText(screen.screenTop() + 4).endsWith(u"qxy"_s));
        QCOMPARE(screen.row(4).at(17)->style, quint16(0));
        QCOMPARE(screen.lineText(screen.screenTop()), u"z one"_s);
        QVERIFY(screen.lineText(screen.screenTop() + 1).startsWith(u"$ two"_s));
    }
};

QTEST_GUILESS_MAIN(TestScreenReset)
#include "tst_screenreset.moc"
