// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal/scrollback.h"

#include "support/terminaltesting.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

namespace {

QByteArray logLine(int number)
{
    return "\x1b[90m12:34:56.789\x1b[0m \x1b[32mINFO \x1b[0m worker " + QByteArray::number(number)
        + " finished its part of the request in a few milliseconds, as it should do\r\n";
}

} // namespace

class TestScrollback : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldGiveRowsBackAsTheyWere_data()
    {
        QTest::addColumn<QByteArray>("bytes");

        QTest::newRow("empty") << ""_ba;
        QTest::newRow("text") << "plain text"_ba;
        QTest::newRow("a gap") << "a\x1b[5Cb"_ba;
        QTest::newRow("styles") << "\x1b[31mred\x1b[1;44mmore\x1b[0m none"_ba;
        QTest::newRow("true colour") << "\x1b[38;2;1;2;3ma\x1b[48;2;9;8;7mb"_ba;
        QTest::newRow("a coloured row") << "x\x1b[41m\x1b[K"_ba;
        QTest::newRow("other scripts") << "grün, да, 日本, \xf0\x9f\x98\x80"_ba;
        QTest::newRow("marks") << "e\xcc\x81o\xcc\x88\xcc\x81 日\xcc\x81"_ba;
        QTest::newRow("a prompt") << "\x1b]133;A\a$ "_ba;
        QTest::newRow("double width") << "\x1b#6wide"_ba;
        QTest::newRow("double height") << "\x1b#4high"_ba;
    }

    void shouldGiveRowsBackAsTheyWere()
    {
        QFETCH(const QByteArray, bytes);
        TerminalScreen screen = terminalAfter({1, 40}, bytes);
        const TerminalRow before = screen.row(0);

        feed(screen, "\x1b[0m\r\n");
        TerminalRow after = screen.line(0);

        after.cells.resize(40);
        QCOMPARE(after.cells == before.cells, true);
        QCOMPARE(after.marks, before.marks);
        QVERIFY(after.height == before.height);
    }

    void shouldNumberLinesFromTheFirstEverWritten()
    {
        TerminalOptions options;
        options.scrollbackLines = 3;
        TerminalScreen screen({2, 10}, options);

        for (int i = 0; i < 10; ++i)
            feed(screen, QByteArray::number(i) + "\r\n");

        QCOMPARE(screen.screenTop(), 9);
        QCOMPARE(screen.firstLine(), 6);
        QCOMPARE(screen.lineText(6), u"6"_s);
        QCOMPARE(screen.lineText(9), u"9"_s);
        QCOMPARE(screen.lineText(5), QString());
    }

    void shouldKeepNothingWhenToldSo()
    {
        TerminalOptions options;
        options.scrollbackLines = 0;

        const TerminalScreen screen = terminalAfter({2, 10}, "a\r\nb\r\nc", options);

        QCOMPARE(screen.firstLine(), screen.screenTop());
        QCOMPARE(screenText(screen), u"b\nc"_s);
    }

    void shouldForgetWhenAProgramClears()
    {
        TerminalScreen screen = terminalAfter({2, 10}, "a\r\nb\r\nc\x1b[3J");

        QCOMPARE(scrollbackText(screen), QString());
        feed(screen, "\r\nd");
        QCOMPARE(scrollbackText(screen), u"b"_s);
    }

    void shouldTakeFourHundredBytesForALogLineAtMost()
    {
        TerminalScreen screen({40, 120});
        constexpr int lines = 50'000;
        for (int i = 0; i < lines; ++i)
            feed(screen, logLine(i));

        const double perLine
            = double(screen.scrollbackBytes()) / double(screen.screenTop() - screen.firstLine());

        QVERIFY2(perLine <= 400, qPrintable(QString::number(perLine)));
        QCOMPARE(screen.lineText(7),
                 QString::fromUtf8(logLine(7))
                     .remove(QRegularExpression(u"\x1b\\[[0-9]*m"_s))
                     .trimmed());
    }

    void shouldStayBelowItsBytes()
    {
        TerminalOptions options;
        options.scrollbackBytes = 1'000'000;
        TerminalScreen screen({10, 200}, options);

        for (int i = 0; i < 30'000; ++i)
            feed(screen, QByteArray(150 + i % 50, char('a' + i % 26)) + "\r\n");

        QVERIFY(screen.scrollbackBytes() <= 1'000'000);
        QVERIFY(screen.screenTop() - screen.firstLine() > 4'000);
    }

    void shouldStayBelowItsBytesWithEmptyLines()
    {
        Scrollback lines({100'000'000, 500'000});
        const ClusterTable clusters;

        for (int i = 0; i < 500'000; ++i)
            lines.push(TerminalRow(80), clusters);

        QVERIFY(lines.bytes() <= 500'000);
    }

    void shouldPopWhatWasPushed()
    {
        Scrollback lines({1'000'000, 100'000'000});
        ClusterTable clusters;
        TerminalRow row(20);
        row.used = 1;
        for (int i = 0; i < 5'000; ++i) {
            row.at(0)->content = quint32(0x100 + i);
            lines.push(row, clusters);
        }

        for (int i = 4'999; i >= 0; --i)
            QCOMPARE(lines.pop(clusters).at(0)->content, quint32(0x100 + i));

        QVERIFY(lines.isEmpty());
        lines.push(row, clusters);
        QCOMPARE(lines.endLine(), 1);
    }
};

QTEST_GUILESS_MAIN(TestScrollback)
#include "tst_scrollback.moc"
