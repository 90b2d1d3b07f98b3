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
        row("a plain rendition", "", "m", "1$rm");
        row("faint", "\x1b[2m", "m", "1$r2m");
        row("attributes", "\x1b[1;3;5;7;8;9m", "m", "1$r1;3;5;7;8;9m");
        row("a curly underline", "\x1b[4:3m", "m", "1$r4:3m");
        row("colours", "\x1b[32;48;5;200m", "m", "1$r32;48:5:200m");
        row("a true colour", "\x1b[38;2;1;2;3m", "m", "1$r38:2:1:2:3m");
        row("an underline's colour", "\x1b[58;5;7m", "m", "1$r58:5:7m");
        row("the region", "\x1b[5;10r", "r", "1$r5;10r");
        row("no region", "", "r", "1$r1;24r");
        row("the margins", "\x1b[?69h\x1b[5;10s", "s", "1$r5;10s");
        row("a steady bar", "\x1b[6 q", " q", "1$r6 q");
        row("the protection", "\x1b[1\"q", "\"q", "1$r1\"q");
        row("the level", "", "\"p", "1$r61;1\"p");
        row("the rows", "", "t", "1$r24t");
        row("the columns", "", "$|", "1$r80$|");
        row("the screen's rows", "", "*|", "1$r24*|");
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
        row("DA2 with another number", "\x1b[>1c", "");
        row("the window's state", "\x1b[11t", "\x1b[1t");
        row("the number of colours", string("+q436f"), string("1+r436f=323536"));
        row("the terminal's name", string("+q544E"),
            string("1+r544e=787465726d2d323536636f6c6f72"));
        row("a capability that is not known", string("+q5a5a"), string("0+r5a5a"));
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
