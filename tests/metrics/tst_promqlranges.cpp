// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/sources/promqlranges.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace slipway;

/// What expressions of PromQL say of their time.
class TestPromqlRanges : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void shouldFindRanges_data()
    {
        QTest::addColumn<QString>("expression");
        QTest::addColumn<milliseconds>("longest");
        QTest::addColumn<bool>("isPerSecond");
        QTest::addColumn<QStringList>("selectors");
        const QStringList none;
        QTest::newRow("moment") << u"sum(up{job=\"a\"})"_s << 0ms << false << none;
        QTest::newRow("increase") << u"sum(increase(e[5m]))"_s << milliseconds(5min) << false
                                  << QStringList{u"e"_s};
        QTest::newRow("rate of labels")
            << u"sum by (le) (rate( http:x_total {code=~\"5..\",a='}['} [1h30m] offset 1d))"_s
            << milliseconds(90min) << true << QStringList{u"http:x_total{code=~\"5..\",a='}['}"_s};
        QTest::newRow("name among the labels")
            << u"rate({\"my.name\",a=\"b\"}[90])"_s << milliseconds(90s) << true
            << QStringList{u"{\"my.name\",a=\"b\"}"_s};
        QTest::newRow("several") << u"irate(a[1m]) / on (x) increase(b{}[500ms])"_s
                                 << milliseconds(1min) << true << QStringList{u"a"_s, u"b{}"_s};
        QTest::newRow("subquery") << u"max_over_time(sum(rate(a[5m]))[1d:1m])"_s
                                  << milliseconds(24h) << true << QStringList{u"a"_s};
        QTest::newRow("subquery of a selector")
            << u"max_over_time(a[1h:])"_s << milliseconds(1h) << false << none;
        QTest::newRow("in strings and comments")
            << u"label_replace(a, \"x\", \"rate(y[5m])\", `[2m]`, '\\'[3m]') # b[4m]\n+ 1"_s << 0ms
            << false << none;
        QTest::newRow("1.5 days") << u"delta(a[1.5d])"_s << milliseconds(36h) << false
                                  << QStringList{u"a"_s};
        QTest::newRow("a comment between")
            << u"rate(a # x\n[2m])"_s << milliseconds(2min) << true << QStringList{u"a"_s};
        QTest::newRow("no PromQL") << u"a[5 apples] + b[ + \"c"_s << 0ms << false << none;
        QTest::newRow("never closed") << u"rate(a{x=\"[5m]"_s << 0ms << false << none;
    }
    void shouldFindRanges()
    {
        QFETCH(QString, expression);

        const PromqlRanges ranges = PromqlRanges::of(expression);

        QTEST(ranges.longest, "longest");
        QTEST(ranges.isPerSecond, "isPerSecond");
        QTEST(ranges.selectors, "selectors");
        QCOMPARE(ranges.series.size(), ranges.selectors.size());
    }

    void shouldAskForTheSeriesOfTheTime()
    {
        QCOMPARE(PromqlRanges::of(u"sum(rate(a{b=\"c\"}[ 5m ]))"_s).series,
                 QStringList{u"last_over_time(a{b=\"c\"}[5m])"_s});
    }
};

QTEST_GUILESS_MAIN(TestPromqlRanges)
#include "tst_promqlranges.moc"
