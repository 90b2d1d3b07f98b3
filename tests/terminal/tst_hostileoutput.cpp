// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/terminaltesting.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

/// Output that means harm, and output that means nothing.
class TestHostileOutput : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldGiveNothingAway_data()
    {
        QTest::addColumn<QByteArray>("bytes");

        QTest::newRow("the title") << "\x1b]2;rm -rf /\r\a\x1b[21t"_ba;
        QTest::newRow("the icon's name") << "\x1b]1;rm -rf /\r\a\x1b[20t"_ba;
        QTest::newRow("the clipboard") << "\x1b]52;c;?\a"_ba;
        QTest::newRow("the selection") << "\x1b]52;p;?\x1b\\"_ba;
        QTest::newRow("the screen") << "secret\x1b[1;1;1;1;1;6*y"_ba;
        QTest::newRow("the working directory") << "\x1b]7;file:///x\a\x1b]7;?\a"_ba;
        QTest::newRow("an answerback") << "\x05"_ba;
    }

    void shouldGiveNothingAway()
    {
        QFETCH(const QByteArray, bytes);
        TerminalOptions options;
        options.clipboard = TerminalOptions::Clipboard::AllowWrite;

        TerminalScreen screen = terminalAfter({5, 20}, bytes, options);

        QCOMPARE(screen.takeReplies(), QByteArray());
    }

    void shouldLetTheClipboardBeWrittenOnlyWhenAllowed()
    {
        TerminalOptions allowed;
        allowed.clipboard = TerminalOptions::Clipboard::AllowWrite;
        const QByteArray bytes = "\x1b]52;c;" + "a text"_ba.toBase64() + '\a';

        QVERIFY(terminalAfter({5, 20}, bytes).takeEvents().isEmpty());
        const QList<TerminalEvent> events = terminalAfter({5, 20}, bytes, allowed).takeEvents();

        QCOMPARE(events.size(), 1);
        QCOMPARE(events.constFirst().data, "a text"_ba);
    }

    void shouldLimitTheClipboard_data()
    {
        QTest::addColumn<qsizetype>("size");
        QTest::addColumn<bool>("taken");

        QTest::newRow("a mebibyte") << qsizetype(1'048'576) << true;
        QTest::newRow("more") << qsizetype(1'048'577) << false;
    }

    void shouldLimitTheClipboard()
    {
        QFETCH(const qsizetype, size);
        QFETCH(const bool, taken);
        TerminalOptions options;
        options.clipboard = TerminalOptions::Clipboard::AllowWrite;
        const QByteArray text(size, 'x');

        TerminalScreen screen
            = terminalAfter({5, 20}, "\x1b]52;c;" + text.toBase64() + "\x1b\\", options);

        const QList<TerminalEvent> events = screen.takeEvents();
        QCOMPARE(events.size() == 1 && events.constFirst().data == text, taken);
    }

    void shouldLimitTheTitle()
    {
        TerminalScreen screen({5, 20});

        feed(screen, "\x1b]2;" + QByteArray(500, 'x') + '\a');
        QCOMPARE(screen.state().title.size(), 256);
        feed(screen, "\x1b]2;" + QByteArray(50'000, 'y') + '\a');

        QCOMPARE(screen.state().title, QString(256, u'x'));
    }

    void shouldEndAtOnce_data()
    {
        QTest::addColumn<QByteArray>("bytes");

        QTest::newRow("repeats nothing") << "\x1b[99999b"_ba;
        QTest::newRow("repeats a lone mark") << "\x1b[5C\xcc\x81\x1b[7b"_ba;
        QTest::newRow("repeats a lone mark, hidden") << "\x1b[5C\xcc\x81\x1b[\x0b"
                                                        "7b"_ba;
        QTest::newRow("repeats a lone mark, more hidden") << "\x1b[5C\xcc\x81\x1b\x0b\xc3[\x00"
                                                             "7\x7f"
                                                             "b"_ba;
        QTest::newRow("repeats much") << "x\x1b[2147483647b"_ba;
        QTest::newRow("scrolls much") << "\x1b[99999999999999999999S\x1b[99999999999999999999T"_ba;
        QTest::newRow("erases much") << "\x1b[2147483647X\x1b[2147483647P\x1b[2147483647@"_ba;
        QTest::newRow("inserts much") << "\x1b[2147483647L\x1b[2147483647M"_ba;
        QTest::newRow("tabs much") << "\x1b[2147483647I\x1b[2147483647Z"_ba;
        QTest::newRow("moves much") << "\x1b[2147483647;2147483647H\x1b[2147483647A"_ba;
        QTest::newRow("more parameters than there is room for")
            << "\x1b[" + QByteArray(100, ';') + "m\x1b[" + QByteArray(200, ':') + "H"_ba;
        QTest::newRow("a sequence without end") << "\x1b[" + QByteArray(100'000, '1') + 'm';
        QTest::newRow("a zero after an escape in a string") << "\x1b]2;abc\x1b\0"_ba;
        QTest::newRow("a line end after an escape in a string") << "\x1b]2;abc\x1b\n"_ba;
        QTest::newRow("edits beyond the end of a row of double width")
            << "\x1b[2H\x1b#6\x1b[1;20H\n\x1b[3@\x1b[3P\x1b[9X\x1b[K\x1b[4h....\x1b[4l"_ba;
        QTest::newRow("C1 controls, which have less than no width")
            << "\xc2\x88"_ba.repeated(50) + "\t\x1bH\xc2"_ba + "ab\x88\x1bH"_ba;
        QTest::newRow("strings without end")
            << "\x1bP" + QByteArray(3'000'000, 'q') + "\x1b\\\x1b_" + QByteArray(3'000'000, 'z');
    }

    void shouldEndAtOnce()
    {
        QFETCH(const QByteArray, bytes);
        TerminalScreen screen({5, 20});
        QElapsedTimer timer;
        timer.start();

        feed(screen, bytes);
        feed(screen, "\x18\x1b[m\x1b[Hok");

        QVERIFY(timer.elapsed() < 5'000);
        QVERIFY(screen.lineText(screen.screenTop()).startsWith(u"ok"_s));
    }

    void shouldNotPrintTheRestOfASequence()
    {
        QCOMPARE(screenText(terminalAfter({5, 40}, "a\x1b[" + QByteArray(500, '1') + "mb")),
                 u"ab"_s);
        QCOMPARE(screenText(terminalAfter({5, 40},
                                          "a\x1b[1\x18"
                                          "b")),
                 u"ab"_s);
    }

    void shouldEndAStringWhereAnotherEscapeBegins()
    {
        const TerminalScreen screen = terminalAfter({5, 20}, "\x1b]2;title\x1b[31mred");

        QCOMPARE(screenText(screen), u"red"_s);
        QCOMPARE(screen.state().title, QString());
        QCOMPARE(screen.style(screen.row(0).at(0)->style).foreground, TerminalColour::indexed(1));
    }

    void shouldNotGrowWithMarks()
    {
        TerminalScreen screen({5, 20});
        QByteArray marks;
        for (int i = 0; i < 50'000; ++i)
            marks += "\xcc\x81";
        QElapsedTimer timer;
        timer.start();

        for (int i = 0; i < 40; ++i)
            feed(screen, marks + '\a');
        feed(screen, "\r\nafter \xc3\xa9");
        feed(screen, "\r\nthat \xc3\xa9");

        QVERIFY(timer.elapsed() < 20'000);
        QVERIFY(screenText(screen).endsWith(u"that é"_s));
    }

    void shouldNotGrowWithReports()
    {
        TerminalScreen screen({5, 20});

        feed(screen, "\x1b[6n"_ba.repeated(500'000));

        QVERIFY(screen.takeReplies().size() <= 1'048'576);
    }

    void shouldTellColoursApartAsFarAsItCan()
    {
        TerminalOptions options;
        options.scrollbackLines = 2'000;
        TerminalScreen screen({50, 100}, options);
        quint32 colour = 0;

        for (int line = 0; line < 3'000; ++line) {
            QByteArray bytes;
            for (int column = 0; column < 100; ++column, ++colour)
                bytes += "\x1b[38;2;" + QByteArray::number(colour >> 16 & 255) + ';'
                    + QByteArray::number(colour >> 8 & 255) + ';' + QByteArray::number(colour & 255)
                    + "mx";
            feed(screen, bytes + "\r\n");
        }
        feed(screen, "\x1b[0;38;2;1;2;3my");

        const TerminalRow last = screen.row(screen.cursor().row);
        QVERIFY(screen.style(last.at(0)->style).foreground.kind() == TerminalColour::Kind::Rgb);
    }

    void shouldBearARegionOfALargerScreen()
    {
        TerminalScreen screen = terminalAfter({10, 20}, "\x1b[?69h\x1b[5;8r\x1b[9;15s\x1b[6;10H");

        screen.resize({2, 4});
        feed(screen, "a\n\n\x1b[S\x1b[T\x1b[L\x1b[M\x1bM\x1b[@\x1b[Pb");

        QVERIFY(screen.cursor().row < 2);
        QVERIFY(screen.cursor().column < 4);
    }

    void shouldBearACursorThatWasSavedOnALargerScreen_data()
    {
        QTest::addColumn<QByteArray>("save");
        QTest::addColumn<QByteArray>("restore");

        QTest::newRow("DECSC") << "\x1b"
                                  "7"_ba
                               << "\x1b"
                                  "8"_ba;
        QTest::newRow("mode 1048") << "\x1b[?1048h"_ba << "\x1b[?1048l"_ba;
        QTest::newRow("mode 1049") << "\x1b[?1049h"_ba << "\x1b[?1049l"_ba;
    }

    void shouldBearACursorThatWasSavedOnALargerScreen()
    {
        QFETCH(const QByteArray, save);
        QFETCH(const QByteArray, restore);
        TerminalScreen screen = terminalAfter({100, 200}, "\x1b[100;200H" + save);

        screen.resize({2, 3});
        feed(screen, restore + "x\ty");

        QVERIFY(screen.cursor().row < 2);
        QVERIFY(screen.cursor().column < 3);
    }

    void shouldBearNoise()
    {
        QRandomGenerator random(11);
        const QByteArray likely = "\x1b\x1b[[[;;0123456789?><=!$*:mHJKLMPSTXbhlrsu@\x9b]\\\a\n\r\t"
                                  "P_^X(8c7\xcc\x81\xe6\x97\xa5\xf0\x9f";
        TerminalScreen screen({10, 20});

        for (int round = 0; round < 3'000; ++round) {
            QByteArray bytes(int(random.bounded(200U)), Qt::Uninitialized);
            for (char &byte : bytes)
                byte = random.bounded(4U) == 0
                    ? char(random.bounded(256U))
                    : likely.at(qsizetype(random.bounded(quint32(likely.size()))));
            feed(screen, bytes);
            if (round % 10 == 0)
                screen.resize({int(random.bounded(1U, 40U)), int(random.bounded(1U, 60U))});
            screen.takeReplies();
            screen.takeEvents();
        }
        feed(screen,
             "\x18\x1b\\\x1b"
             "cok");

        QCOMPARE(screenText(screen).left(2), u"ok"_s.left(screen.size().columns));
    }
};

QTEST_GUILESS_MAIN(TestHostileOutput)
#include "tst_hostileoutput.moc"
