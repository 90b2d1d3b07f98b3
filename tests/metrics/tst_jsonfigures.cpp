// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/sources/jsonfigures.h"
#include "sourcetesting.h"
#include "support/httptestserver.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <cmath>

#include <sys/stat.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace slipway;
using testing::SourceBench;

namespace {

using Quality = MetricSample::Quality;

QByteArray labReport(double firstPaint, double largestPaint, double blocking, double shift,
                     double speed, const QByteArray &form = "mobile"_ba)
{
    const auto audit = [](double value) {
        return "{\"numericValue\": " + QByteArray::number(value, 'g', 17) + "}";
    };
    return "{\"fetchTime\": \"1970-01-01T00:00:00.000Z\", \"configSettings\": {\"formFactor\": \""
        + form + "\"}, \"audits\": {\"first-contentful-paint\": " + audit(firstPaint)
        + ", \"largest-contentful-paint\": " + audit(largestPaint) + ", \"total-blocking-time\": "
        + audit(blocking) + ", \"cumulative-layout-shift\": " + audit(shift)
        + ", \"speed-index\": " + audit(speed) + "}}";
}

} // namespace

class TestJsonFigures : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldFollowPointers_data()
    {
        QTest::addColumn<QString>("pointer");
        QTest::addColumn<QJsonValue>("value");
        // The examples of RFC 6901, section 5.
        QTest::newRow("key") << u"/foo"_s << QJsonValue(QJsonArray{u"bar"_s, u"baz"_s});
        QTest::newRow("index") << u"/foo/0"_s << QJsonValue(u"bar"_s);
        QTest::newRow("empty key") << u"/"_s << QJsonValue(0);
        QTest::newRow("slash") << u"/a~1b"_s << QJsonValue(1);
        QTest::newRow("tilde") << u"/m~0n"_s << QJsonValue(8);
        QTest::newRow("beyond") << u"/foo/2"_s << QJsonValue(QJsonValue::Undefined);
        QTest::newRow("no slash") << u"foo"_s << QJsonValue(QJsonValue::Undefined);
        QTest::newRow("through a text") << u"/foo/0/x"_s << QJsonValue(QJsonValue::Undefined);
    }
    void shouldFollowPointers()
    {
        QFETCH(QString, pointer);
        const QJsonObject document
            = QJsonDocument::fromJson("{\"foo\": [\"bar\", \"baz\"], \"\": 0, \"a/b\": 1, "
                                      "\"m~n\": 8}")
                  .object();
        QTEST(valueAt(document, pointer), "value");
    }

    void shouldReadAFigureFromTheWeb()
    {
        QByteArray body = "{\"data\": {\"uptime\": \"99.98\", \"bad\": 3, \"all\": 1000}}";
        HttpTestServer server(
            [&body](const HttpTestServer::Request &) { return HttpTestServer::reply(200, body); });
        const QJsonObject headers{{u"X-Key"_s, u"k1"_s}};
        QVERIFY(m_bench.make(u"json"_s,
                             {{u"url"_s, server.url().toString()},
                              {u"headers"_s, headers},
                              {u"scale"_s, u"2"_s}, // as files give it
                              {u"pointer"_s, u"/data/uptime"_s}}));
        QCOMPARE(m_bench.measure().value, 199.96);
        QCOMPARE(server.requests().constLast().headers.value("x-key"), "k1"_ba);

        QVERIFY(m_bench.make(u"json"_s,
                             {{u"url"_s, server.url().toString()},
                              {u"numerator"_s, u"/data/bad"_s},
                              {u"denominator"_s, u"/data/all"_s}}));
        const MetricSample share = m_bench.measure();
        QCOMPARE(share.numerator, 3.0);
        QCOMPARE(share.denominator, 1000.0);

        body = "{\"data\": {}}";
        const MetricSample missing = m_bench.measure();
        QCOMPARE(int(missing.quality), int(Quality::NoData));
        QVERIFY(missing.reason.contains(u"/data/bad"_s));
        body = "<html>";
        QCOMPARE(int(m_bench.measure().quality), int(Quality::SourceDown));
    }

    void shouldReadAFigureFromAFileAndACommand()
    {
        m_bench.write(u"figure.json"_s, "[{\"v\": 7}]");
        QVERIFY(
            m_bench.make(u"json"_s, {{u"file"_s, u"figure.json"_s}, {u"pointer"_s, u"/0/v"_s}}));
        QCOMPARE(m_bench.measure().value, 7.0);
        QFile::remove(m_bench.folder.filePath(u"figure.json"_s));
        const MetricSample gone = m_bench.measure();
        QCOMPARE(int(gone.quality), int(Quality::SourceDown));
        QVERIFY(gone.reason.contains(u"figure.json"_s));
        QVERIFY(
            m_bench.make(u"json"_s, {{u"run"_s, u"echo '{\"v\": 9}'"_s}, {u"pointer"_s, u"/v"_s}}));
        QCOMPARE(m_bench.measure().value, 9.0);
    }

    void shouldTakeNothingFromACommandThatFailed_data()
    {
        QTest::addColumn<QString>("script");
        QTest::addColumn<QString>("said");
        QTest::newRow("status") << u"echo '{\"v\": 9}'; echo no server >&2; exit 7"_s
                                << u"status 7: no server"_s;
        QTest::newRow("signal") << u"echo '{\"v\": 9}'; kill -9 $$"_s << u"KILL"_s;
        QTest::newRow("nothing") << u":"_s << u"printed nothing"_s;
    }
    void shouldTakeNothingFromACommandThatFailed()
    {
        QFETCH(const QString, script);
        QFETCH(const QString, said);
        QVERIFY(m_bench.make(u"json"_s, {{u"run"_s, script}, {u"pointer"_s, u"/v"_s}}));

        const MetricSample sample = m_bench.measure();

        QCOMPARE(int(sample.quality), int(Quality::SourceDown));
        QVERIFY2(sample.reason.contains(said), qPrintable(sample.reason));
    }

    /// Auditors fail when they find something.
    void shouldTakeTheFindingsOfAnAuditThatFailed()
    {
        QVERIFY(m_bench.make(
            u"audit"_s,
            {{u"run"_s,
              u"echo '{\"metadata\": {\"vulnerabilities\": {\"low\": 0, \"moderate\": 0, "
              "\"high\": 1, \"critical\": 0}}}'; exit 1"_s}}));

        QCOMPARE(m_bench.measure().value, 85.0);
    }

    /// Neither waits for who writes into a pipe nor reads a device to its end.
    void shouldReadFilesOnly()
    {
        QCOMPARE(::mkfifo(QFile::encodeName(m_bench.folder.filePath(u"pipe"_s)).constData(), 0600),
                 0);
        for (const QString &path : {u"pipe"_s, u"/dev/zero"_s}) {
            QVERIFY(m_bench.make(u"json"_s, {{u"file"_s, path}, {u"pointer"_s, u"/v"_s}}));
            const MetricSample sample = m_bench.measure();
            QCOMPARE(int(sample.quality), int(Quality::SourceDown));
            QVERIFY2(sample.reason.contains(u"no file"_s), qPrintable(sample.reason));
        }
    }

    void shouldNameTheSettingThatIsWrong_data()
    {
        QTest::addColumn<QJsonObject>("source");
        QTest::addColumn<QString>("said");
        QTest::newRow("nothing to read")
            << QJsonObject{{u"pointer"_s, u"/a"_s}} << u"‘url’, ‘file’ and ‘run’"_s;
        QTest::newRow("two places")
            << QJsonObject{{u"pointer"_s, u"/a"_s}, {u"file"_s, u"a"_s}, {u"run"_s, u"b"_s}}
            << u"‘url’, ‘file’ and ‘run’"_s;
        QTest::newRow("no pointer") << QJsonObject{{u"file"_s, u"a"_s}} << u"‘pointer’"_s;
        QTest::newRow("half a pair")
            << QJsonObject{{u"file"_s, u"a"_s}, {u"numerator"_s, u"/a"_s}} << u"‘pointer’"_s;
        QTest::newRow("no slash") << QJsonObject{{u"file"_s, u"a"_s}, {u"pointer"_s, u"a.b"_s}}
                                  << u"begins with a slash"_s;
        QTest::newRow("secret in the open")
            << QJsonObject{{u"url"_s, u"http://shop.example/"_s},
                           {u"pointer"_s, u"/a"_s},
                           {u"headers"_s, QJsonObject{{u"X-Key"_s, u"k"_s}}}}
            << u"plain http"_s;
        QTest::newRow("header with a line break")
            << QJsonObject{{u"url"_s, u"https://shop.example/"_s},
                           {u"pointer"_s, u"/a"_s},
                           {u"headers"_s, QJsonObject{{u"X-Key"_s, u"k\nX: y"_s}}}}
            << u"X-Key"_s;
    }
    void shouldNameTheSettingThatIsWrong()
    {
        QFETCH(QJsonObject, source);
        QFETCH(QString, said);
        const auto made = m_bench.make(u"json"_s, source);
        QVERIFY(!made);
        QVERIFY2(made.error().message.contains(said), qPrintable(made.error().message));
    }

    void shouldTakeTheScoreOfALighthouseReport()
    {
        const qint64 now = 1'795'780'800'000;
        const QByteArray report = "{\"fetchTime\": \"2026-11-25T12:00:00.000Z\", \"categories\": "
                                  "{\"performance\": {\"score\": 0.87}}}";
        QCOMPARE(lighthouseScore(report, now, 168h).value, 87.0);
        QCOMPARE(lighthouseScore("{\"lighthouseResult\": " + report + "}", now, 168h).value, 87.0);
        const MetricSample old = lighthouseScore(report, now, 1h);
        QCOMPARE(int(old.quality), int(Quality::NoData));
        const MetricSample failed = lighthouseScore(
            "{\"runtimeError\": {\"code\": \"NO_FCP\", \"message\": \"no paint\"}}", now, 168h);
        QCOMPARE(int(failed.quality), int(Quality::NoData));
        QVERIFY(failed.reason.contains(u"no paint"_s));
        QCOMPARE(
            int(lighthouseScore("{\"categories\": {\"performance\": {\"score\": null}}}", now, 168h)
                    .quality),
            int(Quality::NoData));
        QCOMPARE(int(lighthouseScore("garbage", now, 168h).quality), int(Quality::SourceDown));
        for (const char *odd :
             {"\"runtimeError\": {\"code\": \"NO_FCP\", \"message\": \"\"}, \"categories\": "
              "{\"performance\": {\"score\": 0.97}}",
              "\"categories\": {\"performance\": {\"score\": 85}}",
              "\"categories\": {\"performance\": {\"score\": -1}}"})
            QCOMPARE(int(lighthouseScore("{\"fetchTime\": \"1970-01-01T00:00:00.000Z\", "
                                             + QByteArray(odd) + "}",
                                         0, 168h)
                             .quality),
                     int(Quality::NoData));
    }

    void shouldComputeTheScoreFromLabMetrics()
    {
        // All at the 10th percentile: 0.9 each; all at the median: 0.5 each.
        QCOMPARE(lighthouseScore(labReport(1800, 2500, 200, 0.1, 3387), 0, 168h).value, 90.0);
        QCOMPARE(lighthouseScore(labReport(3000, 4000, 600, 0.25, 5800), 0, 168h).value, 50.0);
        QCOMPARE(lighthouseScore(labReport(934, 1200, 150, 0.1, 1311, "desktop"), 0, 168h).value,
                 90.0);
        QCOMPARE(lighthouseScore(labReport(0, 0, 0, 0, 0), 0, 168h).value, 100.0);
        QVERIFY(lighthouseScore(labReport(9e5, 9e5, 9e5, 9, 9e5), 0, 168h).value < 1);
    }

    void shouldNotMakeUpAScoreThatWasNotToBeHad_data()
    {
        QTest::addColumn<QByteArray>("report");
        const QByteArray lab = labReport(1800, 2500, 200, 0.1, 3387);
        QByteArray scoreless = lab;
        scoreless.replace("\"audits\"",
                          "\"categories\": {\"performance\": {\"score\": null}}, "
                          "\"audits\"");
        QTest::newRow("score null") << scoreless;
        QByteArray failed = lab;
        failed.replace("\"total-blocking-time\": {",
                       "\"total-blocking-time\": {\"scoreDisplayMode\": \"error\", ");
        QTest::newRow("an audit failed") << failed;
        QTest::newRow("less than nothing") << labReport(-1, -1, -1, -1, -1);
    }
    void shouldNotMakeUpAScoreThatWasNotToBeHad()
    {
        QFETCH(QByteArray, report);
        QVERIFY(report != labReport(1800, 2500, 200, 0.1, 3387));

        QCOMPARE(int(lighthouseScore(report, 0, 168h).quality), int(Quality::NoData));
    }

    void shouldNotScoreAnAuditThatLeftMostOut()
    {
        const auto audit = [](int audited, int skipped) {
            QByteArrayList all;
            for (int i = 0; i < audited; ++i)
                all.append("{\"name\": \"a\", \"vulns\": []}");
            for (int i = 0; i < skipped; ++i)
                all.append("{\"name\": \"b\", \"skip_reason\": \"not found\"}");
            return auditScore("{\"dependencies\": [" + all.join(',') + "]}");
        };
        const MetricSample few = audit(1, 50);
        QCOMPARE(int(few.quality), int(Quality::NoData));
        QVERIFY2(few.reason.contains("50 of 51"_L1), qPrintable(few.reason));
        QCOMPARE(audit(30, 1).value, 100.0);
    }

    void shouldRefuseAReportOfNoTimeOrOfATimeToCome()
    {
        QByteArray report = labReport(1800, 2500, 200, 0.1, 3387);
        const qint64 twoDays = 2 * 24 * 3'600'000LL;

        QCOMPARE(int(lighthouseScore(report, -twoDays, 168h).quality), int(Quality::NoData));
        report.replace("1970-01-01T00:00:00.000Z", "");
        QCOMPARE(int(lighthouseScore(report, 0, 168h).quality), int(Quality::NoData));
    }

    void shouldScoreAudits()
    {
        const QByteArray npm = "{\"auditReportVersion\": 2, \"metadata\": {\"vulnerabilities\": "
                               "{\"info\": 3, \"low\": 2, \"moderate\": 1, \"high\": 1, "
                               "\"critical\": 1, \"total\": 8}}}";
        QCOMPARE(auditScore(npm).value, 38.0);
        const auto counted = [](const QByteArray &critical) {
            return auditScore("{\"metadata\": {\"vulnerabilities\": {\"low\": 0, \"moderate\": 0, "
                              "\"high\": 0, \"critical\": "
                              + critical + "}}}");
        };
        QCOMPARE(counted("9").value, 0.0);
        QCOMPARE(counted("60000000").value, 0.0);
        for (const char *odd : {"\"3\"", "null", "1.5", "-5", "[]"})
            QCOMPARE(int(counted(odd).quality), int(Quality::NoData));
        QCOMPARE(int(auditScore("{\"metadata\": {\"vulnerabilities\": {\"total\": 12}}}").quality),
                 int(Quality::NoData));
        QCOMPARE(auditScore("{\"dependencies\": [{\"name\": \"a\", \"vulns\": []}, {\"name\": "
                            "\"b\", \"vulns\": [{\"id\": \"x\"}, {\"id\": \"y\"}]}]}")
                     .value,
                 70.0);
        QCOMPARE(int(auditScore("{}").quality), int(Quality::NoData));
        // Nothing was looked at.
        for (const char *empty :
             {"{\"metadata\": {\"vulnerabilities\": {}}}", "{\"dependencies\": []}",
              "{\"dependencies\": [{\"name\": \"a\", \"skip_reason\": \"not found\"}]}"})
            QCOMPARE(int(auditScore(empty).quality), int(Quality::NoData));
        QCOMPARE(int(auditScore("npm ERR! network").quality), int(Quality::SourceDown));
    }

    void shouldTakeWhatAPersonLookedUpWhileItIsFresh()
    {
        const QString today = QDate::currentDate().toString(Qt::ISODate);
        const QString longAgo = QDate::currentDate().addDays(-20).toString(Qt::ISODate);
        QVERIFY(m_bench.make(u"manual"_s,
                             {{u"value"_s, 92}, {u"date"_s, today}, {u"by"_s, u"asha"_s}}));
        QCOMPARE(m_bench.measure().value, 92.0);
        QVERIFY(m_bench.make(u"manual"_s,
                             {{u"value"_s, u"92"_s}, {u"date"_s, longAgo}, {u"by"_s, u"asha"_s}}));
        const MetricSample old = m_bench.measure();
        QCOMPARE(int(old.quality), int(Quality::NoData));
        QVERIFY2(old.reason.contains(u"asha"_s), qPrintable(old.reason));
        const QString toCome = QDate::currentDate().addDays(3).toString(Qt::ISODate);
        QVERIFY(!m_bench.make(u"manual"_s,
                              {{u"value"_s, 92}, {u"date"_s, toCome}, {u"by"_s, u"asha"_s}}));
        QVERIFY(!m_bench.make(u"manual"_s, {{u"value"_s, 92}, {u"date"_s, today}}));
        QVERIFY(!m_bench.make(u"manual"_s, {{u"value"_s, 92}, {u"by"_s, u"asha"_s}}));
        QVERIFY(!m_bench.make(u"manual"_s, {{u"date"_s, today}, {u"by"_s, u"asha"_s}}));
    }

    void shouldReadTheNodeExporter()
    {
        int idle = 100;
        HttpTestServer server([&idle](const HttpTestServer::Request &) {
            return HttpTestServer::reply(
                200,
                "node_memory_MemTotal_bytes 8e9\nnode_memory_MemAvailable_bytes 6e9\n"
                "node_filesystem_size_bytes{mountpoint=\"/\"} 100\n"
                "node_filesystem_avail_bytes{mountpoint=\"/\"} 10\n"
                "node_cpu_seconds_total{cpu=\"0\",mode=\"idle\"} "
                    + QByteArray::number(idle)
                    + "\nnode_cpu_seconds_total{cpu=\"0\",mode=\"user\"} "
                    + QByteArray::number(200 - idle) + "\n");
        });
        const auto source = [&server](const QString &figure) {
            return QJsonObject{{u"url"_s, server.url().toString()}, {u"figure"_s, figure}};
        };
        QVERIFY(m_bench.make(u"node"_s, source(u"memory"_s)));
        QCOMPARE(m_bench.measure().value, 25.0);
        QVERIFY(m_bench.make(u"node"_s, source(u"disk"_s)));
        QCOMPARE(m_bench.measure().value, 90.0);
        QVERIFY(m_bench.make(u"node"_s, source(u"cpu"_s)));
        QCOMPARE(int(m_bench.measure().quality), int(Quality::NoData));
        idle = 103;
        // 3 s more idle, and the other counter fell: it began anew and shows 97 s.
        const double used = m_bench.measure().value;
        QVERIFY2(std::abs(used - 97) < 0.01, qPrintable(QString::number(used)));
        QVERIFY(!m_bench.make(u"node"_s, source(u"magic"_s)));
    }

    void shouldRunACommandOnAServer()
    {
        QVERIFY(m_bench.make(u"command"_s, {{u"on"_s, u"web-1"_s}, {u"run"_s, u"echo 5"_s}}));
        QCOMPARE(m_bench.measure().value, 5.0);
        const auto unknown
            = m_bench.make(u"command"_s, {{u"on"_s, u"web-9"_s}, {u"run"_s, u"echo 5"_s}});
        QVERIFY(!unknown);
        QVERIFY(unknown.error().message.contains(u"web-9"_s));
    }

private:
    SourceBench m_bench;
};

QTEST_GUILESS_MAIN(TestJsonFigures)
#include "tst_jsonfigures.moc"
