// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/sources/prometheussource.h"

#include "metrics/gauge.h"
#include "metricsamples.h"
#include "prometheusfixture.h"
#include "sourcetesting.h"
#include "support/httptestserver.h"

#include <QJsonDocument>
#include <QTest>
#include <QUrlQuery>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace slipway;

using Quality = MetricSample::Quality;

namespace {

QByteArray vectorOf(const QByteArray &series)
{
    return "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[" + series
        + "]}}";
}

/// One value without labels, of 1000.5 seconds after 1970.
QByteArray figure(const QByteArray &value)
{
    return vectorOf("{\"metric\":{},\"value\":[1000.5,\"" + value + "\"]}");
}

QString queryOf(const HttpTestServer::Request &request)
{
    return QUrlQuery(QString::fromUtf8(request.body))
        .queryItemValue(u"query"_s, QUrl::FullyDecoded);
}

/// A Prometheus that says what a test tells it to, by what the query begins with.
class SaidPrometheus
{
public:
    explicit SaidPrometheus(QMap<QString, QByteArray> answers)
        : m_answers(std::move(answers))
        , server([this](const HttpTestServer::Request &request) {
            const QString query = queryOf(request);
            for (const auto &[begin, answer] : std::as_const(m_answers).asKeyValueRange()) {
                if (query.startsWith(begin))
                    return HttpTestServer::reply(200, answer);
            }
            return HttpTestServer::reply(
                400, "{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"unexpected\"}");
        })
    { }

    QStringList queries() const
    {
        QStringList queries;
        for (const HttpTestServer::Request &request : server.requests())
            queries.append(queryOf(request));
        return queries;
    }

private:
    QMap<QString, QByteArray> m_answers;

public:
    HttpTestServer server;
};

} // namespace

