// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/gauge.h"
#include "metricsamples.h"
#include "sourcetesting.h"
#include "support/httptestserver.h"

#include <QDateTime>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace slipway;

using Quality = MetricSample::Quality;

/// Pages of metrics that do not tell what they seem to.
class TestScrapeSource : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_type = "text/plain; version=0.0.4";
        m_pages.clear();
    }

    void m02_shouldSeeThatOpenMetricsIsCutOff()
    {
        m_type = "application/openmetrics-text; version=1.0.0; charset=utf-8";
        m_pages = {"# TYPE a gauge\na 5\n", "# TYPE a gauge\na 5\n# EOF\n"};
        make({{u"gauge"_s, u"a"_s}});

        const MetricSample cut = m_bench.measure();
        QCOMPARE(int(cut.quality), int(Quality::SourceDown));
        QVERIFY2(cut.reason.contains("# EOF"_L1), qPrintable(cut.reason));
        QCOMPARE(m_bench.measure().value, 5.0);
    }

    void m01_shouldNotTakeOldFiguresForNew_data()
    {
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<double>("age"); // seconds
        QTest::addColumn<bool>("isGood");
        const QByteArray text = "text/plain; version=0.0.4";
        const QByteArray open = "application/openmetrics-text; version=1.0.0";
        QTest::newRow("of now") << text << 1.0 << true;
        QTest::newRow("of now, in seconds") << open << 1.0 << true;
        QTest::newRow("of half a minute ago") << text << 30.0 << true;
        QTest::newRow("of an hour ago") << text << 3600.0 << false;
        QTest::newRow("of an hour ago, in seconds") << open << 3600.0 << false;
        QTest::newRow("of a time to come") << text << -3600.0 << false;
        QTest::newRow("of 1970") << text << QDateTime::currentMSecsSinceEpoch() / 1000.0 << false;
    }
    void m01_shouldNotTakeOldFiguresForNew()
    {
        QFETCH(QByteArray, type);
        QFETCH(double, age);
        m_type = type;
        const double at = double(QDateTime::currentMSecsSinceEpoch()) / 1000 - age;
        const bool isText = type.startsWith("text");
        m_pages
            = {"a 5 "
               + (isText ? QByteArray::number(qint64(at * 1000)) : QByteArray::number(at, 'f', 3))
               + "\nother 1 1000\n" + (isText ? "" : "# EOF\n")};
        make({{u"gauge"_s, u"a"_s}});

        const MetricSample sample = m_bench.measure();

        QTEST(sample.quality == Quality::Good, "isGood");
        QVERIFY2(sample.quality == Quality::Good || sample.reason.contains("not of now"_L1),
                 qPrintable(sample.reason));
    }

    void shouldBringTheCountsOfAHistogram()
    {
        const auto page = [](int fast, int all) {
            return "d_bucket{le=\"0.1\"} " + QByteArray::number(fast) + "\nd_bucket{le=\"+Inf\"} "
                + QByteArray::number(all) + "\nd_count " + QByteArray::number(all) + "\nd_sum 1\n";
        };
        m_pages = {page(10, 20), page(15, 40), page(15, 40)};
        make({{u"histogram"_s, u"d"_s}});
        m_bench.measure();

        const MetricSample busy = m_bench.measure();
        const MetricSample quiet = m_bench.measure();

        const double infinity = std::numeric_limits<double>::infinity();
        QCOMPARE(busy.histogram, (QList<HistogramBucket>{{0.1, 5}, {infinity, 20}}));
        // Nothing was asked since: that is known, too.
        QCOMPARE(int(quiet.quality), int(Quality::Good));
        QCOMPARE(quiet.histogram, (QList<HistogramBucket>{{0.1, 0}, {infinity, 0}}));
        QVERIFY(std::isnan(quiet.value));
    }

    void shouldRefuseAHistogramWithoutEnd()
    {
        m_pages = {"d_bucket{le=\"0.1\"} 1\nd_bucket{le=\"0.2\"} 1\n"};
        make({{u"histogram"_s, u"d"_s}});
        m_bench.measure();

        const MetricSample sample = m_bench.measure();

        QCOMPARE(int(sample.quality), int(Quality::NoData));
        QVERIFY2(sample.reason.contains("+Inf"_L1), qPrintable(sample.reason));
    }

    /// What the figure is not made of is forgotten; what tells of a restart is not.
    void shouldStillSeeARestart()
    {
        const QByteArray others = "zzz 1\nprocess_cpu_seconds_total 5\n";
        m_pages = {"req_total 100\nreq_created 1000\n" + others,
                   "req_total 150\nreq_created 2000\n" + others,
                   "req_total 300\nreq_created 2000\nprocess_start_time_seconds 9\n" + others,
                   "req_total 400\nreq_created 2000\nprocess_start_time_seconds 90\n" + others};
        make({{u"numerator"_s, u"req_total"_s}});
        m_bench.measure();

        QCOMPARE(m_bench.measure().numerator, 150.0);
        QCOMPARE(m_bench.measure().numerator, 150.0);
        QCOMPARE(m_bench.measure().numerator, 400.0);
    }

private:
    void make(QJsonObject source)
    {
        source.insert(u"url"_s, m_server.url().toString());
        QVERIFY(m_bench.make(u"scrape"_s, source));
    }

    QByteArray m_type;
    QByteArrayList m_pages; ///< the last one stays
    HttpTestServer m_server{[this](const HttpTestServer::Request &) {
        const QByteArray page = m_pages.size() > 1 ? m_pages.takeFirst() : m_pages.constFirst();
        return HttpTestServer::reply(200, page, "Content-Type: " + m_type + "\r\n");
    }};
    testing::SourceBench m_bench;
};

QTEST_GUILESS_MAIN(TestScrapeSource)
#include "tst_scrapesource.moc"
