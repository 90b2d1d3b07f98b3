// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/bytematcher.h"

#include <QRandomGenerator>
#include <QTest>

using namespace slipway;

using Hits = QList<std::pair<qsizetype, qsizetype>>; // end, length

namespace {

Hits hitsOf(const ByteMatcher &matcher, QByteArrayView text)
{
    Hits hits;
    ByteMatcher::State state = ByteMatcher::start;
    qsizetype position = 0;
    while (const auto hit = matcher.next(state, text, position))
        hits.append({hit->end, hit->length});
    return hits;
}

/// What the matcher promises, found the slow way.
Hits slowHitsOf(const QByteArrayList &patterns, QByteArrayView text)
{
    Hits hits;
    for (qsizetype end = 1; end <= text.size(); ++end) {
        qsizetype longest = 0;
        for (const QByteArray &pattern : patterns) {
            if (text.first(end).endsWith(pattern))
                longest = std::max(longest, pattern.size());
        }
        if (longest > 0)
            hits.append({end, longest});
    }
    return hits;
}

} // namespace

class TestByteMatcher : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldFindTheLongestPatternEndingAtEachPlace_data()
    {
        QTest::addColumn<QByteArrayList>("patterns");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<Hits>("hits");

        QTest::newRow("no pattern") << QByteArrayList{} << QByteArray("anything") << Hits{};
        QTest::newRow("one") << QByteArrayList{"needle"} << QByteArray("a needle here")
                             << Hits{{8, 6}};
        QTest::newRow("one within the other") << QByteArrayList{"ghi", "efghijk"}
                                              << QByteArray("abcdefghijk") << Hits{{9, 3}, {11, 7}};
        QTest::newRow("same end") << QByteArrayList{"token", "mytoken"} << QByteArray("xmytoken")
                                  << Hits{{8, 7}};
        QTest::newRow("overlapping itself")
            << QByteArrayList{"aaaa"} << QByteArray("aaaaaa") << Hits{{4, 4}, {5, 4}, {6, 4}};
        QTest::newRow("bytes of all values") << QByteArrayList{QByteArray("\0\xff\0", 3)}
                                             << QByteArray("x\0\xff\0y", 5) << Hits{{4, 3}};
    }

    void shouldFindTheLongestPatternEndingAtEachPlace()
    {
        QFETCH(QByteArrayList, patterns);
        QFETCH(QByteArray, text);
        ByteMatcher matcher;

        for (const QByteArray &pattern : patterns)
            matcher.add(pattern);
        matcher.build();

        QTEST(hitsOf(matcher, text), "hits");
    }

    void shouldIgnoreCaseWhereAsked()
    {
        ByteMatcher matcher(ByteMatcher::Case::Insensitive);

        matcher.add("PassWord");
        matcher.build();

        QCOMPARE(hitsOf(matcher, "my PASSword, my pASSWORD"), (Hits{{11, 8}, {24, 8}}));
    }

    void shouldAgreeWithASlowSearchOnRandomText()
    {
        QRandomGenerator random(7);
        for (int round = 0; round < 300; ++round) {
            const auto randomText = [&random](int length) {
                QByteArray text;
                for (int i = 0; i < length; ++i)
                    text += char('a' + random.bounded(3));
                return text;
            };
            QByteArrayList patterns;
            ByteMatcher matcher;
            for (int i = 0; i < 12; ++i) {
                patterns.append(randomText(3 + int(random.bounded(6))));
                matcher.add(patterns.last());
            }
            matcher.build();
            const QByteArray text = randomText(200);

            QCOMPARE(hitsOf(matcher, text), slowHitsOf(patterns, text));
        }
    }
};

QTEST_APPLESS_MAIN(TestByteMatcher)
#include "tst_bytematcher.moc"