/// What Prometheus tells of its figures, and what not.
class TestPrometheusSource : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void shouldAskForBothPartsOfOneMoment()
    {
        const SaidPrometheus prometheus(
            {{u"sum(errors)"_s, figure("2")}, {u"sum(requests)"_s, figure("100")}});
        makePair(prometheus, u"sum(errors)"_s, u"sum(requests)"_s);

        const MetricSample sample = m_bench.measure();

        QCOMPARE(sample.quality, Quality::Good);
        QCOMPARE(sample.numerator, 2.0);
        QCOMPARE(prometheus.server.requests().size(), 2);
        const QUrlQuery second(QString::fromUtf8(prometheus.server.requests().at(1).body));
        QCOMPARE(second.queryItemValue(u"time"_s), u"1000.500"_s);
    }

    void shouldCountWhatAPairCountsOverItsTime_data()
    {
        QTest::addColumn<QString>("function");
        QTest::addColumn<double>("requests");
        QTest::newRow("increase: of five minutes") << u"increase"_s << 100.0;
        QTest::newRow("rate: a second") << u"rate"_s << 30'000.0;
    }
    void shouldCountWhatAPairCountsOverItsTime()
    {
        QFETCH(QString, function);
        const SaidPrometheus prometheus(
            {{u"sum("_s, figure("100")},
             {u"up and"_s,
              vectorOf("{\"metric\":{\"__name__\":\"up\",\"instance\":\"a:1\",\"job\":"
                       "\"j\"},\"value\":[1,\"1\"]}")}});
        makePair(prometheus, u"sum(%1(e[5m]))"_s.arg(function), u"sum(%1(r[5m]))"_s.arg(function));

        const MetricSample sample = m_bench.measure();

        QCOMPARE(sample.span, 300'000);
        QTEST(sample.denominator, "requests");
        QCOMPARE(prometheus.queries().constLast(),
                 u"up and on (job, instance) (last_over_time(r[5m]))"_s);
    }

    void m01_shouldNotBelieveFiguresOfTargetsThatAreGone_data()
    {
        QTest::addColumn<QByteArray>("targets");
        QTest::addColumn<QByteArray>("series");
        QTest::addColumn<Quality>("quality");
        QTest::addColumn<QString>("said");
        const auto up = [](const QByteArray &instance, const QByteArray &value) {
            return "{\"metric\":{\"__name__\":\"up\",\"instance\":\"" + instance
                + "\",\"job\":\"shop\"},\"value\":[1,\"" + value + "\"]}";
        };
        QTest::newRow("up") << vectorOf(up("a:1", "1")) << QByteArray() << Quality::Good
                            << QString();
        QTest::newRow("down") << vectorOf(up("a:1", "0")) << QByteArray() << Quality::SourceDown
                              << u"no answer from a:1 (shop)"_s;
        QTest::newRow("one of two") << vectorOf(up("a:1", "1") + "," + up("b:1", "0"))
                                    << QByteArray() << Quality::SourceDown << u"b:1"_s;
        QTest::newRow("not asked any more")
            << vectorOf({}) << vectorOf({}) << Quality::NoData << u"Nobody tells"_s;
        QTest::newRow("made by a rule")
            << vectorOf({}) << figure("1") << Quality::Good << QString();
        QTest::newRow("an old Prometheus")
            << "{\"status\":\"error\",\"error\":\"unknown function last_over_time\"}"_ba
            << QByteArray() << Quality::Good << QString();
    }
    void m01_shouldNotBelieveFiguresOfTargetsThatAreGone()
    {
        QFETCH(QByteArray, targets);
        QFETCH(QByteArray, series);
        QFETCH(QString, said);
        const SaidPrometheus prometheus(
            {{u"sum("_s, figure("3")}, {u"up and"_s, targets}, {u"count("_s, series}});
        QVERIFY(m_bench.make(
            u"prometheus"_s,
            {{u"url"_s, prometheus.server.url().toString()}, {u"query"_s, u"sum(rate(r[5m]))"_s}}));

        const MetricSample sample = m_bench.measure();

        QTEST(sample.quality, "quality");
        QVERIFY2(sample.reason.contains(said), qPrintable(sample.reason));
    }

    void shouldAskNothingMoreOfFiguresOfAMoment()
    {
        const SaidPrometheus prometheus({{u"sum("_s, figure("3")}, {u"avg_over"_s, figure("1")}});
        const QString url = prometheus.server.url().toString();
        QVERIFY(
            m_bench.make(u"prometheus"_s, {{u"url"_s, url}, {u"query"_s, u"sum(queue_length)"_s}}));
        QCOMPARE(m_bench.measure().quality, Quality::Good);
        // What it says of its targets is the figure itself.
        QVERIFY(
            m_bench.make(u"prometheus"_s,
                         {{u"url"_s, url}, {u"query"_s, u"avg_over_time(up{job=\"a\"}[1h])"_s}}));
        QCOMPARE(m_bench.measure().quality, Quality::Good);
        QCOMPARE(prometheus.queries().size(), 2);
    }

    void m02_shouldTellItsWarnings()
    {
        QByteArray answer = figure("0.5");
        answer.replace("}}", "},\"warnings\":[\"partial\\u001b[31m response\",\"second\"]}");
        const SaidPrometheus prometheus({{u"x"_s, answer}});
        MetricSpec spec = testing::SourceBench::specOf(
            u"prometheus"_s,
            {{u"url"_s, prometheus.server.url().toString()}, {u"query"_s, u"x"_s}});
        spec.target = MetricTarget{MetricTarget::Side::Below, false, 100};
        QVERIFY(m_bench.make(spec));

        MetricSample sample = m_bench.measure();

        QCOMPARE(sample.quality, Quality::Good);
        QVERIFY2(sample.reason.contains("partial"_L1) && sample.reason.contains("second"_L1)
                     && !sample.reason.contains(u'\x1b'),
                 qPrintable(sample.reason));
        sample.span = spec.interval.count();
        const GaugeState gauge = evaluateGauge(spec, {sample}, sample.at);
        QCOMPARE(toString(gauge.state), u"warn"_s);
        QCOMPARE(gauge.reason, sample.reason);
    }

    void shouldNotTakeRemarksForWarnings()
    {
        QByteArray answer = figure("5");
        answer.replace(
            "}}",
            "},\"warnings\":[\"PromQL info: metric might not be a counter, name does not "
            "end in _total/_sum/_count/_bucket: \\\"x\\\" (1:10)\"],\"infos\":[\"i\"]}");
        const SaidPrometheus prometheus({{u"x"_s, answer}});
        QVERIFY(
            m_bench.make(u"prometheus"_s,
                         {{u"url"_s, prometheus.server.url().toString()}, {u"query"_s, u"x"_s}}));

        const MetricSample sample = m_bench.measure();

        QCOMPARE(sample.value, 5.0);
        QCOMPARE(sample.reason, QString());
    }

    /// The classic lie: with its target gone, Prometheus has figures until their time is over.
    void m01_shouldNotBelieveARealPrometheusOfADeadTarget()
    {
        if (!testing::PrometheusFixture::isInstalled())
            QSKIP("prometheus and promtool are not installed");
        int scrapes = 0;
        auto target = std::make_unique<HttpTestServer>([&scrapes](const HttpTestServer::Request &) {
            return HttpTestServer::reply(
                200, "requests_total " + QByteArray::number(++scrapes * 100) + "\n",
                "Content-Type: text/plain\r\n");
        });
        testing::PrometheusFixture prometheus;
        QVERIFY(prometheus.start("# EOF\n",
                                 "global: {scrape_interval: 500ms, scrape_timeout: 400ms}\n"
                                 "scrape_configs:\n- job_name: shop\n  static_configs:\n"
                                 "  - targets: ['127.0.0.1:"
                                     + QByteArray::number(target->url().port()) + "']\n"));
        const QJsonObject source{{u"url"_s, prometheus.url()},
                                 {u"query"_s, u"sum(rate(requests_total[1m]))"_s}};
        QVERIFY(m_bench.make(u"prometheus"_s, source));
        QTRY_COMPARE_WITH_TIMEOUT(m_bench.measure().quality, Quality::Good, 20s);

        target.reset();

        MetricSample sample;
        QTRY_COMPARE_WITH_TIMEOUT((sample = m_bench.measure()).quality, Quality::SourceDown, 3s);
        QVERIFY2(sample.reason.contains("(shop)"_L1), qPrintable(sample.reason));
    }

private:
    void makePair(const SaidPrometheus &prometheus, const QString &part, const QString &whole)
    {
        MetricSpec spec
            = testing::SourceBench::specOf(u"prometheus"_s,
                                           {{u"url"_s, prometheus.server.url().toString()},
                                            {u"numerator"_s, part},
                                            {u"denominator"_s, whole}});
        spec.kind = MetricKind::Ratio;
        QVERIFY(m_bench.make(spec));
    }

    testing::SourceBench m_bench;
};

QTEST_GUILESS_MAIN(TestPrometheusSource)
#include "tst_prometheussource.moc"
