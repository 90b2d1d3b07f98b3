// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/sources/servicesource.h"
#include "sourcetesting.h"
#include "support/httptestserver.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QUrlQuery>

using namespace Qt::StringLiterals;
using namespace slipway;
using testing::SourceBench;

namespace {

using Quality = MetricSample::Quality;

// The forms of answers, as the documentation of each service has them, with figures of our own.

QByteArray sentryAnswer(const QByteArray &rate, qint64 sessions)
{
    return "{\"start\":\"2026-11-25T12:00:00Z\",\"end\":\"2026-11-26T12:00:00Z\",\"intervals\":"
           "[\"2026-11-25T12:00:00Z\"],\"groups\":[{\"by\":{},\"totals\":"
           "{\"crash_free_rate(session)\":"
        + rate + ",\"sum(session)\":" + QByteArray::number(sessions)
        + "},\"series\":{\"crash_free_rate(session)\":[" + rate + "],\"sum(session)\":["
        + QByteArray::number(sessions) + "]}}],\"query\":\"\"}";
}

QByteArray uptimeRobotAnswer(const QByteArray &monitors)
{
    return "{\"stat\":\"ok\",\"pagination\":{\"offset\":0,\"limit\":50,\"total\":1},\"monitors\":["
        + monitors + "]}";
}

const QByteArray monitor
    = "{\"id\":777749809,\"friendly_name\":\"Shop\",\"url\":\"https://shop.example/\","
      "\"type\":1,\"status\":2,\"create_datetime\":1795000000,"
      "\"custom_uptime_ratio\":\"99.982\"}";

QByteArray datadogAnswer(const QByteArray &columns)
{
    return "{\"data\":{\"type\":\"scalar_response\",\"attributes\":{\"columns\":[" + columns
        + "]}}}";
}

QByteArray numberColumn(const QByteArray &values)
{
    return "{\"name\":\"a\",\"values\":[" + values
        + "],\"type\":\"number\",\"meta\":{\"unit\":[{\"family\":\"percentage\",\"name\":"
          "\"percent\",\"short_name\":\"%\",\"scale_factor\":1.0},null]}}";
}

const QByteArray vercelAnswer = "{\"version\":1,\"query\":{\"since\":\"2026-11-25T12:00:00.000Z\","
                                "\"until\":\"2026-11-26T12:00:00.000Z\"},\"data\":"
                                "{\"pageviews\":1840,\"visitors\":412}}";

QJsonObject sentry()
{
    return {{u"service"_s, u"sentry"_s},
            {u"organization"_s, u"acme"_s},
            {u"project"_s, u"42"_s},
            {u"token"_s, u"t0"_s}};
}

QJsonObject uptimeRobot()
{
    return {{u"service"_s, u"uptimerobot"_s},
            {u"monitor"_s, u"777749809"_s},
            {u"token"_s, u"ur1-a+b"_s}};
}

QJsonObject datadog()
{
    return {{u"service"_s, u"datadog"_s},
            {u"query"_s, u"avg:system.cpu.user{service:shop}"_s},
            {u"token"_s, u"api"_s},
            {u"app_key"_s, u"app"_s}};
}

QJsonObject vercel()
{
    return {{u"service"_s, u"vercel"_s}, {u"project"_s, u"prj_1"_s}, {u"token"_s, u"t0"_s}};
}

QJsonObject with(QJsonObject source, const QString &key, const QJsonValue &value)
{
    source.insert(key, value);
    return source;
}

} // namespace

