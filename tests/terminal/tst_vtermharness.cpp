// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal/vtermharness.h"

#include <QRandomGenerator>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

namespace {

/// "PUSH" with its bytes in hexadecimal, as the scripts' runner sends them.
QByteArray push(const QByteArray &bytes)
{
    return "PUSH " + bytes.toHex();
}

} // namespace

class TestVtermHarness : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldAnswer_data()
    {
        QTest::addColumn<QList<QByteArray>>("before");
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QByteArray>("expected");

        const auto row = [](const char *name, const QList<QByteArray> &before,
                            const QByteArray &line, const QByteArray &expected) {
            QTest::newRow(name) << before << line << expected;
        };
        const QList<QByteArray> screen{"INIT", "WANTSCREEN", "RESET"};
        row("an unknown word", {}, "FROBNICATE", "?\n");
        row("an unknown query", {"INIT"}, "?weather", "?\n");
        row("a query before there is a state", {"INIT"}, "?cursor", "?\n");
        row("text", {"INIT", "WANTPARSER"}, push("hi"), "text 68,69\nDONE\n");
        row("a sequence", {"INIT", "WANTPARSER"}, push("\x1b[?1;2$p"),
            "csi 70 L=3f 1,2 I=24\nDONE\n");
        row("a command", {"INIT", "WANTPARSER"}, push("\x1b]7;ab\a"), "osc [7;6162]\nDONE\n");
        row("glyphs", {"INIT", "UTF8 1", "WANTSTATE g"}, push("a日"),
            "putglyph 61 1 0,0\nputglyph 65e5 2 0,1\nDONE\n");
        row("a report", {"INIT", "WANTSTATE"}, push("\x1b[5n"), "output 1b,5b,30,6e\nDONE\n");
        row("a key", {"INIT", "WANTSTATE"}, "INKEY C Up", "output 1b,5b,31,3b,35,41\nDONE\n");
        row("a pen", {"INIT", "WANTSTATE", push("\x1b[1;31m")}, "?pen foreground", "idx(9)\n");
        row("decoding", {"INIT", "WANTENCODING"}, "ENCIN c3a9", "encout e9\nDONE\n");
        row("our cursor", screen + QList{push("ab")}, "?cursor", "0,2\n");
        row("our characters", screen + QList{push("a c")}, "?screen_chars 0,0,1,80",
            "0x61,0x20,0x63\n");
        row("our cells", screen + QList{push("\x1b[1;3;38;2;1;2;3mx")}, "?screen_cell 0,0",
            "{0x78} width=1 attrs={BI} fg=rgb(1,2,3) bg=rgb(0,0,0)\n");
        row("where a line ends", screen + QList{push("ab")}, "?screen_eol 0,2", "1\n");
        row("how far a style goes", screen + QList{push("a\x1b[1mbc\x1b[md")},
            "?screen_attrs_extent 0,1", "0,1-1,2\n");
        row("what left the screen",
            {"INIT", "RESIZE 2,10", "WANTSCREEN b", "RESET", push("ab\r\ncd")}, push("\r\nef"),
            "sb_pushline 10 = 61 62\nDONE\n");
        const QList<QByteArray> damaged{"INIT", "UTF8 1", "WANTSCREEN dm", "RESET"};
        row("damage of each cell", damaged, push("ab"),
            "damage 0..1,0..1\ndamage 0..1,1..2\nDONE\n");
        row("damage with what is there", {"INIT", "WANTSCREEN D", "RESET"}, push("a"),
            "damage 0..1,0..1 = 0<61>\nDONE\n");
        row("damage of a wide character", damaged, push("日"), "damage 0..1,0..2\nDONE\n");
        row("damage by row", damaged + QList<QByteArray>{"DAMAGEMERGE ROW", push("ab")},
            push("\r\nc"), "damage 0..1,0..2\nDONE\n");
        row("damage of the screen when it is asked for",
            damaged + QList<QByteArray>{"DAMAGEMERGE SCREEN", push("ab\r\nc")}, "DAMAGEFLUSH",
            "damage 0..2,0..2\nDONE\n");
        row("what moves", damaged, push("\x1b[2S"),
            "moverect 2..25,0..80 -> 0..23,0..80\ndamage 23..25,0..80\nDONE\n");
        row("what moves sideways", damaged, push("\x1b[3@"),
            "moverect 0..1,0..77 -> 0..1,3..80\ndamage 0..1,0..3\nDONE\n");
        row("scrolls add up",
            damaged + QList<QByteArray>{"DAMAGEMERGE SCROLL", push("\x1b[25H\n"), push("\nx\n")},
            "DAMAGEFLUSH", "moverect 3..25,0..80 -> 0..22,0..80\ndamage 22..25,0..80\nDONE\n");
        row("damage where moves are not wanted", {"INIT", "WANTSCREEN d", "RESET"}, push("\x1b[2S"),
            "damage 0..23,0..80\ndamage 23..25,0..80\nDONE\n");
        row("a smaller screen", damaged, "RESIZE 10,40", "damage 0..10,0..40\nDONE\n");
        row("an unknown way to merge", damaged, "DAMAGEMERGE TILE", "?\n");
        row("each move", {"INIT", "WANTSCREEN c", "RESET"}, push("abc\r\n"),
            "movecursor 0,3\nmovecursor 0,0\nmovecursor 1,0\nDONE\n");
        row("properties", {"INIT", "WANTSCREEN ap", "RESET"}, push("\x1b[?25l\x1b[?1049h"),
            "settermprop 1 false\nsettermprop 3 true\nDONE\n");
        row("a title", {"INIT", "WANTSCREEN p", "RESET"}, push("\x1b]2;ab\a"),
            "settermprop 4 [\"ab\"]\nDONE\n");
        row("no alternate screen unless it is wanted", {"INIT", "WANTSCREEN p", "RESET"},
            push("\x1b[?1047h"), "DONE\n");
        row("an unknown flag of the screen", {"INIT"}, "WANTSCREEN dz",
            "Unrecognised WANTSCREEN flag 'z'; there are adDmcpbr\n?\n");
        row("an unknown flag of the state", {"INIT"}, "WANTSTATE g+x",
            "Unrecognised WANTSTATE flag 'x'; there are gsmepbf\n?\n");
        row("a place outside", screen, "?screen_cell 99,0", "?\n");
        row("a line outside", {"INIT", "WANTSTATE"}, "?lineinfo 25", "?\n");
        row("a line above", screen, "?lineinfo -1", "?\n");
        for (const char *line :
             {"SETDEFAULTCOL rgb(1,2,3)", "SELECTION 1 [ 41 ]", "MOUSEMOVE 1,1 0", "MOUSEBTN d 1 0",
              "PASTE START", "PASTE END", "FOCUS IN", "FOCUS OUT", "INKEY 0 Up", "INCHAR 0 61",
              "ENCIN \"x\""})
            row(qPrintable(u"nobody there for %1"_s.arg(QLatin1StringView(line))), {"INIT"}, line,
                "?\n");
        row("a repetition for the parser alone", {"INIT", "WANTPARSER"}, push("\x1b[3b"),
            "csi 62 3\nDONE\n");
        row("nothing to decode with", screen, "ENCIN \"x\"", "?\n");
        for (const char *line : {"RESIZE 0,0", "RESIZE -1,80", "RESIZE 99999,99999"})
            row(line, screen, line, "?\n");
    }

    void shouldAnswer()
    {
        QFETCH(const QList<QByteArray>, before);
        QFETCH(const QByteArray, line);
        QFETCH(const QByteArray, expected);
        VtermHarness harness;

        for (const QByteArray &each : before)
            harness.answer(each);

        QCOMPARE(harness.answer(line), expected);
    }

    void shouldBearWhatLibvtermDoesNot_data()
    {
        QTest::addColumn<QList<QByteArray>>("script");
        QTest::newRow("more rows")
            << QList<QByteArray>{"WANTSTATE", "RESIZE 26,80", "RESET", "RESIZE 300,80", "RESET"};
        QTest::newRow("more rows with a screen")
            << QList<QByteArray>{"WANTSCREEN", "RESIZE 4096,1", "RESET"};
        QTest::newRow("nothing to repeat") << QList<QByteArray>{"WANTSTATE", push("\x1b[3b")};
        QTest::newRow("nothing to repeat in the decoder")
            << QList<QByteArray>{"WANTENCODING", "ENCIN 1b5b3362"};
        QTest::newRow("a control character after an escape in a string")
            << QList<QByteArray>{"WANTPARSER", "PUSH 9ecd0b1b0a"};
        QTest::newRow("the same in two pieces")
            << QList<QByteArray>{"WANTPARSER", "PUSH 9ecd0b1b", "PUSH 0a"};
        QTest::newRow("a region outside") << QList<QByteArray>{
            "WANTSTATE", push("\x1b[9;16r\x1b[12H"), "RESIZE 1,4096", push("abc\r\n\t\b")};
    }

    void shouldBearWhatLibvtermDoesNot()
    {
        QFETCH(const QList<QByteArray>, script);
        VtermHarness harness;

        for (const QByteArray &line : script)
            QVERIFY2(harness.answer(line).endsWith("DONE\n"), line.constData());
    }

    void shouldRepeatWhatIsThere()
    {
        VtermHarness harness;
        harness.answer("WANTSTATE");

        harness.answer(push("a\x1b[3b"));

        QCOMPARE(harness.answer("?cursor"), "0,4\n"_ba);
    }

    void shouldAnswerWhateverComes()
    {
        const QList<QByteArray> heads{"INIT",
                                      "WANTPARSER",
                                      "WANTSTATE",
                                      "WANTSCREEN",
                                      "WANTENCODING",
                                      "UTF8",
                                      "RESET",
                                      "RESIZE",
                                      "PUSH",
                                      "ENCIN",
                                      "INCHAR",
                                      "INKEY",
                                      "PASTE",
                                      "FOCUS",
                                      "MOUSEMOVE",
                                      "MOUSEBTN",
                                      "SELECTION",
                                      "DAMAGEMERGE",
                                      "DAMAGEFLUSH",
                                      "SETDEFAULTCOL",
                                      "?cursor",
                                      "?pen",
                                      "?lineinfo",
                                      "?screen_cell",
                                      "?screen_chars",
                                      "?screen_text",
                                      "?screen_row",
                                      "?screen_eol",
                                      "?screen_attrs_extent"};
        const QList<QByteArray> rests{"",
                                      "0",
                                      "1",
                                      "-1",
                                      "0,0",
                                      "25,80",
                                      "24,79",
                                      "3,500",
                                      "0,0,1,80",
                                      "0,0,99,999",
                                      "-1,5,5,1",
                                      "+f",
                                      "g+m-s",
                                      "dmcpb",
                                      "cr",
                                      "aD",
                                      "1b5b",
                                      "1b5d35323b",
                                      "1b5b3939393b39393948",
                                      "1b5b3f3130343968",
                                      "1b5b3f3130343768",
                                      "1b63",
                                      "e697a5cc80",
                                      "ff00",
                                      "1b236d",
                                      "1b2336",
                                      "414243",
                                      "0d0a0a0a",
                                      "1b5b31303053",
                                      "1b5b353554",
                                      "START",
                                      "END",
                                      "IN",
                                      "OUT",
                                      "CELL",
                                      "ROW",
                                      "SCREEN",
                                      "SCROLL",
                                      "0 Up",
                                      "C F1",
                                      "SAC KP0",
                                      "0 61",
                                      "C 1f600",
                                      "d 1 0",
                                      "u 4 SAC",
                                      "1 [ 41 42 ]",
                                      "0 ]",
                                      "ff [",
                                      "rgb(1,2,3) idx(7)",
                                      "idx(999)",
                                      "foreground",
                                      "bold",
                                      "baseline",
                                      "font",
                                      "\"x\""};
        QRandomGenerator random(20);

        for (int script = 0; script < 300; ++script) {
            VtermHarness harness;
            for (int count = 0; count < 40; ++count) {
                QByteArray line = heads.at(random.bounded(heads.size())) + ' '
                    + rests.at(random.bounded(rests.size()));
                if (random.bounded(3) == 0)
                    line += ' ' + rests.at(random.bounded(rests.size()));
                const QByteArray answer = harness.answer(line);
                QVERIFY2(answer.endsWith('\n'), line.constData());
                QVERIFY2(line.startsWith('?') || answer.endsWith("DONE\n")
                             || answer.endsWith("?\n"),
                         line.constData());
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestVtermHarness)
#include "tst_vtermharness.moc"
