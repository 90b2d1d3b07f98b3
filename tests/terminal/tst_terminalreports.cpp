// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/terminaltesting.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

namespace {

QByteArray answerTo(const QByteArray &bytes)
{
    return terminalAfter({24, 80}, bytes).takeReplies();
}

/// Between the introducer of a device control string and its end.
QByteArray string(const QByteArray &text)
{
    return "\x1bP" + text + "\x1b\\";
}

} // namespace

/// What programs are told when they ask.
class TestTerminalReports : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldTellASetting_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("asked");
        QTest::addColumn<QByteArray>("expected");

        const auto row = [](const char *name, const QByteArray &before, const QByteArray &asked,
                            const QByteArray &expected) {
            QTest::newRow(name) << before << asked << expected;
        };
        row("a plain rendition", "", "m", "1$r0m");
        row("faint", "\x1b[2m", "m", "1$r0;2m");
        row("attributes", "\x1b[1;3;5;7;8;9m", "m", "1$r0;1;3;5;7;8;9m");
        row("a curly underline", "\x1b[4:3m", "m", "1$r0;4:3m");
        row("colours", "\x1b[32;48;5;200m", "m", "1$r0;32;48:5:200m");
        row("a true colour", "\x1b[38;2;1;2;3m", "m", "1$r0;38:2:1:2:3m");
        row("an underline's colour", "\x1b[58;5;7m", "m", "1$r0;58:5:7m");
        row("the region", "\x1b[5;10r", "r", "1$r5;10r");
        row("no region", "", "r", "1$r1;24r");
        row("the margins", "\x1b[?69h\x1b[5;10s", "s", "1$r5;10s");
        row("a steady bar", "\x1b[6 q", " q", "1$r6 q");
        row("the protection", "\x1b[1\"q", "\"q", "1$r1\"q");
        row("the level", "", "\"p", "1$r64;1\"p");
        row("the rows", "", "t", "1$r24t");
        row("the columns", "", "$|", "1$r80$|");
        row("the screen's rows", "", "*|", "1$r24*|");
        row("the extent of attributes", "\x1b[2*x", "*x", "1$r2*x");
        row("the level of other keys", "\x1b[>4;1m", ">4m", "1$r>4;1m");
        row("what is not known", "", "evil", "0$r");
    }

    void shouldTellASetting()
    {
        QFETCH(const QByteArray, before);
        QFETCH(const QByteArray, asked);
        QFETCH(const QByteArray, expected);

        QCOMPARE(answerTo(before + string("$q" + asked)), string(expected));
    }

    void shouldAnswer_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("expected");

        const auto row = [](const char *name, const QByteArray &bytes, const QByteArray &expected) {
            QTest::newRow(name) << bytes << expected;
        };
        row("DECRQM of insertion", "\x1b[4h\x1b[4$p", "\x1b[4;1$y");
        row("DECRQM of new lines", "\x1b[20$p", "\x1b[20;2$y");
        row("DECRQM of what is not known", "\x1b[321$p", "\x1b[321;0$y");
        row("DECRQM of a private mode that is not known", "\x1b[?4321$p", "\x1b[?4321;0$y");
        row("DECRQM of a reversed screen", "\x1b[?5h\x1b[?5$p", "\x1b[?5;1$y");
        row("DECRQM of the alternate screen", "\x1b[?1049h\x1b[?1047$p", "\x1b[?1047;1$y");
        row("DECRQM of 1048 is about the cursor", "\x1b[?1047h\x1b[?1048$p", "\x1b[?1048;2$y");
        row("DECRQM of 1048 when saved", "\x1b[?1048h\x1b[?1048$p", "\x1b[?1048;1$y");
        row("DECRQM of the keypad", "\x1b[?66h\x1b[?66$p\x1b>\x1b[?66$p",
            "\x1b[?66;1$y\x1b[?66;2$y");
        row("DECST8C", "\x1b[3g\x1b[?5W\r\t\x1b[6n", "\x1b[1;9R");
        row("XTSAVE", "\x1b[?7l\x1b[?7s\x1b[?7h\x1b[?7r\x1b[?7$p", "\x1b[?7;2$y");
        row("XTRESTORE of what was never saved", "\x1b[?25l\x1b[?25r\x1b[?25$p", "\x1b[?25;2$y");
        row("a place from the origin", "\x1b[5;10r\x1b[?6h\x1b[2;3H\x1b[6n", "\x1b[2;3R");
        row("the printer", "\x1b[?15n", "\x1b[?13n");
        row("the keys' lock", "\x1b[?25n", "\x1b[?20n");
        row("the keyboard", "\x1b[?26n", "\x1b[?27;1;0;0n");
        row("the locator", "\x1b[?55n", "\x1b[?50n");
        row("data integrity", "\x1b[?75n", "\x1b[?70n");
        row("the unit", "\x1b[=c", string("!|00000000"));
        row("DA1", "\x1b[c\x1b[1c", "\x1b[?64;6;21;22;28c");
        row("name and version", "\x1b[>q", string(">|Slipway(" SLIPWAY_VERSION ")"));
        row("DA2 with another number", "\x1b[>1c", "");
        row("the window's state", "\x1b[11t", "\x1b[1t");
        row("the number of colours", string("+q436f"), string("1+r436f=323536"));
        row("the terminal's name", string("+q544E"),
            string("1+r544e=787465726d2d323536636f6c6f72"));
        row("a capability that is not known", string("+q5a5a"), string("0+r5a5a"));
        row("DECRQM of what nothing can set", "\x1b[?8h\x1b[?8$p\x1b[5$p", "\x1b[?8;4$y\x1b[5;4$y");
        row("DECRQM of the mouse of X10", "\x1b[?9h\x1b[?9$p", "\x1b[?9;1$y");
        row("DECRQM of Alt as ESC", "\x1b[?1036$p", "\x1b[?1036;3$y");
        row("DECRQM of Backspace", "\x1b[?67h\x1b[?67$p", "\x1b[?67;1$y");
        row("the locator's kind", "\x1b[?56n", "\x1b[?57;0n");
        row("room for macros", "\x1b[?62n", "\x1b[0000*{");
        row("the macros' sum", "\x1b[?63;7n", string("7!~0000"));
        row("sessions", "\x1b[?85n", "\x1b[?83n");
        row("DECREQTPARM", "\x1b[x\x1b[1x\x1b[2x",
            "\x1b[2;1;1;128;128;1;0x\x1b[3;1;1;128;128;1;0x");
        row("XTQMODKEYS", "\x1b[?4m\x1b[>4;2m\x1b[?4m\x1b[>4m\x1b[?4m",
            "\x1b[>4;0m\x1b[>4;2m\x1b[>4;0m");
        row("XTMODKEYS for all", "\x1b[>4;2m\x1b[>m\x1b[?4m", "\x1b[>4;0m");
        row("XTMODKEYS ended", "\x1b[>4;2m\x1b[>4n\x1b[?4m", "\x1b[>4;0m");
        row("XTQMODKEYS of cursor keys", "\x1b[?1m", "\x1b[>1;2m");
        row("kitty flags in an unknown way", "\x1b[=5;1u\x1b[=4;9u\x1b[?u", "\x1b[?5u");
    }

    void shouldAnswer()
    {
        QFETCH(const QByteArray, bytes);
        QFETCH(const QByteArray, expected);

        QCOMPARE(answerTo(bytes), expected);
    }

    void shouldEndTheAnswerAboutAColourAsItWasAsked()
    {
        TerminalScreen screen({24, 80});
        TerminalColourValues colours;
        colours.foreground = 0x12'34'56;
        screen.setColours(colours);

        screen.feed("\x1b]10;?\a\x1b]10;?\x1b\\");

        QCOMPARE(screen.takeReplies(),
                 "\x1b]10;rgb:1212/3434/5656\a\x1b]10;rgb:1212/3434/5656\x1b\\"_ba);
    }

    void shouldKeepSpecialColours()
    {
        TerminalScreen screen({24, 80});
        TerminalColourValues colours;
        colours.foreground = 0x12'34'56;
        screen.setColours(colours);

        screen.feed("\x1b]5;1;#aabbcc\a\x1b]5;0;?;1;?\a\x1b]4;257;?\a\x1b]5;5;?\a\x1b]4;261;?\a");
        QCOMPARE(screen.takeReplies(),
                 "\x1b]5;0;rgb:1212/3434/5656\a\x1b]5;1;rgb:aaaa/bbbb/cccc\a"
                 "\x1b]4;257;rgb:aaaa/bbbb/cccc\a"_ba);
        screen.feed("\x1b]104\a\x1b]5;1;?\a\x1b]105\a\x1b]5;1;?\a");
        QCOMPARE(screen.takeReplies(),
                 "\x1b]5;1;rgb:aaaa/bbbb/cccc\a\x1b]5;1;rgb:1212/3434/5656\a"_ba);
    }

    void shouldReadColoursAsXDoes_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("expected");

        // As xterm 398 told them.
        QTest::newRow("a name") << "red"_ba << "rgb:ffff/0000/0000"_ba;
        QTest::newRow("not the web's gray") << "Gray"_ba << "rgb:bebe/bebe/bebe"_ba;
        QTest::newRow("a name of several words") << "Dark Sea Green"_ba << "rgb:8f8f/bcbc/8f8f"_ba;
        QTest::newRow("a level of gray") << "gray50"_ba << "rgb:7f7f/7f7f/7f7f"_ba;
        QTest::newRow("intensities") << "rgbi:1/0/1"_ba << "rgb:ffff/0000/ffff"_ba;
        QTest::newRow("one digit each") << "rgb:f/8/0"_ba << "rgb:ffff/8888/0000"_ba;
        QTest::newRow("#fff") << "#fff"_ba << "rgb:f0f0/f0f0/f0f0"_ba;
        QTest::newRow("nonsense") << "nonsense"_ba << ""_ba;
        QTest::newRow("four digits") << "#ffff"_ba << ""_ba;
        QTest::newRow("two channels") << "rgb:1/2"_ba << ""_ba;
        QTest::newRow("too bright") << "rgbi:2/0/0"_ba << ""_ba;
        QTest::newRow("nothing to see") << "transparent"_ba << ""_ba;
    }

    void shouldReadColoursAsXDoes()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const QByteArray, expected);

        const QByteArray answer = answerTo("\x1b]4;7;" + text + "\a\x1b]4;7;?\a");

        QCOMPARE(answer, expected.isEmpty() ? ""_ba : "\x1b]4;7;" + expected + '\a');
    }

    void shouldTellOfALightGround()
    {
        TerminalScreen screen({24, 80});
        TerminalColourValues light;
        light.background = 0xff'ff'ff;

        screen.feed("\x1b[?996n\x1b[?2031h");
        QCOMPARE(screen.takeReplies(), "\x1b[?997;1n"_ba);
        screen.setColours(light);
        QCOMPARE(screen.takeReplies(), "\x1b[?997;2n"_ba);
        screen.setColours(light);
        QCOMPARE(screen.takeReplies(), ""_ba);
        screen.feed("\x1b[?2031l");
        screen.setColours({});
        QCOMPARE(screen.takeReplies(), ""_ba);
    }

    void shouldTellOfANewSize()
    {
        TerminalScreen screen({24, 80});
        screen.setCellPixels(8, 16);

        screen.feed("\x1b[?2048h");
        QCOMPARE(screen.takeReplies(), "\x1b[48;24;80;384;640t"_ba);
        screen.resize({30, 100});
        QCOMPARE(screen.takeReplies(), "\x1b[48;30;100;480;800t"_ba);
        screen.feed("\x1b[?2048l");
        screen.resize({24, 80});
        QCOMPARE(screen.takeReplies(), ""_ba);
    }

    void shouldAnswerWhenCutAnywhere()
    {
        const QByteArray bytes = "a" + string("$qr") + string("+q436f") + "\x1b#8\x1b[?6n";
        const QByteArray expected = answerTo(bytes);
        QVERIFY(!expected.isEmpty());

        for (qsizetype cut = 1; cut < bytes.size(); ++cut) {
            TerminalScreen screen = terminalAfter({24, 80}, bytes.first(cut));
            screen.feed(bytes.sliced(cut));

            QCOMPARE(screen.takeReplies(), expected);
        }
    }

    /// What comes back must never be a line that a shell would run.
    void shouldSendNothingBackThatAProgramChose()
    {
        const QByteArray text = "\r\nrm -rf ~\r\n";

        const QByteArray replies = answerTo(string("$q" + text) + string("+q" + text) + "\x1b]2;"
                                            + text + "\a\x1b[21t\x1b]52;c;?\a");

        QVERIFY2(!replies.contains('\r') && !replies.contains('\n') && !replies.contains("rm"),
                 replies.toPercentEncoding().constData());
    }
};

QTEST_GUILESS_MAIN(TestTerminalReports)
#include "tst_terminalreports.moc"