class TestServiceSource : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }
    void init()
    {
        m_status = 200;
        m_seen = m_server.requests().size();
    }

    void shouldReadTheFigure_data()
    {
        QTest::addColumn<QJsonObject>("source");
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<double>("value");
        QTest::newRow("sentry") << sentry() << sentryAnswer("0.9975", 4000) << 99.75;
        QTest::newRow("sentry, all crashed") << sentry() << sentryAnswer("0", 3) << 0.0;
        QTest::newRow("sentry as a share")
            << with(sentry(), u"scale"_s, u"1"_s) << sentryAnswer("0.9975", 4000) << 0.9975;
        QTest::newRow("uptimerobot") << uptimeRobot() << uptimeRobotAnswer(monitor) << 99.982;
        QTest::newRow("datadog") << datadog() << datadogAnswer(numberColumn("5.25")) << 5.25;
        QTest::newRow("datadog, scaled")
            << with(datadog(), u"scale"_s, u"100"_s) << datadogAnswer(numberColumn("0.5")) << 50.0;
        QTest::newRow("vercel") << vercel() << vercelAnswer << 412.0;
        QTest::newRow("vercel, page views")
            << with(vercel(), u"figure"_s, u"pageviews"_s) << vercelAnswer << 1840.0;
    }
    void shouldReadTheFigure()
    {
        QFETCH(QJsonObject, source);
        QFETCH(QByteArray, answer);
        QFETCH(double, value);
        m_answer = answer;
        const auto made = make(source);
        QVERIFY2(made, made ? "" : qPrintable(made.error().message));

        const MetricSample sample = m_bench.measure();

        QVERIFY2(sample.quality == Quality::Good, qPrintable(sample.reason));
        QCOMPARE(sample.value, value);
    }

    void shouldSayWhyThereIsNoFigure_data()
    {
        QTest::addColumn<QJsonObject>("source");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<int>("quality");
        QTest::addColumn<QString>("said");
        const int noData = int(Quality::NoData);
        const int down = int(Quality::SourceDown);
        // Sentry calls no sessions 100 % free of crashes, or null.
        QTest::newRow("sentry, nobody came")
            << sentry() << 200 << sentryAnswer("1", 0) << noData << u"Nothing was counted"_s;
        QTest::newRow("sentry, null") << sentry() << 200 << sentryAnswer("null", 9) << noData
                                      << u"crash_free_rate(session)"_s;
        QTest::newRow("sentry, no group")
            << sentry() << 200 << "{\"groups\":[]}"_ba << noData << u"Nothing was counted"_s;
        QTest::newRow("sentry, wrong token")
            << sentry() << 401 << "{\"detail\":\"Invalid token\"}"_ba << down << u"401"_s;
        // Its status is 200 then, too.
        QTest::newRow("uptimerobot refuses")
            << uptimeRobot() << 200
            << "{\"stat\":\"fail\",\"error\":{\"type\":\"invalid_parameter\",\"message\":"
               "\"api_key is\\u001b[31m wrong\"}}"_ba
            << down << u"api_key is\ufffd[31m wrong"_s;
        QTest::newRow("uptimerobot, no monitor")
            << uptimeRobot() << 200 << uptimeRobotAnswer({}) << noData << u"/monitors/0/"_s;
        QTest::newRow("too many requests") << uptimeRobot() << 429 << "{}"_ba << down << u"429"_s;
        QTest::newRow("datadog, grouped")
            << datadog() << 200
            << datadogAnswer("{\"name\":\"env\",\"type\":\"group\",\"values\":[[\"live\"]]},"
                             + numberColumn("1"))
            << noData << u"/columns/0/values/0"_s;
        QTest::newRow("datadog, no points")
            << datadog() << 200 << datadogAnswer(numberColumn("null")) << noData
            << u"/columns/0/values/0"_s;
        QTest::newRow("datadog, no columns")
            << datadog() << 200 << datadogAnswer({}) << noData << u"/columns/0/values/0"_s;
        QTest::newRow("vercel, broken down")
            << vercel() << 200 << "{\"data\":[{\"visitors\":1}]}"_ba << noData << u"/data/"_s;
        QTest::newRow("no JSON") << vercel() << 200 << "<html>"_ba << down << u"no JSON"_s;
    }
    void shouldSayWhyThereIsNoFigure()
    {
        QFETCH(QJsonObject, source);
        QFETCH(QByteArray, answer);
        QFETCH(QString, said);
        m_answer = answer;
        QFETCH(int, status);
        m_status = status;
        QVERIFY(make(source));

        const MetricSample sample = m_bench.measure();

        QTEST(int(sample.quality), "quality");
        QVERIFY2(sample.reason.contains(said), qPrintable(sample.reason));
    }

    void shouldAskSentryForSessionsOfOneRelease()
    {
        m_answer = sentryAnswer("1", 1);
        QJsonObject source = with(sentry(), u"release"_s, u"shop@2.0.1+10"_s);
        source.insert(u"environment"_s, u"live & well"_s);
        source.insert(u"period"_s, u"6h"_s);
        QVERIFY(make(source));

        m_bench.measure();

        const HttpTestServer::Request request = asked();
        QCOMPARE(request.method, "GET"_ba);
        QCOMPARE(request.headers.value("authorization"), "Bearer t0"_ba);
        const QByteArrayList parts = request.path.split('?');
        QCOMPARE(parts.first(), "/base/api/0/organizations/acme/sessions/"_ba);
        QVERIFY2(!parts.last().contains('+'), parts.last().constData());
        const QUrlQuery query(QString::fromLatin1(parts.last()));
        const auto value = [&query](const QString &key) {
            return query.queryItemValue(key, QUrl::FullyDecoded);
        };
        QCOMPARE(query.allQueryItemValues(u"field"_s, QUrl::FullyDecoded),
                 QStringList({u"crash_free_rate(session)"_s, u"sum(session)"_s}));
        QCOMPARE(value(u"project"_s), u"42"_s);
        QCOMPARE(value(u"statsPeriod"_s), u"6h"_s);
        QCOMPARE(value(u"environment"_s), u"live & well"_s);
        QCOMPARE(value(u"query"_s), u"release:\"shop@2.0.1+10\""_s);
    }

    void shouldKeepUptimeRobotsKeyOutOfTheAddress()
    {
        m_answer = uptimeRobotAnswer(monitor);
        QVERIFY(make(with(uptimeRobot(), u"period"_s, u"7d"_s)));

        m_bench.measure();

        const HttpTestServer::Request request = asked();
        QCOMPARE(request.method, "POST"_ba);
        QCOMPARE(request.path, "/base/v2/getMonitors"_ba);
        QCOMPARE(request.headers.value("content-type"), "application/x-www-form-urlencoded"_ba);
        QCOMPARE(request.body,
                 "api_key=ur1-a%2Bb&format=json&monitors=777749809&custom_uptime_ratios=7"_ba);
    }

    void shouldAskDatadogForThePeriodUntilNow()
    {
        m_answer = datadogAnswer(numberColumn("1"));
        QJsonObject source = with(datadog(), u"aggregator"_s, u"max"_s);
        source.insert(u"period"_s, u"2h"_s);
        QVERIFY(make(source));
        const qint64 before = QDateTime::currentMSecsSinceEpoch();

        m_bench.measure();

        const HttpTestServer::Request request = asked();
        QCOMPARE(request.method, "POST"_ba);
        QCOMPARE(request.path, "/base/api/v2/query/scalar"_ba);
        QCOMPARE(request.headers.value("dd-api-key"), "api"_ba);
        QCOMPARE(request.headers.value("dd-application-key"), "app"_ba);
        QCOMPARE(request.headers.value("content-type"), "application/json"_ba);
        const QJsonValue data = QJsonDocument::fromJson(request.body).object().value(u"data"_s);
        QCOMPARE(data[u"type"_s].toString(), u"scalar_request"_s);
        const QJsonValue attributes = data[u"attributes"_s];
        const qint64 from = attributes[u"from"_s].toInteger();
        const qint64 to = attributes[u"to"_s].toInteger();
        QCOMPARE(to - from, 7'200'000);
        QVERIFY(to >= before && to <= QDateTime::currentMSecsSinceEpoch());
        const QJsonValue query = attributes[u"queries"_s][0];
        QCOMPARE(query[u"query"_s].toString(), u"avg:system.cpu.user{service:shop}"_s);
        QCOMPARE(query[u"aggregator"_s].toString(), u"max"_s);
        QCOMPARE(query[u"data_source"_s].toString(), u"metrics"_s);
        QCOMPARE(attributes[u"formulas"_s][0][u"formula"_s].toString(),
                 query[u"name"_s].toString());
    }

    void shouldAskAgainForALaterPeriod()
    {
        m_answer = vercelAnswer;
        QVERIFY(make(with(vercel(), u"team"_s, u"team_1"_s)));
        m_bench.measure();
        const QUrlQuery first = queryAsked();
        QCOMPARE(asked().headers.value("authorization"), "Bearer t0"_ba);
        QTest::qWait(5);

        m_bench.measure();

        const QUrlQuery second = queryAsked();
        QCOMPARE(second.queryItemValue(u"projectId"_s), u"prj_1"_s);
        QCOMPARE(second.queryItemValue(u"teamId"_s), u"team_1"_s);
        const qint64 until = second.queryItemValue(u"until"_s).toLongLong();
        QCOMPARE(until - second.queryItemValue(u"since"_s).toLongLong(), 86'400'000);
        QVERIFY(until > first.queryItemValue(u"until"_s).toLongLong());
    }

    void shouldNameTheSettingThatIsWrong_data()
    {
        QTest::addColumn<QJsonObject>("source");
        QTest::addColumn<QString>("said");
        QTest::newRow("unknown") << QJsonObject{{u"service"_s, u"sentri"_s}}
                                 << u"none of: datadog, sentry, uptimerobot, vercel"_s;
        QTest::newRow("missing") << with(sentry(), u"organization"_s, {}) << u"‘organization’"_s;
        QTest::newRow("another path")
            << with(sentry(), u"organization"_s, u"../x"_s) << u"‘organization’"_s;
        QTest::newRow("no number") << with(sentry(), u"project"_s, u"shop"_s) << u"‘project’"_s;
        QTest::newRow("another filter")
            << with(sentry(), u"release"_s, u"a\" or \"b"_s) << u"‘release’"_s;
        QTest::newRow("no token") << with(vercel(), u"token"_s, {}) << u"‘token’"_s;
        QTest::newRow("no second key") << with(datadog(), u"app_key"_s, {}) << u"‘app_key’"_s;
        QTest::newRow("key with a line break")
            << with(datadog(), u"app_key"_s, u"a\nX: y"_s) << u"‘app_key’"_s;
        QTest::newRow("hours of whole days")
            << with(uptimeRobot(), u"period"_s, u"12h"_s) << u"‘period’"_s;
        QTest::newRow("two monitors")
            << with(uptimeRobot(), u"monitor"_s, u"1-2"_s) << u"‘monitor’"_s;
        QTest::newRow("figure") << with(vercel(), u"figure"_s, u"bounces"_s) << u"‘figure’"_s;
        QTest::newRow("pointer too") << with(vercel(), u"pointer"_s, u"/data"_s) << u"‘pointer’"_s;
        QTest::newRow("file too") << with(vercel(), u"file"_s, u"a.json"_s) << u"‘file’"_s;
        QTest::newRow("scale") << with(vercel(), u"scale"_s, u"big"_s) << u"‘scale’"_s;
        for (const auto &[name, source] :
             {std::pair("sentry in the open", sentry()), std::pair("vercel in the open", vercel()),
              std::pair("uptimerobot in the open", uptimeRobot()),
              std::pair("datadog in the open", datadog())})
            QTest::newRow(name) << with(source, u"url"_s, u"http://api.example/"_s)
                                << u"plain http"_s;
    }
    void shouldNameTheSettingThatIsWrong()
    {
        QFETCH(QJsonObject, source);
        QFETCH(QString, said);

        const auto made = m_bench.make(u"json"_s, source);

        QVERIFY(!made);
        QVERIFY2(made.error().message.contains(said), qPrintable(made.error().message));
        for (const auto secret : {"t0"_L1, "ur1-a"_L1, "X: y"_L1})
            QVERIFY(!made.error().message.contains(secret));
    }

private:
    Result<void> make(const QJsonObject &source)
    {
        return m_bench.make(u"json"_s,
                            with(source, u"url"_s, m_server.url(u"/base/"_s).toString()));
    }
    /// What the last measurement asked; a request that is none when it asked nothing.
    HttpTestServer::Request asked() const
    {
        return m_server.requests().size() > m_seen ? m_server.requests().constLast()
                                                   : HttpTestServer::Request();
    }
    QUrlQuery queryAsked() const
    {
        return QUrlQuery(QString::fromLatin1(asked().path.split('?').last()));
    }

    int m_status = 200;
    QByteArray m_answer;
    qsizetype m_seen = 0;
    HttpTestServer m_server{[this](const HttpTestServer::Request &) {
        return HttpTestServer::reply(m_status, m_answer);
    }};
    SourceBench m_bench;
};

QTEST_GUILESS_MAIN(TestServiceSource)
#include "tst_servicesource.moc"
