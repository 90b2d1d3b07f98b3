// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal/pasteguard.h"

#include "support/terminaltesting.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

class TestPasteGuard : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldSayWhatIsWorthAsking_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("isBracketed");
        QTest::addColumn<bool>("isHarmless");

        QTest::newRow("a word") << u"hello"_s << false << true;
        QTest::newRow("a tab") << u"a\tb"_s << false << true;
        QTest::newRow("a line end runs it") << u"rm -rf /\n"_s << false << false;
        QTest::newRow("but not in a bracketed paste") << u"one\ntwo\n"_s << true << true;
        QTest::newRow("an escape") << u"a\x1b[201~b"_s << true << false;
        QTest::newRow("a turned text") << u"a\u202eb"_s << true << false;
        QTest::newRow("something hidden") << u"a\u200bb"_s << true << false;
        QTest::newRow("a family") << u"\U0001F468\u200d\U0001F469"_s << true << true;
        QTest::newRow("a book") << QString(6'000, u'x') << true << false;
    }

    void shouldSayWhatIsWorthAsking()
    {
        QFETCH(const QString, text);
        QFETCH(const bool, isBracketed);
        QFETCH(const bool, isHarmless);
        const TerminalScreen screen = terminalAfter({5, 10}, isBracketed ? "\x1b[?2004h" : "");

        const PasteReport report = examinePaste(screen, text);

        QCOMPARE(report.isBracketed, isBracketed);
        QCOMPARE(report.isHarmless(), isHarmless);
    }

    void shouldCount()
    {
        const TerminalScreen screen({5, 10});

        const PasteReport report = examinePaste(screen, u"ä\r\nb\rc\nd"_s);

        QCOMPARE(report.lines, 4);
        QCOMPARE(report.bytes, 9);
    }

    void shouldSendEnterForLineEnds()
    {
        TerminalScreen screen({5, 10});

        QCOMPARE(encodePaste(screen, u"a\r\nb\nc\rd\te"_s), "a\rb\rc\rd\te"_ba);
    }

    void shouldNotLetTheTextOutOfItsBrackets()
    {
        TerminalScreen screen = terminalAfter({5, 10}, "\x1b[?2004h");

        QCOMPARE(encodePaste(screen,
                             u"a\x1b[201~rm\x9b"
                             "201~\n"_s),
                 "\x1b[200~a[201~rm201~\r\x1b[201~"_ba);
    }
};

QTEST_GUILESS_MAIN(TestPasteGuard)
#include "tst_pasteguard.moc"
