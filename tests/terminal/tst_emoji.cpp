// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/terminaltesting.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

/// Emoji of several code points, on a screen of 10 columns and 3 rows.
class TestEmoji : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldBeOneCharacter_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        QTest::addColumn<int>("row");
        QTest::addColumn<int>("column");

        const auto test = [](const char *name, const QString &text, TerminalPlace cursor,
                             const QString &expected = {}) {
            QTest::newRow(name) << text << (expected.isEmpty() ? text : expected) << cursor.row
                                << cursor.column;
        };
        test("a skin tone", u"👍🏽x"_s, {0, 3});
        test("a family", u"👨‍👩‍👧x"_s, {0, 3});
        test("a joiner before one of the first plane", u"👩‍❤️‍👨x"_s, {0, 3});
        test("tones and joiners", u"👩🏽‍❤️‍💋‍👨🏽x"_s, {0, 3});
        test("a variation selector", u"❤️x"_s, {0, 3});
        test("the text variation", u"❤︎x"_s, {0, 2});
        test("none without it", u"☺x"_s, {0, 2});
        test("flags", u"🇩🇪🇫🇷x"_s, {0, 5});
        test("half a flag", u"🇩x🇪"_s, {0, 3});
        test("a flag of tags", u"🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007fx"_s,
             {0, 3});
        test("a keycap", u"1️⃣x"_s, {0, 3});
        test("a joiner and no emoji", u"👨\u200d日x"_s, {0, 5});
        test("a tone elsewhere", u"👍\r\n🏽"_s, {1, 2}, u"👍\n🏽"_s);
        test("a style in between", u"👍\x1b[1m🏽x"_s, {0, 3}, u"👍🏽x"_s);
        test("at the edge", u"12345678👍🏽x"_s, {1, 1}, u"12345678👍🏽\nx"_s);
        test("widened at the edge", u"12345678❤️x"_s, {1, 1}, u"12345678❤️\nx"_s);
        test("a flag at the edge", u"12345678🇩🇪x"_s, {1, 1}, u"12345678🇩🇪\nx"_s);
        test("no room to widen", u"123456789❤️x"_s, {1, 1}, u"123456789❤️\nx"_s);
        test("inserted", u"abc\x1b[4h\r❤️x"_s, {0, 3}, u"❤️xabc"_s);
        test("between margins", u"\x1b[?69h\x1b[1;4s👍🏽❤️x"_s, {1, 1}, u"👍🏽❤️\nx"_s);
        test("written over", u"👍🏽\rx"_s, {0, 1}, u"x "_s);
    }

    void shouldBeOneCharacter()
    {
        QFETCH(const QString, text);
        QFETCH(const QString, expected);
        QFETCH(const int, row);
        QFETCH(const int, column);
        const QByteArray bytes = text.toUtf8();
        const TerminalScreen whole = terminalAfter({3, 10}, bytes);
        const TerminalScreen cut = terminalAfterPieces({3, 10}, bytes);

        QCOMPARE(screenText(whole), expected);
        QCOMPARE(whole.cursor(), (TerminalPlace{row, column}));
        QCOMPARE(screenText(cut), expected);
        QCOMPARE(cut.cursor(), whole.cursor());
    }

    void shouldStayOneInTheScrollback()
    {
        TerminalScreen screen({3, 10});

        screen.feed(u"a👨‍👩‍👧🇩🇪❤️b\r\n\n\n"_s.toUtf8());

        const TerminalRow row = screen.line(screen.firstLine());
        QCOMPARE(screen.lineText(screen.firstLine()), u"a👨‍👩‍👧🇩🇪❤️b"_s);
        QCOMPARE(row.at(1)->width(), 2);
        QCOMPARE(row.at(3)->width(), 2);
        QCOMPARE(row.at(5)->width(), 2);
        QCOMPARE(screen.text(*row.at(7)), u"b"_s);
    }

    void shouldTellPrograms()
    {
        TerminalScreen screen({3, 10});

        screen.feed("\x1b[?2027$p");

        QCOMPARE(screen.takeReplies(), "\x1b[?2027;3$y"_ba);
    }
};

QTEST_GUILESS_MAIN(TestEmoji)
#include "tst_emoji.moc"
