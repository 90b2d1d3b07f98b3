// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/terminaltesting.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

using Underline = TerminalStyle::Underline;

class TestTerminalScreen : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldShowWhatIsWritten_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("expected");

        QTest::newRow("lines") << "one\r\ntwo"_ba << u"one\ntwo"_s;
        QTest::newRow("a line feed alone goes straight down") << "ab\ncd"_ba << u"ab\n  cd"_s;
        QTest::newRow("wraps at the edge") << "0123456789ab"_ba << u"0123456789\nab"_s;
        QTest::newRow("places the cursor") << "\x1b[2;4Hx"_ba << u"\n   x"_s;
        QTest::newRow("erases to the end of the row") << "abcdef\x1b[3D\x1b[K"_ba << u"abc"_s;
        QTest::newRow("erases the screen") << "abc\x1b[2J"_ba << u""_s;
        QTest::newRow("inserts characters") << "abc\x1b[H\x1b[2@x"_ba << u"x abc"_s;
        QTest::newRow("deletes characters") << "abcdef\x1b[H\x1b[2P"_ba << u"cdef"_s;
        QTest::newRow("inserts lines") << "a\r\nb\x1b[H\x1b[Lx"_ba << u"x\na\nb"_s;
        QTest::newRow("deletes lines") << "a\r\nb\r\nc\x1b[H\x1b[M"_ba << u"b\nc"_s;
        QTest::newRow("scrolls a region")
            << "a\r\nb\r\nc\r\nd\x1b[2;3r\x1b[3;1H\n"_ba << u"a\nc\n\nd"_s;
        QTest::newRow("scrolls a region down")
            << "a\r\nb\r\nc\r\nd\x1b[2;4r\x1b[2;1H\x1bM"_ba << u"a\n\nb\nc"_s;
        QTest::newRow("scrolls between margins")
            << "abc\r\ndef\r\nghi\x1b[?69h\x1b[2;3s\x1b[1;3r\x1b[3;2H\n"_ba << u"aef\ndhi\ng"_s;
        QTest::newRow("repeats a character") << "ab\x1b[3b"_ba << u"abbbb"_s;
        QTest::newRow("saves the cursor") << "ab\x1b"
                                             "7xyz\x1b"
                                             "8Q"_ba
                                          << u"abQyz"_s;
        QTest::newRow("saves the cursor as SCO does") << "ab\x1b[sxyz\x1b[uQ"_ba << u"abQyz"_s;
        QTest::newRow("restores what was never saved") << "\x1b[44mab\x1b[uQ"_ba << u"Qb"_s;
        QTest::newRow("draws lines") << "\x1b(0qx\x1b(B"_ba << u"─│"_s;
        QTest::newRow("wide characters") << "日本x"_ba << u"日本x"_s;
        QTest::newRow("a wide one that does not fit wraps")
            << "012345678日"_ba << u"012345678\n日"_s;
        QTest::newRow("half a wide character goes with the other") << "日\x1b[2Gx"_ba << u" x"_s;
        QTest::newRow("characters of four bytes") << "\xf0\x9f\x98\x80x"_ba << u"\U0001F600x"_s;
        QTest::newRow("a character that is cut short") << "a\xc3"
                                                          "bc\xe2\x82\r\n\xf0\x9f\x98\xc3\xa9"_ba
                                                       << u"a\ufffdbc\ufffd\n\ufffdé"_s;
        QTest::newRow("bytes that are none") << "a\x80\xff\xc0\xaf"
                                                "b"_ba
                                             << u"a\ufffd\ufffd\ufffd\ufffdb"_s;
        QTest::newRow("surrogates, and beyond")
            << "\xed\xa0\x80\xf4\x90\x80\x80"_ba << QString(7, u'\ufffd');
        QTest::newRow("C1 controls in UTF-8") << "a\xc2\x85\xc2\x9b"
                                                 "2Cb\xc2\x9d"
                                                 "0;t\xc2\x9c\xc2\x99"
                                                 "c"_ba
                                              << u"a\n  bc"_s;
        QTest::newRow("strings without a word")
            << "\x1bP\x1b\\a\x1bP1\ab\x1b]\x1b\\c\x1b_\x1b\\d"_ba << u"abcd"_s;
        QTest::newRow("combining marks") << "e\xcc\x81x"_ba << u"e\u0301x"_s;
    }

    void shouldShowWhatIsWritten()
    {
        QFETCH(const QByteArray, bytes);
        QFETCH(const QString, expected);

        const TerminalScreen whole = terminalAfter({5, 10}, bytes);
        TerminalScreen inBits({5, 10});
        for (const char byte : bytes)
            inBits.feed({&byte, 1});

        QCOMPARE(screenText(whole), expected);
        QCOMPARE(screenText(inBits), expected);
    }

    void shouldKnowStyles_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<TerminalStyle>("expected");

        const auto with = [](auto change) {
            TerminalStyle style;
            change(style);
            return style;
        };
        const auto attribute = [&with](quint16 bits) {
            return with([bits](TerminalStyle &style) { style.attributes = bits; });
        };
        QTest::newRow("none") << "x"_ba << TerminalStyle();
        QTest::newRow("bold") << "\x1b[1mx"_ba << attribute(TerminalStyle::Bold);
        QTest::newRow("faint") << "\x1b[2mx"_ba << attribute(TerminalStyle::Faint);
        QTest::newRow("bold and faint, then neither") << "\x1b[1;2m\x1b[22mx"_ba << TerminalStyle();
        QTest::newRow("everything off") << "\x1b[2;53;4;31m\x1b[mx"_ba << TerminalStyle();
        QTest::newRow("overline") << "\x1b[53mx"_ba << attribute(TerminalStyle::Overline);
        QTest::newRow("a palette colour")
            << "\x1b[32mx"_ba
            << with([](TerminalStyle &style) { style.foreground = TerminalColour::indexed(2); });
        QTest::newRow("a bright one")
            << "\x1b[105mx"_ba
            << with([](TerminalStyle &style) { style.background = TerminalColour::indexed(13); });
        QTest::newRow("true colour in a colour space")
            << "\x1b[1;38:2::1:2:3;48:2:0:4:5:6;3mx"_ba << with([](TerminalStyle &style) {
                   style.foreground = TerminalColour::rgb(1, 2, 3);
                   style.background = TerminalColour::rgb(4, 5, 6);
                   style.attributes = TerminalStyle::Bold | TerminalStyle::Italic;
               });
        QTest::newRow("true colour with colons")
            << "\x1b[38:2:1:2:3mx"_ba
            << with([](TerminalStyle &style) { style.foreground = TerminalColour::rgb(1, 2, 3); });
        QTest::newRow("true colour, whose 2 is not faint")
            << "\x1b[38;2;2;22;53mx"_ba << with([](TerminalStyle &style) {
                   style.foreground = TerminalColour::rgb(2, 22, 53);
               });
        QTest::newRow("an underline's colour with semicolons")
            << "\x1b[4;58;2;1;2;3mx"_ba << with([](TerminalStyle &style) {
                   style.underline = Underline::Single;
                   style.underlineColour = TerminalColour::rgb(1, 2, 3);
               });
        QTest::newRow("an underline's colour with colons")
            << "\x1b[4:3;58:2::1:2:3mx"_ba << with([](TerminalStyle &style) {
                   style.underline = Underline::Curly;
                   style.underlineColour = TerminalColour::rgb(1, 2, 3);
               });
        QTest::newRow("dashes") << "\x1b[4:5mx"_ba << with([](TerminalStyle &style) {
            style.underline = Underline::Dashed;
        });
        QTest::newRow("more attributes than fit into one sequence of the parser")
            << "\x1b[1;3;5;7;8;9;38;2;1;2;3;48;2;4;5;6;4mx"_ba << with([](TerminalStyle &style) {
                   style.attributes = TerminalStyle::Bold | TerminalStyle::Italic
                       | TerminalStyle::Blink | TerminalStyle::Reverse | TerminalStyle::Conceal
                       | TerminalStyle::Strike;
                   style.foreground = TerminalColour::rgb(1, 2, 3);
                   style.background = TerminalColour::rgb(4, 5, 6);
                   style.underline = Underline::Single;
               });
    }

    void shouldKnowStyles()
    {
        QFETCH(const QByteArray, bytes);
        QFETCH(const TerminalStyle, expected);

        const TerminalScreen screen = terminalAfter({2, 10}, bytes);

        QVERIFY(screen.style(screen.row(0).at(0)->style) == expected);
    }

    void shouldAnswerReports_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("expected");

        QTest::newRow("where the cursor is") << "ab\x1b[6n"_ba << "\x1b[1;3R"_ba;
        QTest::newRow("status") << "\x1b[5n"_ba << "\x1b[0n"_ba;
        QTest::newRow("size in cells") << "\x1b[18t"_ba << "\x1b[8;5;10t"_ba;
        QTest::newRow("size in pixels") << "\x1b[14t"_ba << "\x1b[4;80;70t"_ba;
        QTest::newRow("size of a cell") << "\x1b[16t"_ba << "\x1b[6;16;7t"_ba;
        QTest::newRow("synchronised output is known") << "\x1b[?2026$p"_ba << "\x1b[?2026;2$y"_ba;
        QTest::newRow("and on") << "\x1b[?2026h\x1b[?2026$p"_ba << "\x1b[?2026;1$y"_ba;
        QTest::newRow("no keyboard flags") << "\x1b[?u"_ba << "\x1b[?0u"_ba;
        QTest::newRow("keyboard flags pushed") << "\x1b[>5u\x1b[?u"_ba << "\x1b[?5u"_ba;
        QTest::newRow("and popped") << "\x1b[>5u\x1b[>1u\x1b[<2u\x1b[?u"_ba << "\x1b[?0u"_ba;
        QTest::newRow("and set, added, taken away")
            << "\x1b[=9u\x1b[=2;2u\x1b[=8;3u\x1b[?u"_ba << "\x1b[?3u"_ba;
        QTest::newRow("each screen has its own")
            << "\x1b[>1u\x1b[?1049h\x1b[?u"_ba << "\x1b[?0u"_ba;
        QTest::newRow("no checksum of the screen") << "secret\x1b[1;1;1;1;1;6*y"_ba << ""_ba;
    }

    void shouldAnswerReports()
    {
        QFETCH(const QByteArray, bytes);
        QFETCH(const QByteArray, expected);
        TerminalScreen screen({5, 10});
        screen.setCellPixels(7, 16);

        feed(screen, bytes);

        QCOMPARE(screen.takeReplies(), expected);
        QCOMPARE(screen.takeReplies(), QByteArray());
    }

    void shouldTellColoursOnlyWhenItKnowsThem_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("background") << "\x1b]11;?\a"_ba << "\x1b]11;rgb:1010/1111/1212\a"_ba;
        QTest::newRow("text and background")
            << "\x1b]10;?;?\x1b\\"_ba
            << "\x1b]10;rgb:e0e0/e1e1/e2e2\x1b\\\x1b]11;rgb:1010/1111/1212\x1b\\"_ba;
        QTest::newRow("cursor") << "\x1b]12;?\a"_ba << "\x1b]12;rgb:0000/0000/ffff\a"_ba;
        QTest::newRow("selection's ground, and nothing after it")
            << "\x1b]19;?;?\a"_ba << "\x1b]19;rgb:1010/1111/1212\a"_ba;
        QTest::newRow("two of the palette")
            << "\x1b]4;1;?;255;?\a"_ba
            << "\x1b]4;1;rgb:ffff/0000/0000\a\x1b]4;255;rgb:eeee/eeee/eeee\a"_ba;
        QTest::newRow("none that there is not") << "\x1b]4;261;?;x;?;1\a"_ba << ""_ba;
    }
    void shouldTellColoursOnlyWhenItKnowsThem()
    {
        QFETCH(const QByteArray, bytes);
        QFETCH(const QByteArray, expected);
        TerminalScreen screen({5, 10});
        TerminalColourValues colours{0xe0e1e2, 0x101112, 0x0000ff};
        colours.palette[1] = 0xff0000;
        colours.palette[255] = 0xeeeeee;

        feed(screen, bytes);
        QCOMPARE(screen.takeReplies(), QByteArray());
        screen.setColours(colours);
        feed(screen, bytes);

        QCOMPARE(screen.takeReplies(), expected);
    }

    void shouldTakeColoursFromPrograms_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QMap<int, quint32>>("expected");

        using Colours = QMap<int, quint32>;
        QTest::newRow("of the palette")
            << "\x1b]4;1;rgb:12/34/56;200;#789abc\a"_ba << Colours{{1, 0x123456}, {200, 0x789abc}};
        QTest::newRow("text, background, cursor")
            << "\x1b]10;rgb:1/22/333;RGB:FFFF/0/8\x1b\\\x1b]12;#abc\a"_ba
            << Colours{{256, 0x112233}, {257, 0xff0088}, {258, 0xa0b0c0}};
        QTest::newRow("with more digits")
            << "\x1b]11;#111122223333\a"_ba << Colours{{257, 0x112233}};
        QTest::newRow("none of them is one")
            << "\x1b]11;reddish\a\x1b]4;1;#12\a\x1b]4;2;rgb:1/2\a\x1b]4;3;rgb:1/2/3/"
               "4\a\x1b]4;300;#123\a"
               "\x1b]4;4;rgb:12345/0/0\a\x1b]4;5;rgb:g/0/0\a\x1b]11;#\a\x1b]11;rgb://\a"_ba
            << Colours();
        QTest::newRow("taken back")
            << "\x1b]4;1;#111;2;#222\a\x1b]104;1\a"_ba << Colours{{2, 0x202020}};
        QTest::newRow("all of the palette")
            << "\x1b]4;1;#111;2;#222\a\x1b]11;#333\a\x1b]104\a"_ba << Colours{{257, 0x303030}};
        QTest::newRow("text, background and cursor taken back")
            << "\x1b]10;#111;#222;#333\a\x1b]110\a\x1b]111\a\x1b]112\a"_ba << Colours();
        QTest::newRow("a reset") << "\x1b]11;#333\a\x1b]4;1;#111\a\x1b"
                                    "c"_ba
                                 << Colours();
    }

    void shouldTakeColoursFromPrograms()
    {
        QFETCH(const QByteArray, bytes);
        using Colours = QMap<int, quint32>;
        QFETCH(const Colours, expected);
        TerminalScreen screen({5, 10});

        feed(screen, bytes);

        QCOMPARE(screen.state().colours, expected);
        QCOMPARE(screen.takeReplies(), QByteArray());
    }

    void shouldTellWhatWasSet()
    {
        TerminalScreen screen({5, 10});

        feed(screen, "\x1b]11;rgb:1/2/3\a\x1b]11;?\a\x1b]4;7;#456\a\x1b]4;7;?;8;?\a");

        QCOMPARE(screen.takeReplies(),
                 "\x1b]11;rgb:1111/2222/3333\a\x1b]4;7;rgb:4040/5050/6060\a"_ba);
        const QList<TerminalEvent> events = screen.takeEvents();
        QVERIFY(events.contains(TerminalEvent{TerminalEvent::Kind::ColoursChanged}));
    }

    void shouldKeepTitles()
    {
        TerminalScreen screen({5, 10});

        screen.feed("\x1b[22;0t\x1b]0;editor\a\x1b[22;2t\x1b]2;file\a");
        QCOMPARE(screen.state().title, u"file"_s);
        screen.feed("\x1b[23;2t");
        QCOMPARE(screen.state().title, u"editor"_s);
        QCOMPARE(screen.state().iconName, u"editor"_s);
        screen.feed("\x1b[23t");
        QCOMPARE(screen.state().title, QString());
        QCOMPARE(screen.state().iconName, QString());
        QVERIFY(screen.takeEvents().constLast()
                == TerminalEvent{TerminalEvent::Kind::TitleChanged});
        screen.feed("x\x1b[23;0t\x1b]2;again\a\x1b[23;9t");
        QCOMPARE(screen.state().title, u"again"_s);
        feed(screen, "\x1b[22;0t"_ba.repeated(100'000));
        QCOMPARE(screen.takeReplies(), QByteArray());
    }

    void shouldGiveChecksumsToTests()
    {
        TerminalOptions options;
        options.checksums = TerminalOptions::Checksums::Report;
        TerminalScreen screen({5, 10}, options);

        feed(screen, "AB\x1b[7;1;1;1;1;2*y");

        QCOMPARE(screen.takeReplies(), "\x1bP7!~FF7D\x1b\\"_ba);
    }

    void shouldKeepTheAlternateScreenApart()
    {
        TerminalScreen screen = terminalAfter({3, 10}, "one\r\ntwo");

        feed(screen, "\x1b[?1049h\x1b[Hfull\r\nscreen\r\nprogram\r\nends");

        QVERIFY(screen.isAlternate());
        QCOMPARE(screenText(screen), u"screen\nprogram\nends"_s);
        QCOMPARE(screen.screenTop(), 0);

        feed(screen, "\x1b[?1049l");

        QVERIFY(!screen.isAlternate());
        QCOMPARE(screenText(screen), u"one\ntwo"_s);
        QCOMPARE(screen.cursor(), (TerminalPlace{1, 3}));
    }

    void shouldReturnToThePlaceThatTheCursorHasAfterAResize()
    {
        TerminalScreen screen = terminalAfter({4, 10}, "a\r\nb\r\n0123456789ab\x1b[?1049h");

        screen.resize({4, 7});
        feed(screen, "\x1b[?1049lX");

        QCOMPARE(screenText(screen), u"a\nb\n0123456\n789abX"_s);
    }

    void shouldTellWhatHappened()
    {
        TerminalScreen screen({4, 20});

        feed(screen, "\a\x1b]2;a ti\x02tle\x1b\\\x1b]7;file://host/srv\x1b\\");

        QCOMPARE(screen.state().title, u"a title"_s);
        QCOMPARE(screen.state().directory, "file://host/srv"_ba);
        const QList<TerminalEvent> events = screen.takeEvents();
        QCOMPARE(events.size(), 3);
        QVERIFY(events.at(0).kind == TerminalEvent::Kind::Bell);
        QVERIFY(events.at(1).kind == TerminalEvent::Kind::TitleChanged);
        QVERIFY(events.at(2).kind == TerminalEvent::Kind::DirectoryChanged);
        QVERIFY(screen.takeEvents().isEmpty());
    }

    void shouldRememberWhereCommandsBeginAndEnd()
    {
        TerminalScreen screen = terminalAfter(
            {3, 20}, "\x1b]133;A\a$ \x1b]133;B\als\r\n\x1b]133;C\aa\r\nb\r\n\x1b]133;D;2\a");

        const QList<TerminalEvent> events = screen.takeEvents();

        QCOMPARE(screen.line(0).marks, quint8(TerminalRow::Prompt | TerminalRow::Command));
        QCOMPARE(screen.line(1).marks, quint8(TerminalRow::Output));
        QCOMPARE(screen.line(3).marks, quint8(TerminalRow::End));
        QCOMPARE(events.constLast(), (TerminalEvent{TerminalEvent::Kind::CommandEnded, {}, 3, 2}));
    }

    void shouldFollowLinks_data()
    {
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QByteArray>("expected");

        QTest::newRow("https") << "https://example.org/a;b"_ba << "https://example.org/a;b"_ba;
        QTest::newRow("file") << "file:///etc/hosts"_ba << "file:///etc/hosts"_ba;
        QTest::newRow("a script") << "javascript:alert(1)"_ba << QByteArray();
        QTest::newRow("a program") << "x-man-page://ls"_ba << QByteArray();
        QTest::newRow("too long") << "https://" + QByteArray(3'000, 'a') << QByteArray();
    }

    void shouldFollowLinks()
    {
        QFETCH(const QByteArray, target);
        QFETCH(const QByteArray, expected);

        const TerminalScreen screen
            = terminalAfter({2, 20}, "\x1b]8;id=1;" + target + "\x1b\\text\x1b]8;;\x1b\\ after");

        QCOMPARE(screen.linkTarget(screen.style(screen.row(0).at(0)->style).link), expected);
        QCOMPARE(screen.style(screen.row(0).at(4)->style).link, quint16(0));
        QCOMPARE(screen.lineText(0), u"text after"_s);
    }

    void shouldTellWhichLinesChanged()
    {
        TerminalScreen screen({3, 10});
        screen.takeChangedLines();

        feed(screen, "a\r\nb");
        QCOMPARE(screen.takeChangedLines(), (QList<qint64>{0, 1}));

        feed(screen, "\r\nc\r\nd");
        QCOMPARE(screen.takeChangedLines(), (QList<qint64>{2, 3}));
    }

    void shouldKeepWhatIsProtected()
    {
        const TerminalScreen screen = terminalAfter({2, 10}, "a\x1b[1\"qb\x1b[0\"qc\x1b[H\x1b[?J");

        QCOMPARE(screen.lineText(0), u" b"_s);
    }

    void shouldTellCombinedCharactersApart()
    {
        const TerminalScreen screen = terminalAfter({2, 20},
                                                    "e\xcc\x81"
                                                    "e\xcc\x80"
                                                    "e");

        QCOMPARE(screen.text(*screen.row(0).at(0)), u"e\u0301"_s);
        QCOMPARE(screen.text(*screen.row(0).at(1)), u"e\u0300"_s);
        QCOMPARE(screen.text(*screen.row(0).at(2)), u"e"_s);
    }

    void shouldStartAnewAfterAReset()
    {
        TerminalScreen screen = terminalAfter({3, 10},
                                              "a\x1b[?1049h\x1b[>1u\x1b[1;2mb\x1b"
                                              "c");

        QVERIFY(!screen.isAlternate());
        QCOMPARE(screenText(screen), QString());
        QCOMPARE(screen.state().keyboardFlags(), quint8(0));
        feed(screen, "x");
        QVERIFY(screen.style(screen.row(0).at(0)->style) == TerminalStyle());
    }
};

QTEST_GUILESS_MAIN(TestTerminalScreen)
#include "tst_terminalscreen.moc"
