// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/terminaltesting.h"

#include <QRandomGenerator>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

namespace {

/// Everything that was written, with wrapped rows joined.
QString logicalText(const TerminalScreen &screen)
{
    QString text;
    for (qint64 line = screen.firstLine(); line < screen.endLine(); ++line) {
        if (line > screen.firstLine() && !screen.continues(line))
            text += u'\n';
        text += screen.lineText(line);
    }
    while (text.endsWith(u'\n'))
        text.chop(1);
    return text;
}

} // namespace

class TestReflow : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldWrapAnew_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<TerminalSize>("size");
        QTest::addColumn<QString>("expected");
        QTest::addColumn<TerminalPlace>("cursor");

        QTest::newRow("wider") << "0123456789ab"_ba << TerminalSize{4, 20} << u"0123456789ab"_s
                               << TerminalPlace{0, 12};
        QTest::newRow("narrower") << "0123456789ab"_ba << TerminalSize{4, 5}
                                  << u"01234\n56789\nab"_s << TerminalPlace{2, 2};
        QTest::newRow("lines stay lines")
            << "abc\r\ndef"_ba << TerminalSize{4, 3} << u"abc\ndef"_s << TerminalPlace{1, 2};
        QTest::newRow("a full row that is no wrapped one")
            << "0123456789\r\nab"_ba << TerminalSize{4, 20} << u"0123456789\nab"_s
            << TerminalPlace{1, 2};
        QTest::newRow("wide characters stay whole")
            << "日本語"_ba << TerminalSize{4, 5} << u"日本\n語"_s << TerminalPlace{1, 2};
        QTest::newRow("a place left free by a wide one closes")
            << "012345678日x"_ba << TerminalSize{4, 20} << u"012345678日x"_s
            << TerminalPlace{0, 12};
        QTest::newRow("an erased end does not join")
            << "0123456789ab\x1b[H\x1b[K"_ba << TerminalSize{4, 20} << u"\nab"_s
            << TerminalPlace{0, 0};
        QTest::newRow("taller") << "a\r\nb"_ba << TerminalSize{9, 10} << u"a\nb"_s
                                << TerminalPlace{1, 1};
        QTest::newRow("shorter, with room below")
            << "a\r\nb"_ba << TerminalSize{2, 10} << u"a\nb"_s << TerminalPlace{1, 1};
        QTest::newRow("shorter, without")
            << "a\r\nb\r\nc\r\nd"_ba << TerminalSize{2, 10} << u"c\nd"_s << TerminalPlace{1, 1};
        QTest::newRow("one cell") << "abc"_ba << TerminalSize{1, 1} << u"c"_s
                                  << TerminalPlace{0, 0};
    }

    void shouldWrapAnew()
    {
        QFETCH(const QByteArray, bytes);
        QFETCH(const TerminalSize, size);
        QFETCH(const QString, expected);
        QFETCH(const TerminalPlace, cursor);
        TerminalScreen screen = terminalAfter({4, 10}, bytes);

        screen.resize(size);

        QCOMPARE(screenText(screen), expected);
        QCOMPARE(screen.cursor(), cursor);
    }

    void shouldJoinWhatLeftTheScreenInTheMiddleOfALine()
    {
        TerminalScreen screen = terminalAfter({2, 5}, "0123456789abcdefghij\r\nend");
        QCOMPARE(scrollbackText(screen), u"01234\n56789\nabcde"_s);

        screen.resize({2, 30});

        QCOMPARE(screenText(screen), u"0123456789abcdefghij\nend"_s);
        QCOMPARE(scrollbackText(screen), QString());
    }

    void shouldBringRowsBackWhenItGrows()
    {
        TerminalScreen screen = terminalAfter({2, 10}, "a\r\nb\r\nc\r\nd");

        screen.resize({3, 10});

        QCOMPARE(screenText(screen), u"b\nc\nd"_s);
        QCOMPARE(screen.cursor(), (TerminalPlace{2, 1}));
        QCOMPARE(scrollbackText(screen), u"a"_s);
    }

    void shouldRewrapTheScrollback()
    {
        TerminalScreen screen({2, 10});
        for (int i = 0; i < 100; ++i)
            feed(screen, "line " + QByteArray::number(i) + " is longer than a row\r\n");

        screen.resize({2, 40});

        QCOMPARE(screen.lineText(screen.firstLine()), u"line 0 is longer than a row"_s);
        QCOMPARE(screen.lineText(screen.screenTop() - 1), u"line 98 is longer than a row"_s);
    }

    void shouldLoseNoTextInManyResizes()
    {
        QRandomGenerator random(7);
        TerminalScreen screen({10, 40});
        for (int i = 0; i < 60; ++i) {
            QByteArray line;
            const int words = int(random.bounded(20U));
            for (int word = 0; word < words; ++word)
                line += QByteArray::number(random.bounded(100'000U), 36) + "日é"
                    + (word % 3 == 0 ? "-" : "_");
            feed(screen, line + "\r\n");
        }
        const QString before = logicalText(screen);

        for (int i = 0; i < 60; ++i) {
            screen.resize({int(random.bounded(2U, 30U)), int(random.bounded(2U, 90U))});
            QCOMPARE(logicalText(screen), before);
        }
    }

    void shouldWrapTheScrollbackAsIfItHadBeenWrittenThatWide_data()
    {
        QTest::addColumn<QByteArray>("alphabet");
        QTest::newRow("ASCII") << "abc _-"_ba;
        QTest::newRow("two bytes") << "a é ß"_ba;
        QTest::newRow("three bytes") << "→ab✓ "_ba;
        QTest::newRow("wide among them") << "a日b é"_ba;
    }
    void shouldWrapTheScrollbackAsIfItHadBeenWrittenThatWide()
    {
        QFETCH(QByteArray, alphabet);
        const QString letters = QString::fromUtf8(alphabet);
        QRandomGenerator random(11);
        QByteArray bytes;
        for (int line = 0; line < 200; ++line) {
            if (line % 7 == 0)
                bytes += "\x1b]133;A\a";
            if (line % 5 == 0)
                bytes += "\x1b[0m\x1b[4C";
            const int length = int(random.bounded(150U));
            for (int i = 0; i < length; ++i) {
                if (random.bounded(8U) == 0)
                    bytes += "\x1b[" + QByteArray::number(30 + random.bounded(8U)) + 'm';
                if (random.bounded(9U) == 0)
                    bytes += "\x1b[0m";
                bytes += letters.sliced(qsizetype(random.bounded(quint32(letters.size()))), 1)
                             .toUtf8();
            }
            bytes += "\r\n";
        }
        bytes += "\x1b[0m\r\n\r\n";
        TerminalScreen screen({2, 40});
        feed(screen, bytes);
        for (const int columns : {23, 7, 64, 150, 11}) {
            TerminalScreen fresh({2, columns});
            feed(fresh, bytes);

            screen.resize({2, columns});

            QCOMPARE(screen.screenTop() - screen.firstLine(), fresh.screenTop());
            for (qint64 number = 0; number < fresh.screenTop(); ++number) {
                const TerminalRow row = screen.line(screen.firstLine() + number);
                const TerminalRow expected = fresh.line(number);
                QCOMPARE(row.cells, expected.cells);
                QCOMPARE(row.continuation, expected.continuation);
                QCOMPARE(row.marks, expected.marks);
            }
        }
    }

    void shouldClipTheAlternateScreen()
    {
        TerminalScreen screen = terminalAfter({3, 10}, "main\x1b[?1049h\x1b[H0123456789ab");

        screen.resize({3, 5});

        QCOMPARE(screenText(screen), u"01234\nab"_s);
        screen.resize({3, 12});
        QCOMPARE(screenText(screen), u"01234\nab"_s);
        feed(screen, "\x1b[?1049l");
        QCOMPARE(screenText(screen), u"main"_s);
    }

    void shouldKeepStylesAndMarks()
    {
        TerminalScreen screen = terminalAfter({4, 10}, "\x1b]133;A\a01234\x1b[31m56789\x1b[32mab");

        screen.resize({4, 6});

        QCOMPARE(screen.row(0).marks, quint8(TerminalRow::Prompt));
        QCOMPARE(screen.style(screen.row(0).at(5)->style).foreground, TerminalColour::indexed(1));
        QCOMPARE(screen.style(screen.row(1).at(4)->style).foreground, TerminalColour::indexed(2));
    }
};

QTEST_GUILESS_MAIN(TestReflow)
#include "tst_reflow.moc"
