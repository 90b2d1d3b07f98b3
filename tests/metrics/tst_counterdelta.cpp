// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/counterdelta.h"

#include <QRegularExpression>
#include <QTest>

#include <limits>

using namespace Qt::StringLiterals;
using namespace slipway;

/// Counters from one scrape to the next.
class TestCounterDelta : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }
    void init() { m_delta = CounterDelta(); }

    void shouldChooseSeries_data()
    {
        QTest::addColumn<QString>("selector");
        QTest::addColumn<bool>("matches");
        QTest::newRow("by name") << u"http_total"_s << true;
        QTest::newRow("another name") << u"http_tota"_s << false;
        QTest::newRow("equal") << u"http_total{code=\"500\"}"_s << true;
        QTest::newRow("not equal") << u"http_total{code!=\"500\"}"_s << false;
        QTest::newRow("pattern") << u"http_total{code=~\"5..\"}"_s << true;
        QTest::newRow("a pattern matches the whole value")
            << u"http_total{code=~\"5.\"}"_s << false;
        QTest::newRow("not pattern")
            << u"http_total{ code !~ \"4..|2..\" , job=\"a\\\"b\" }"_s << true;
        QTest::newRow("a missing label is empty") << u"http_total{pod=\"\"}"_s << true;
    }
    void shouldChooseSeries()
    {
        QFETCH(QString, selector);
        const auto scrape = parseExposition("http_total{code=\"500\",job=\"a\\\"b\"} 1\n");

        const auto parsed = SeriesSelector::parse(selector);

        QVERIFY2(parsed, parsed ? "" : qPrintable(parsed.error().message));
        QTEST(parsed->matches(scrape->samples.constFirst()), "matches");
    }

    void shouldRefuseWhatChoosesNothing()
    {
        for (const QString &text : {u""_s, u"a b"_s, u"a{b}"_s, u"a{b=c}"_s, u"a{b=\"c\""_s,
                                    u"a{b=\"c\" d=\"e\"}"_s, u"a{b=~\"(\"}"_s})
            QVERIFY2(!SeriesSelector::parse(text), qPrintable(text));
    }

    void shouldTellNothingAfterOneScrape()
    {
        take("a 5\n");

        QVERIFY(!m_delta.isReady());
        QVERIFY(!rise(u"a"_s));
    }

    void shouldAddTheRisesOfAllThatMatch()
    {
        take("a{x=\"1\"} 5\na{x=\"2\"} 7\n");
        take("a{x=\"1\"} 8\na{x=\"2\"} 7\na{x=\"new\"} 900\n");

        QCOMPARE(rise(u"a"_s), 3.0);
        QVERIFY(!rise(u"b"_s));
    }

    void m03_shouldTakeAFallForARestart()
    {
        take("a 1000\n");
        take("a 4\n");

        QCOMPARE(rise(u"a"_s), 4.0);
    }

    void m03_shouldSeeARestartThatClimbedAboveTheOldValue()
    {
        take("process_start_time_seconds 100\na 10\n");
        take("process_start_time_seconds 200\na 25\n");

        QCOMPARE(rise(u"a"_s), 25.0);
    }

    void m03_shouldCompareWhatComesBackWithItsLastValue()
    {
        take("a 10\nup 1\n");
        take("up 1\n");
        take("a 12\nup 1\n");

        QCOMPARE(rise(u"a"_s), 2.0);
    }

    void m03_shouldRestartTheBucketsOfAHistogramTogether()
    {
        take("h_bucket{le=\"1\"} 2\nh_bucket{le=\"+Inf\"} 10\n");
        // The first bucket is above its old value though everything began anew.
        take("h_bucket{le=\"1\"} 5\nh_bucket{le=\"+Inf\"} 6\n");

        const auto buckets = m_delta.buckets(*SeriesSelector::parse(u"h"_s));

        QCOMPARE(buckets,
                 (QList<HistogramBucket>{{1, 5}, {std::numeric_limits<double>::infinity(), 6}}));
    }

    void shouldRestartAHistogramWhoseCountFell()
    {
        take("h_bucket{le=\"1\"} 2\nh_bucket{le=\"+Inf\"} 10\nh_count 10\nh_sum 50\n");
        // All of it is above the old values but the count.
        take("h_bucket{le=\"1\"} 5\nh_bucket{le=\"+Inf\"} 10\nh_count 6\nh_sum 80\n");

        QCOMPARE(m_delta.buckets(*SeriesSelector::parse(u"h"_s)).constFirst().count, 5.0);
        QCOMPARE(rise(u"h_sum"_s), 80.0);
    }

    void shouldSeeThatACounterWasMadeAnew()
    {
        take("a_total{x=\"1\"} 10\na_created{x=\"1\"} 100\na_total{x=\"2\"} 10\n"
             "a_created{x=\"2\"} 100\n");
        take("a_total{x=\"1\"} 25\na_created{x=\"1\"} 160.5\na_total{x=\"2\"} 25\n"
             "a_created{x=\"2\"} 100\n");

        QCOMPARE(rise(u"a_total{x=\"1\"}"_s), 25.0);
        QCOMPARE(rise(u"a_total{x=\"2\"}"_s), 15.0);
    }

    void shouldRestartOnlyTheCountersOfTheProcessThatDid()
    {
        take("process_start_time_seconds{instance=\"1\"} 100\na{instance=\"1\"} 10\n"
             "process_start_time_seconds{instance=\"2\"} 100\na{instance=\"2\"} 1000000\n");
        take("process_start_time_seconds{instance=\"1\"} 160\na{instance=\"1\"} 25\n"
             "process_start_time_seconds{instance=\"2\"} 100\na{instance=\"2\"} 1000001\n");

        QCOMPARE(rise(u"a"_s), 26.0);
    }

    void shouldNotTakeAStartTimeThatTremblesForARestart()
    {
        take("process_start_time_seconds 100.25\na 1000000\n");
        take("process_start_time_seconds 100.87\na 1000003\n");
        QCOMPARE(rise(u"a"_s), 3.0);

        take("process_start_time_seconds 99.5\na 1000004\n");
        QCOMPARE(rise(u"a"_s), 1.0);
    }

    void m03_shouldCompareOnlyBoundsThatWereThereBefore()
    {
        take("h_bucket{le=\"1\"} 5\nh_bucket{le=\"2\"} 8\nh_bucket{le=\"+Inf\"} 10\n");
        take("h_bucket{le=\"1\"} 6\nh_bucket{le=\"5\"} 900\nh_bucket{le=\"+Inf\"} 1010\n");
        const auto changed = m_delta.buckets(*SeriesSelector::parse(u"h"_s));
        take("h_bucket{le=\"1\"} 7\nh_bucket{le=\"5\"} 909\nh_bucket{le=\"+Inf\"} 1020\n");
        const auto recovered = m_delta.buckets(*SeriesSelector::parse(u"h"_s));

        const double infinity = std::numeric_limits<double>::infinity();
        QCOMPARE(changed, (QList<HistogramBucket>{{1, 1}, {infinity, 1000}}));
        QCOMPARE(recovered, (QList<HistogramBucket>{{1, 1}, {5, 9}, {infinity, 10}}));
    }

    void shouldCountNothingOfWhatIsNoCount()
    {
        take("a NaN\nb 5\nc -3\nh_bucket{le=\"NaN\"} 1\nh_bucket{le=\"x\"} 1\n");
        take("a 5\nb NaN\nc -7\nh_bucket{le=\"NaN\"} 2\nh_bucket{le=\"x\"} 3\n");

        QVERIFY(!rise(u"a"_s));
        QVERIFY(!rise(u"b"_s));
        QVERIFY(!rise(u"c"_s));
        QVERIFY(m_delta.buckets(*SeriesSelector::parse(u"h"_s)).isEmpty());

        take("a 7\nb 9\nc +Inf\n");
        QCOMPARE(rise(u"a"_s), 2.0);
        QCOMPARE(rise(u"b"_s), 4.0);
        QVERIFY(!rise(u"c"_s));
    }

    void m03_shouldNeverBeNegative()
    {
        std::srand(4);
        double a = 0;
        double b = 0;
        for (int round = 0; round < 5000; ++round) {
            a = std::rand() % 7 == 0 ? std::rand() % 5 : a + std::rand() % 100;
            b = std::rand() % 9 == 0 ? 0 : b + std::rand() % 10;
            QByteArray text = "a " + QByteArray::number(a) + '\n';
            if (std::rand() % 3 != 0)
                text += "b " + QByteArray::number(b) + '\n';
            take(text);

            for (const QString &name : {u"a"_s, u"b"_s}) {
                const auto rose = rise(name);
                QVERIFY(!rose || (*rose >= 0 && *rose <= 5000));
            }
        }
    }

private:
    void take(const QByteArray &text)
    {
        const auto scrape = parseExposition(text);
        QVERIFY(scrape);
        m_delta.take(*scrape);
    }
    std::optional<double> rise(const QString &selector) const
    {
        return m_delta.increase(*SeriesSelector::parse(selector));
    }

    CounterDelta m_delta;
};

QTEST_GUILESS_MAIN(TestCounterDelta)
#include "tst_counterdelta.moc"
