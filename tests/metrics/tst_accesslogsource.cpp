// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/sources/accesslogsource.h"
#include "sourcetesting.h"

#include <QRandomGenerator>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;
using namespace slipway;
using testing::SourceBench;

namespace {

using Quality = MetricSample::Quality;

QByteArray jsonLine(int status, double seconds, const QByteArray &cache = "HIT"_ba)
{
    return "{\"msec\": 1795780800.123, \"status\": " + QByteArray::number(status)
        + ", \"request_time\": " + QByteArray::number(seconds, 'f', 3)
        + ", \"upstream_cache_status\": \"" + cache + "\"}\n";
}

QByteArray combinedLine(int status)
{
    return "127.0.0.1 - - [26/Nov/2026:12:00:00 +0000] \"GET /a\\\" 500 b HTTP/1.1\" "
        + QByteArray::number(status) + " 612 \"-\" \"curl\"\n";
}

} // namespace

class TestAccessLogSource : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_bench = std::make_unique<SourceBench>();
        m_bench->write(u"access.log"_s, jsonLine(500, 9));
    }

    void shouldCountOnlyWhatComesFromNowOn()
    {
        QVERIFY(make(u"errors"_s));
        QCOMPARE(int(m_bench->measure().quality), int(Quality::NoData));
        QCOMPARE(m_bench->measure().denominator, 0.0);
        m_bench->append(u"access.log"_s, jsonLine(200, 0.01) + jsonLine(503, 0.02));
        const MetricSample sample = m_bench->measure();
        QCOMPARE(sample.numerator, 1.0);
        QCOMPARE(sample.denominator, 2.0);
        QVERIFY(sample.span > 0);
        QCOMPARE(m_bench->measure().denominator, 0.0);
    }

    void shouldLeaveALineThatIsNotWholeForTheNextTime()
    {
        QVERIFY(make(u"errors"_s));
        m_bench->measure();
        const QByteArray line = jsonLine(500, 0.5);
        m_bench->append(u"access.log"_s, jsonLine(200, 0.1) + line.first(20));
        QCOMPARE(m_bench->measure().denominator, 1.0);
        m_bench->append(u"access.log"_s, line.sliced(20));
        const MetricSample sample = m_bench->measure();
        QCOMPARE(sample.denominator, 1.0);
        QCOMPARE(sample.numerator, 1.0);
    }

    void shouldReadARotatedLogToItsEnd()
    {
        QVERIFY(make(u"errors"_s));
        m_bench->measure();
        m_bench->append(u"access.log"_s, jsonLine(500, 0.1) + jsonLine(200, 0.1));
        QVERIFY(QFile::rename(m_bench->folder.filePath(u"access.log"_s),
                              m_bench->folder.filePath(u"access.log.1"_s)));
        m_bench->write(u"access.log"_s, jsonLine(200, 0.1) + jsonLine(200, 0.1));
        const MetricSample sample = m_bench->measure();
        QCOMPARE(sample.denominator, 4.0);
        QCOMPARE(sample.numerator, 1.0);
        m_bench->append(u"access.log"_s, jsonLine(200, 0.1));
        QCOMPARE(m_bench->measure().denominator, 1.0);
    }

    void shouldBeginAnewWhereTheLogWasEmptied()
    {
        m_bench->append(u"access.log"_s, jsonLine(200, 0.1) + jsonLine(200, 0.1));
        QVERIFY(make(u"errors"_s));
        m_bench->measure();
        QFile log(m_bench->folder.filePath(u"access.log"_s));
        QVERIFY(log.resize(0));
        m_bench->append(u"access.log"_s, jsonLine(502, 0.1));
        QCOMPARE(m_bench->measure().numerator, 1.0);
    }

    void shouldBringLatenciesWithinAPercent()
    {
        QVERIFY(make(u"p95"_s));
        m_bench->measure();
        QRandomGenerator random(3);
        QList<double> seconds;
        QByteArray lines;
        for (int i = 0; i < 5000; ++i) {
            seconds.append(
                std::max(std::round(std::exp(random.generateDouble() * 7 - 6) * 1000), 1.0) / 1000);
            lines += jsonLine(200, seconds.constLast());
        }
        m_bench->append(u"access.log"_s, lines);
        const MetricSample sample = m_bench->measure();
        QCOMPARE(sample.latencies.count(), 5000U);
        std::ranges::sort(seconds);
        const double exact = seconds.at(qsizetype(0.95 * 4999)) * 1000;
        const double found = sample.latencies.quantile(0.95);
        QVERIFY2(std::abs(found / exact - 1) < 0.02, qPrintable(u"%1 %2"_s.arg(found).arg(exact)));
    }

    void shouldTellHitsAndThroughput()
    {
        QVERIFY(make(u"cache"_s));
        m_bench->measure();
        m_bench->append(u"access.log"_s,
                        jsonLine(200, 0.1) + jsonLine(200, 0.1) + jsonLine(200, 0.1, "MISS")
                            + jsonLine(200, 0.1, "-"));
        const MetricSample hits = m_bench->measure();
        QCOMPARE(hits.numerator, 2.0);
        QCOMPARE(hits.denominator, 3.0);
        QVERIFY(make(u"throughput"_s));
        m_bench->measure();
        m_bench->append(u"access.log"_s, jsonLine(200, 0.1) + jsonLine(404, 0.1));
        QCOMPARE(m_bench->measure().numerator, 2.0);
    }

    void shouldReadTheCombinedFormat()
    {
        m_bench->write(u"access.log"_s, {});
        QVERIFY(make(u"errors"_s, u"combined"_s));
        m_bench->measure();
        m_bench->append(u"access.log"_s, combinedLine(200) + combinedLine(500));
        const MetricSample sample = m_bench->measure();
        QCOMPARE(sample.denominator, 2.0);
        QVERIFY(!make(u"p95"_s, u"combined"_s));
    }

    void shouldSayThatTheFormatIsAnother()
    {
        QVERIFY(make(u"errors"_s));
        m_bench->measure();
        m_bench->append(u"access.log"_s, combinedLine(200));
        QCOMPARE(int(m_bench->measure().quality), int(Quality::NoData));
    }

    void shouldCountWhatStandsAtTheFirstLevel()
    {
        QVERIFY(make(u"errors"_s));
        m_bench->measure();
        m_bench->append(u"access.log"_s,
                        "{\"upstream\":{\"status\":200},\"status\":500,\"request_time\":0.1}\n"
                        "{\"list\":[{\"status\":200},[1,{\"status\":200}]],\"status\": \"502\" }\n"
                        "{\"agent\":\"{\\\"status\\\":200}\",\"status\":503}\r\n"
                        "{\"agent\":\"\\\"status\\\":200 \\\\\",\"status\":500}\n"
                        "{\"status\":200,\"upstream\":{\"status\":500}}\n"_ba);

        const MetricSample sample = m_bench->measure();

        QCOMPARE(sample.denominator, 5.0);
        QCOMPARE(sample.numerator, 4.0);
    }

    void shouldNotTakeRubbishForATime_data()
    {
        QTest::addColumn<QByteArray>("time");
        QTest::newRow("null") << "null"_ba;
        QTest::newRow("a word") << "\"abc\""_ba;
        QTest::newRow("none") << "\"-\""_ba;
        QTest::newRow("two") << "\"0.001, 5.0\""_ba;
        QTest::newRow("below nothing") << "-1"_ba;
        QTest::newRow("nested") << "{\"request_time\": 0.001}"_ba;
    }
    void shouldNotTakeRubbishForATime()
    {
        QFETCH(QByteArray, time);
        QVERIFY(make(u"p95"_s));
        m_bench->measure();
        const QByteArray odd = "{\"status\": 200, \"request_time\": " + time + "}\n";
        m_bench->append(u"access.log"_s, odd + odd);

        const MetricSample sample = m_bench->measure();

        QCOMPARE(int(sample.quality), int(Quality::NoData));
        QVERIFY2(sample.reason.contains("2 of 2"_L1) && sample.reason.contains("request_time"_L1),
                 qPrintable(sample.reason));
        // One of many is left out.
        QByteArray many = odd;
        for (int i = 0; i < 20; ++i)
            many += jsonLine(200, 5);
        m_bench->append(u"access.log"_s, many);
        const MetricSample most = m_bench->measure();
        QCOMPARE(most.latencies.count(), 20U);
        QVERIFY(most.latencies.quantile(0) > 4900);
    }

    void shouldNotJudgeByTheFewLinesThatItCanRead()
    {
        QVERIFY(make(u"errors"_s));
        m_bench->measure();
        QByteArray lines = jsonLine(200, 0.1);
        for (int i = 0; i < 9; ++i)
            lines += combinedLine(500);
        m_bench->append(u"access.log"_s, lines + "{\"status\":\"000\"}\n");

        const MetricSample sample = m_bench->measure();

        QCOMPARE(int(sample.quality), int(Quality::NoData));
        QVERIFY2(sample.reason.contains("10 of 11"_L1), qPrintable(sample.reason));
    }

    void shouldCountALogThatWasRotatedTwice_data()
    {
        QTest::addColumn<QStringList>("names"); // oldest first
        QTest::newRow("numbers") << QStringList{u"access.log.2"_s, u"access.log.1"_s};
        QTest::newRow("dates") << QStringList{u"access.log-20261126"_s, u"access.log-20261127"_s};
    }
    void shouldCountALogThatWasRotatedTwice()
    {
        QFETCH(QStringList, names);
        QVERIFY(make(u"errors"_s));
        m_bench->measure();
        m_bench->append(u"access.log"_s, jsonLine(500, 0.1));
        const QString log = m_bench->folder.filePath(u"access.log"_s);
        QVERIFY(QFile::rename(log, m_bench->folder.filePath(names.constFirst())));
        m_bench->write(names.constLast(), jsonLine(500, 0.1) + jsonLine(200, 0.1));
        m_bench->write(u"access.log"_s, jsonLine(200, 0.1));

        const MetricSample sample = m_bench->measure();

        QCOMPARE(sample.denominator, 4.0);
        QCOMPARE(sample.numerator, 2.0);
        m_bench->append(u"access.log"_s, jsonLine(500, 0.1));
        QCOMPARE(m_bench->measure().numerator, 1.0);
    }

    void shouldSayThatLinesWereLost()
    {
        QVERIFY(make(u"errors"_s));
        m_bench->measure();
        const QString log = m_bench->folder.filePath(u"access.log"_s);
        // Packed, it is another file.
        QVERIFY(QFile::rename(log, log + u".kept"_s));
        m_bench->write(u"access.log.1.gz"_s, "x");
        m_bench->write(u"access.log"_s, jsonLine(200, 0.1));

        const MetricSample sample = m_bench->measure();

        QCOMPARE(int(sample.quality), int(Quality::NoData));
        QVERIFY2(sample.reason.contains("rotated away"_L1), qPrintable(sample.reason));
        m_bench->append(u"access.log"_s, jsonLine(500, 0.1));
        QCOMPARE(m_bench->measure().numerator, 1.0);
    }

    void shouldSayThatThereIsNoLog()
    {
        QVERIFY(QFile::remove(m_bench->folder.filePath(u"access.log"_s)));
        QVERIFY(make(u"errors"_s));
        const MetricSample sample = m_bench->measure();
        QCOMPARE(int(sample.quality), int(Quality::SourceDown));
        QVERIFY2(sample.reason.contains(u"access.log"_s), qPrintable(sample.reason));
    }

    void shouldTakeNamesAsTheyAre()
    {
        m_bench->write(u"it's $(touch evil) -n.log"_s, jsonLine(200, 0.1));
        QVERIFY(
            m_bench->make(u"access_log"_s,
                          {{u"path"_s, m_bench->folder.filePath(u"it's $(touch evil) -n.log"_s)}}));
        m_bench->measure();
        m_bench->append(u"it's $(touch evil) -n.log"_s, jsonLine(200, 0.1));
        QCOMPARE(m_bench->measure().denominator, 1.0);
        QVERIFY(!QFile::exists(QDir::temp().filePath(u"evil"_s)));
    }

private:
    Result<void> make(const QString &figure, const QString &format = u"json"_s)
    {
        return m_bench->make(u"access_log"_s,
                             {{u"on"_s, u"web-1"_s},
                              {u"path"_s, m_bench->folder.filePath(u"access.log"_s)},
                              {u"figure"_s, figure},
                              {u"format"_s, format}});
    }

    std::unique_ptr<SourceBench> m_bench;
};

QTEST_GUILESS_MAIN(TestAccessLogSource)
#include "tst_accesslogsource.moc"
