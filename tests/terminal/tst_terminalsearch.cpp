// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal/terminalsearch.h"

#include "support/terminaltesting.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

using Syntax = TerminalSearch::Syntax;
using Case = TerminalSearch::Case;
using Match = TerminalSearch::Match;

class TestTerminalSearch : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldFind_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<Syntax>("syntax");
        QTest::addColumn<Case>("letters");
        QTest::addColumn<QList<Match>>("expected");

        QTest::newRow("text") << "an error, an Error"_ba << u"error"_s << Syntax::Plain
                              << Case::Keep << QList<Match>{{{0, 3}, {0, 7}}};
        QTest::newRow("whatever its letters")
            << "an error, an Error"_ba << u"ERROR"_s << Syntax::Plain << Case::Fold
            << QList<Match>{{{0, 3}, {0, 7}}, {{0, 13}, {0, 17}}};
        QTest::newRow("dots are dots") << "a.b axb"_ba << u"a.b"_s << Syntax::Plain << Case::Keep
                                       << QList<Match>{{{0, 0}, {0, 2}}};
        QTest::newRow("a pattern") << "a.b axb"_ba << u"a.b"_s << Syntax::Regex << Case::Keep
                                   << QList<Match>{{{0, 0}, {0, 2}}, {{0, 4}, {0, 6}}};
        QTest::newRow("over the edge of a row")
            << "0123456789012345error here"_ba << u"error"_s << Syntax::Plain << Case::Keep
            << QList<Match>{{{0, 16}, {1, 0}}};
        QTest::newRow("not over the end of a line")
            << "er\r\nror"_ba << u"error"_s << Syntax::Plain << Case::Keep << QList<Match>{};
        QTest::newRow("behind wide characters") << "日本 error"_ba << u"error"_s << Syntax::Plain
                                                << Case::Keep << QList<Match>{{{0, 5}, {0, 9}}};
        QTest::newRow("characters of two units")
            << "\xf0\x9f\x98\x80 x"_ba << u"x"_s << Syntax::Plain << Case::Keep
            << QList<Match>{{{0, 3}, {0, 3}}};
        QTest::newRow("ends of lines") << "ab\r\nb"_ba << u"b$"_s << Syntax::Regex << Case::Keep
                                       << QList<Match>{{{0, 1}, {0, 1}}, {{1, 0}, {1, 0}}};
        QTest::newRow("nothing for an empty match")
            << "ab"_ba << u"x*"_s << Syntax::Regex << Case::Keep << QList<Match>{};
    }

    void shouldFind()
    {
        QFETCH(const QByteArray, bytes);
        QFETCH(const QString, pattern);
        QFETCH(const Syntax, syntax);
        QFETCH(const Case, letters);
        QFETCH(const QList<Match>, expected);
        const TerminalScreen screen = terminalAfter({5, 20}, bytes);

        const Result<TerminalSearch> search = TerminalSearch::of(pattern, syntax, letters);

        QVERIFY(search.has_value());
        QCOMPARE(search->matches(screen), expected);
    }

    void shouldFindInTheScrollback()
    {
        TerminalScreen screen({5, 20});
        for (int i = 0; i < 1'000; ++i)
            feed(screen, "line " + QByteArray::number(i) + "\r\n");
        const auto search = TerminalSearch::of(u"line 77"_s, Syntax::Plain, Case::Keep);

        const QList<Match> matches = search->matches(screen);

        QCOMPARE(matches.size(), 11);
        QCOMPARE(matches.constFirst(), (Match{{77, 0}, {77, 6}}));
        QCOMPARE(matches.constLast(), (Match{{779, 0}, {779, 6}}));
        QCOMPARE(search->matches(screen, 3).size(), 3);
    }

    void shouldRefuseAPatternThatIsNone()
    {
        const auto search = TerminalSearch::of(u"a("_s, Syntax::Regex, Case::Keep);

        QVERIFY(search.error().code == ErrorCode::InvalidInput);
    }
};

QTEST_GUILESS_MAIN(TestTerminalSearch)
#include "tst_terminalsearch.moc"
