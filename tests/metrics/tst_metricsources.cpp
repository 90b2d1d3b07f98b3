// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/systemclock.h"
#include "exec/localcommandrunner.h"
#include "metrics/metricsource.h"
#include "metrics/sources/prometheussource.h"
#include "support/httptestserver.h"

#include <QDir>
#include <QElapsedTimer>
#include <QJsonArray>
#include <QNetworkAccessManager>
#include <QRegularExpression>
#include <QTest>

#include <cmath>
#include <optional>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace slipway;

namespace {

using Quality = MetricSample::Quality;
using Availability = MetricSample::Availability;

MetricSpec specOf(const QString &kind, const QJsonObject &source)
{
    MetricSpec spec;
    spec.id = u"m"_s;
    spec.name = u"M"_s;
    spec.sourceKind = kind;
    spec.source = source;
    spec.interval = 30s;
    return spec;
}

} // namespace

/// Sources against real servers on loopback, well and ill.
class TestMetricSources : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }
    void cleanup() { m_source.reset(); }

    void shouldNameTheSettingThatIsWrong_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QJsonObject>("source");
        QTest::addColumn<QString>("said");
        const QString url = u"https://shop.example"_s;
        QTest::newRow("kind") << u"magic"_s << QJsonObject() << u"‘magic’"_s;
        QTest::newRow("no address") << u"http_probe"_s << QJsonObject() << u"‘url’"_s;
        QTest::newRow("other address")
            << u"http_probe"_s << QJsonObject{{u"url"_s, u"file:///x"_s}} << u"no web address"_s;
        QTest::newRow("password in the address")
            << u"scrape"_s << QJsonObject{{u"url"_s, u"https://a:b@c/"_s}, {u"gauge"_s, u"x"_s}}
            << u"holds a user name"_s;
        QTest::newRow("condition")
            << u"http_probe"_s << QJsonObject{{u"url"_s, url}, {u"expect"_s, u"[STATUS] ~ 1"_s}}
            << u""_s;
        QTest::newRow("nothing scraped")
            << u"scrape"_s << QJsonObject{{u"url"_s, url}} << u"‘numerator’"_s;
        QTest::newRow("selector") << u"scrape"_s
                                  << QJsonObject{{u"url"_s, url}, {u"gauge"_s, u"x{"_s}}
                                  << u"does not choose series"_s;
        QTest::newRow("no query") << u"prometheus"_s << QJsonObject{{u"url"_s, url}}
                                  << u"‘query’"_s;
        QTest::newRow("half a pair") << u"prometheus"_s
                                     << QJsonObject{{u"url"_s, url},
                                                    {u"query"_s, u"a"_s},
                                                    {u"numerator"_s, u"b"_s},
                                                    {u"denominator"_s, u"c"_s}}
                                     << u"‘query’"_s;
        QTest::newRow("secret in the open") << u"prometheus"_s
                                            << QJsonObject{{u"url"_s, u"http://shop.example"_s},
                                                           {u"query"_s, u"a"_s},
                                                           {u"token"_s, u"t"_s}}
                                            << u"plain http"_s;
        QTest::newRow("no command")
            << u"command"_s << QJsonObject{{u"run"_s, u" "_s}} << u"‘run’"_s;
    }
    void shouldNameTheSettingThatIsWrong()
    {
        QFETCH(QString, kind);
        QFETCH(QJsonObject, source);
        QFETCH(QString, said);

        const auto made = makeMetricSource(specOf(kind, source), services());

        QVERIFY(!made);
        QVERIFY2(made.error().message.contains(said), qPrintable(made.error().message));
    }

    void shouldProbe()
    {
        int status = 200;
        HttpTestServer server([&status](const HttpTestServer::Request &) {
            return HttpTestServer::reply(status, "hello");
        });
        make(u"http_probe"_s,
             {{u"url"_s, server.url().toString()},
              {u"expect"_s, QJsonArray{u"[STATUS] == 200"_s, u"[BODY] == pat(hel*)"_s}}});

        const MetricSample up = measure();
        status = 503;
        const MetricSample down = measure();

        QCOMPARE(up.availability, Availability::Up);
        QCOMPARE(up.latencies.count(), 1U);
        QCOMPARE(down.availability, Availability::Down);
        QVERIFY2(down.reason.contains("[STATUS] == 200"_L1), qPrintable(down.reason));
        // Each over a connection of its own.
        QCOMPARE(server.requests().size(), 2);
    }

    void shouldCountWhatIsTooSlowAsDownAndSlow()
    {
        HttpTestServer server([](const HttpTestServer::Request &) {
            return HttpTestServer::Reply{"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nx", 0ms,
                                         false};
        });
        make(u"http_probe"_s, {{u"url"_s, server.url().toString()}, {u"timeout"_s, 300}});
        QElapsedTimer clock;
        clock.start();

        const MetricSample sample = measure();

        QVERIFY(clock.elapsed() >= 300);
        QCOMPARE(sample.availability, Availability::Down);
        QVERIFY(sample.latencies.quantile(1) >= 297);
        QVERIFY2(sample.reason.contains("300 ms"_L1), qPrintable(sample.reason));
    }

    /// An error page that comes at once is no fast page.
    void shouldSayWhyThereIsNoLatency()
    {
        int status = 200;
        HttpTestServer server(
            [&status](const HttpTestServer::Request &) { return HttpTestServer::reply(status); });
        MetricSpec spec = specOf(u"http_probe"_s, {{u"url"_s, server.url().toString()}});
        spec.kind = MetricKind::Quantile;
        make(spec);
        QCOMPARE(measure().latencies.count(), 1U);
        status = 500;
        const MetricSample error = measure();
        server.stop();
        const MetricSample refused = measure();

        QCOMPARE(error.quality, Quality::SourceDown);
        QCOMPARE(error.latencies.count(), 0U);
        QVERIFY2(error.reason.contains("500"_L1), qPrintable(error.reason));
        QCOMPARE(refused.quality, Quality::SourceDown);
        QVERIFY2(refused.reason.contains("refused"_L1), qPrintable(refused.reason));
    }

    void m01_shouldSayThatNobodyListens()
    {
        HttpTestServer server(
            [](const HttpTestServer::Request &) { return HttpTestServer::Reply(); });
        const QString url = server.url().toString();
        server.stop();
        make(u"http_probe"_s, {{u"url"_s, url}});

        const MetricSample sample = measure();

        QCOMPARE(sample.availability, Availability::Down);
        QVERIFY2(sample.reason.contains("refused"_L1), qPrintable(sample.reason));
        QCOMPARE(sample.latencies.count(), 0U);
    }

    void shouldScrapeRatios()
    {
        int scrapes = 0;
        HttpTestServer server([&scrapes](const HttpTestServer::Request &) {
            ++scrapes;
            return HttpTestServer::reply(
                200,
                "r_total{code=\"200\"} " + QByteArray::number(scrapes * 100)
                    + "\nr_total{code=\"500\"} " + QByteArray::number(scrapes * 2) + '\n');
        });
        make(u"scrape"_s,
             {{u"url"_s, server.url().toString()},
              {u"numerator"_s, u"r_total{code=~\"5..\"}"_s},
              {u"denominator"_s, u"r_total"_s}});

        const MetricSample first = measure();
        const MetricSample second = measure();

        QCOMPARE(first.quality, Quality::NoData);
        QCOMPARE(second.quality, Quality::Good);
        QCOMPARE(second.numerator, 2.0);
        QCOMPARE(second.denominator, 102.0);
        QVERIFY(server.requests().constFirst().headers.value("accept").contains("openmetrics"));
    }

    void shouldTellNoErrorsFromNoData()
    {
        bool hasRequests = true;
        int scrapes = 0;
        HttpTestServer server([&](const HttpTestServer::Request &) {
            ++scrapes;
            return HttpTestServer::reply(200,
                                         hasRequests ? "r_total{code=\"200\"} "
                                                 + QByteArray::number(scrapes) + '\n'
                                                     : "up 1\n"_ba);
        });
        make(u"scrape"_s,
             {{u"url"_s, server.url().toString()},
              {u"numerator"_s, u"r_total{code=~\"5..\"}"_s},
              {u"denominator"_s, u"r_total"_s}});
        measure();

        const MetricSample noErrors = measure();
        hasRequests = false;
        const MetricSample noData = measure();

        QCOMPARE(noErrors.quality, Quality::Good);
        QCOMPARE(noErrors.numerator, 0.0);
        QCOMPARE(noErrors.denominator, 1.0);
        QCOMPARE(noData.quality, Quality::NoData);
    }

    void shouldScrapeQuantilesWithTheirBucket()
    {
        int scrapes = 0;
        HttpTestServer server([&scrapes](const HttpTestServer::Request &) {
            const int n = ++scrapes * 100;
            return HttpTestServer::reply(200,
                                         "d_bucket{le=\"0.1\"} " + QByteArray::number(n / 2)
                                             + "\nd_bucket{le=\"0.2\"} " + QByteArray::number(n)
                                             + "\nd_bucket{le=\"+Inf\"} " + QByteArray::number(n)
                                             + "\n");
        });
        MetricSpec spec
            = specOf(u"scrape"_s, {{u"url"_s, server.url().toString()}, {u"histogram"_s, u"d"_s}});
        spec.unit = MetricUnit::Milliseconds;
        spec.target = MetricTarget{MetricTarget::Side::Below, false, 300};
        make(spec);
        measure();

        const MetricSample sample = measure();

        QVERIFY(std::abs(sample.value - 190) < 1e-9);
        QCOMPARE(sample.low, 100.0);
        QCOMPARE(sample.high, 200.0);
        QCOMPARE(sample.denominator, 100.0);
    }

    void m02_shouldSayWhyAScrapeFailed_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QString>("said");
        QTest::newRow("status") << HttpTestServer::reply(500).bytes << u"status 500"_s;
        QTest::newRow("redirect")
            << HttpTestServer::reply(302, {}, "Location: http://127.0.0.1:1/\r\n").bytes
            << u"status 302"_s;
        QTest::newRow("a page") << HttpTestServer::reply(200, "<html>").bytes << u"Line 1"_s;
        QTest::newRow("cut off") << "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nup 1\n"_ba
                                 << u"no whole answer"_s;
        QTest::newRow("no HTTP") << "SSH-2.0-x\r\n"_ba << u"no whole answer"_s;
        QTest::newRow("nothing there")
            << HttpTestServer::reply(200, "other 1\n").bytes << u"no series up"_s;
        QTest::newRow("no number")
            << HttpTestServer::reply(200, "up NaN\n").bytes << u"no number"_s;
        QTest::newRow("infinite") << HttpTestServer::reply(200, "up +Inf\n").bytes
                                  << u"no number"_s;
    }
    void m02_shouldSayWhyAScrapeFailed()
    {
        QFETCH(QByteArray, answer);
        QFETCH(QString, said);
        HttpTestServer server(
            [&answer](const HttpTestServer::Request &) { return HttpTestServer::Reply{answer}; });
        make(u"scrape"_s, {{u"url"_s, server.url().toString()}, {u"gauge"_s, u"up"_s}});

        const MetricSample sample = measure();

        QVERIFY(sample.quality != Quality::Good);
        QVERIFY2(sample.reason.contains(said), qPrintable(sample.reason));
    }

    void m02_shouldRefuseABodyWithoutEnd()
    {
        HttpTestServer server([](const HttpTestServer::Request &) {
            return HttpTestServer::Reply{"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"
                                         + QByteArray(17 * 1024 * 1024, '#')};
        });
        make(u"scrape"_s, {{u"url"_s, server.url().toString()}, {u"gauge"_s, u"up"_s}});

        const MetricSample sample = measure();

        QCOMPARE(sample.quality, Quality::SourceDown);
        QVERIFY2(sample.reason.contains("more than"_L1), qPrintable(sample.reason));
    }

    void m02_shouldReadAnswersOfPrometheus_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<bool>("isAnswer");
        QTest::addColumn<double>("value"); // NaN: none
        const double none = std::nan("");
        QTest::newRow("vector")
            << "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{\"metric\":{},\"value\":[1,\"0.25\"]}]}}"_ba
            << true << 0.25;
        QTest::newRow("scalar")
            << "{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[1,\"3\"]}}"_ba
            << true << 3.0;
        QTest::newRow("empty")
            << "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[]}}"_ba
            << true << none;
        QTest::newRow("0/0")
            << "{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[1,\"NaN\"]}}"_ba
            << true << none;
        QTest::newRow("infinite")
            << "{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[1,\"+Inf\"]}}"_ba
            << true << HUGE_VAL;
        QTest::newRow("two series")
            << "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{\"value\":[1,\"1\"]},{\"value\":[1,\"2\"]}]}}"_ba
            << false << none;
        QTest::newRow("matrix")
            << "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[]}}"_ba
            << false << none;
        QTest::newRow("error")
            << "{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"parse error\"}"_ba
            << false << none;
        QTest::newRow("a page") << "<html>"_ba << false << none;
        QTest::newRow("cut off") << "{\"status\":\"success\",\"data\":{\"resultTy"_ba << false
                                 << none;
        QTest::newRow("no number")
            << "{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[1,\"x\"]}}"_ba
            << false << none;
    }
    void m02_shouldReadAnswersOfPrometheus()
    {
        QFETCH(QByteArray, body);
        QFETCH(double, value);

        const auto answer = PrometheusSource::readAnswer(body);

        QTEST(answer.has_value(), "isAnswer");
        if (!answer)
            QVERIFY(!answer.error().message.isEmpty());
        else if (std::isnan(value))
            QVERIFY(!answer->value || std::isnan(*answer->value));
        else
            QCOMPARE(*answer->value, value);
    }

    void shouldAskPrometheusForBothPartsApart()
    {
        HttpTestServer server([](const HttpTestServer::Request &request) {
            const bool isErrors = request.body.contains("errors");
            return HttpTestServer::reply(
                200,
                isErrors
                    ? "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[]}}"
                    : "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{"
                      "\"value\":[1,\"120\"]}]}}");
        });
        make(u"prometheus"_s,
             {{u"url"_s, server.url().toString()},
              {u"numerator"_s, u"sum(errors)"_s},
              {u"denominator"_s, u"sum(requests)"_s},
              {u"token"_s, u"secret-token"_s}});

        const MetricSample sample = measure();

        QCOMPARE(sample.quality, Quality::Good);
        QCOMPARE(sample.numerator, 0.0);
        QCOMPARE(sample.denominator, 120.0);
        QCOMPARE(server.requests().constFirst().method, "POST"_ba);
        QCOMPARE(server.requests().constFirst().path, "/api/v1/query"_ba);
        QCOMPARE(server.requests().constFirst().headers.value("authorization"),
                 "Bearer secret-token"_ba);
    }

    void m02_shouldTakeNoNumberForNoData_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::newRow("NaN") << "NaN"_ba;
        QTest::newRow("infinite") << "+Inf"_ba;
    }
    void m02_shouldTakeNoNumberForNoData()
    {
        QFETCH(QByteArray, value);
        HttpTestServer server([&value](const HttpTestServer::Request &request) {
            const QByteArray given = request.body.contains("errors") ? value : "120"_ba;
            return HttpTestServer::reply(
                200,
                "{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[1,\""
                    + given + "\"]}}");
        });
        make(u"prometheus"_s,
             {{u"url"_s, server.url().toString()},
              {u"numerator"_s, u"errors"_s},
              {u"denominator"_s, u"requests"_s}});

        QCOMPARE(measure().quality, Quality::NoData);
    }

    void shouldTellTheStatusOfAGatewayBetween()
    {
        HttpTestServer server([](const HttpTestServer::Request &) {
            return HttpTestServer::reply(503, "<html>busy</html>");
        });
        make(u"prometheus"_s, {{u"url"_s, server.url().toString()}, {u"query"_s, u"up"_s}});

        const MetricSample sample = measure();

        QCOMPARE(sample.quality, Quality::SourceDown);
        QVERIFY2(sample.reason.contains("status 503"_L1), qPrintable(sample.reason));
    }

    void shouldFillInTemplates()
    {
        HttpTestServer server(
            [](const HttpTestServer::Request &) { return HttpTestServer::reply(200); });
        m_url = server.url().toString();
        make(u"http_probe"_s, {{u"url"_s, u"URL"_s}});

        QCOMPARE(measure().availability, Availability::Up);
    }

    void shouldBeSilentOnceItIsDeleted()
    {
        HttpTestServer server(
            [](const HttpTestServer::Request &) { return HttpTestServer::Reply(); });
        make(u"http_probe"_s, {{u"url"_s, server.url().toString()}});
        m_source->measure();
        QTRY_COMPARE(server.requests().size(), 1);

        m_source.reset();

        QTest::qWait(0);
    }

private:
    SourceServices services()
    {
        return {m_clock, m_local, [this](const QString &text) -> Result<QString> {
                    return text == "URL"_L1 ? m_url : text;
                }};
    }
    void make(const MetricSpec &spec)
    {
        auto made = makeMetricSource(spec, services());
        QVERIFY2(made, made ? "" : qPrintable(made.error().message));
        m_source = *std::move(made);
    }
    void make(const QString &kind, const QJsonObject &source) { make(specOf(kind, source)); }
    MetricSample measure()
    {
        std::optional<MetricSample> sample;
        const auto connection = connect(m_source.get(), &MetricSource::measured, this,
                                        [&sample](const MetricSample &given) { sample = given; });
        m_source->measure();
        if (sample || !QTest::qWaitFor([&sample] { return sample.has_value(); }, 20000))
            QTest::qFail("no answer, or one from inside the call", __FILE__, __LINE__);
        disconnect(connection);
        return sample.value_or(MetricSample());
    }

    SystemClock m_clock;
    LocalCommandRunner m_local{QDir::tempPath()};
    QString m_url;
    std::unique_ptr<MetricSource> m_source;
};

QTEST_GUILESS_MAIN(TestMetricSources)
#include "tst_metricsources.moc"
