// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/ownnetwork.h"

#include "base/systemclock.h"
#include "exec/localcommandrunner.h"
#include "metrics/metricmath.h"
#include "metrics/metricmonitor.h"
#include "support/httptestserver.h"
#include "support/joinednetwork.h"
#include "support/printable.h"

#include <QDir>
#include <QElapsedTimer>
#include <QHash>
#include <QJsonObject>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTest>

#include <map>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace slipway;

SLIPWAY_PRINTABLE(MetricState)

namespace {

constexpr quint16 port = 8080;
constexpr auto interval = 1s;

MetricSpec specOf(const QString &id, MetricKind kind, const QString &source,
                  const QJsonObject &settings)
{
    MetricSpec spec;
    spec.id = spec.name = id;
    spec.kind = kind;
    spec.unit = kind == MetricKind::Quantile ? MetricUnit::Milliseconds : MetricUnit::Percent;
    spec.target = kind == MetricKind::Quantile
        ? MetricTarget{MetricTarget::Side::Below, false, 5000}
        : MetricTarget{kind == MetricKind::Ratio ? MetricTarget::Side::Below
                                                 : MetricTarget::Side::Above,
                       false, kind == MetricKind::Ratio ? 1.0 : 99.9};
    spec.interval = interval;
    spec.window = 60s;
    spec.leastCoverage = 0.02;
    spec.sourceKind = source;
    spec.source = settings;
    return spec;
}

QString urlOf(const char *address, const QString &path)
{
    return u"http://%1:%2%3"_s.arg(QLatin1StringView(address)).arg(port).arg(path);
}

} // namespace

/// The network of this machine goes away while it watches others over a real cable.
class TestOwnNetwork : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup() { m_monitor.reset(); }
    void cleanupTestCase();

    void m05_shouldBlameNobodyForItsOwnNetwork_data();
    void m05_shouldBlameNobodyForItsOwnNetwork();
    void shouldTellADeadServerFromADeadNetwork();

private:
    GaugeState state(const QString &id) const { return m_monitor->state(id); }
    bool isEach(MetricState wanted) const
    {
        return std::ranges::all_of(
            m_outside, [this, wanted](const QString &id) { return state(id).state == wanted; });
    }
    QByteArray told() const
    {
        QString text;
        for (const QString &id : m_outside)
            text += id + u": "_s + toString(state(id).state) + u", "_s + state(id).reason + u'\n';
        const auto ledger = m_ledger.find(u"uptime"_s);
        for (const MetricSample &sample :
             ledger == m_ledger.end() ? QList<MetricSample>() : ledger->second)
            text += QString::number(sample.at % 100'000) + u' ' + sample.reason + u'\n';
        return text.toUtf8();
    }
    bool startServer();

    JoinedNetwork m_network;
    QProcess m_server;
    std::unique_ptr<HttpTestServer> m_inside; ///< on this machine
    SystemClock m_clock;
    LocalCommandRunner m_local{QDir::tempPath()};
    const QStringList m_outside{u"uptime"_s, u"speed"_s, u"prometheus"_s, u"scrape"_s, u"redis"_s};
    std::map<QString, QList<MetricSample>> m_ledger; ///< all that was ever measured
    std::unique_ptr<MetricMonitor> m_monitor;
    QProcess m_redis;
    bool m_hasRedis = false;
};

bool TestOwnNetwork::startServer()
{
    const QStringList program = m_network.there()
        + QStringList{u"python3"_s, u"" SLIPWAY_SOURCE_DIR "/tests/support/outsideserver.py"_s,
                      QString::fromLatin1(JoinedNetwork::thereAddress), QString::number(port)};
    m_server.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_server.start(program.constFirst(), program.sliced(1));
    return QTest::qWaitFor([this] { return m_network.isReachable(port); }, 20'000);
}

void TestOwnNetwork::initTestCase()
{
    QTest::failOnWarning(QRegularExpression(u".?"_s));
    if (const QString reason = m_network.start(); !reason.isEmpty())
        QSKIP(qPrintable(reason));
    QVERIFY(startServer());
    m_inside = std::make_unique<HttpTestServer>(
        [](const HttpTestServer::Request &) { return HttpTestServer::reply(200, "well"); });
    const QString redis = QStandardPaths::findExecutable(u"redis-server"_s);
    if (!redis.isEmpty()) {
        const QStringList program
            = m_network.there() + QStringList{redis,       u"--port"_s,      u"6379"_s,
                                              u"--bind"_s, u"10.231.77.2"_s, u"--protected-mode"_s,
                                              u"no"_s,     u"--save"_s,      QString(),
                                              u"--dir"_s,  QDir::tempPath()};
        m_redis.setStandardOutputFile(QProcess::nullDevice());
        m_redis.start(program.constFirst(), program.sliced(1));
        m_hasRedis = QTest::qWaitFor([this] { return m_network.isReachable(6379); }, 10'000);
    }
}

void TestOwnNetwork::cleanupTestCase()
{
    for (QProcess *process : {&m_server, &m_redis}) {
        process->kill();
        process->waitForFinished();
    }
}

void TestOwnNetwork::init()
{
    const char *there = JoinedNetwork::thereAddress;
    const QJsonObject prometheus{{u"url"_s, urlOf(there, u"/"_s)},
                                 {u"numerator"_s, u"sum(errors)"_s},
                                 {u"denominator"_s, u"sum(requests)"_s}};
    const QJsonObject scrape{{u"url"_s, urlOf(there, u"/metrics"_s)},
                             {u"numerator"_s, u"http_requests_total{code=~\"5..\"}"_s},
                             {u"denominator"_s, u"http_requests_total"_s}};
    const QJsonObject health{{u"url"_s, urlOf(there, u"/health"_s)}};
    // Without a Redis, what Redis would be asked is asked of Prometheus.
    const MetricSpec redis = m_hasRedis
        ? specOf(u"redis"_s, MetricKind::Level, u"redis"_s,
                 {{u"host"_s, QString::fromLatin1(there)}, {u"figure"_s, u"ops"_s}})
        : specOf(u"redis"_s, MetricKind::Ratio, u"prometheus"_s, prometheus);
    QList<MetricSpec> specs{specOf(u"uptime"_s, MetricKind::Availability, u"http_probe"_s, health),
                            specOf(u"speed"_s, MetricKind::Quantile, u"http_probe"_s, health),
                            specOf(u"prometheus"_s, MetricKind::Ratio, u"prometheus"_s, prometheus),
                            specOf(u"scrape"_s, MetricKind::Ratio, u"scrape"_s, scrape),
                            redis,
                            specOf(u"inside"_s, MetricKind::Availability, u"http_probe"_s,
                                   {{u"url"_s, m_inside->url(u"/"_s).toString()}})};
    specs[4].target.reset();
    m_ledger.clear();
    m_monitor = std::make_unique<MetricMonitor>(
        specs,
        [this](const MetricSpec &spec) {
            return makeMetricSource(spec,
                                    {m_clock, m_local, [](const QString &text) -> Result<QString> {
                                         return text;
                                     }});
        },
        m_clock);
    connect(m_monitor.get(), &MetricMonitor::sampled, this,
            [this](const QString &id, const MetricSample &sample) { m_ledger[id].append(sample); });
}

void TestOwnNetwork::m05_shouldBlameNobodyForItsOwnNetwork_data()
{
    QTest::addColumn<JoinedNetwork::End>("end");
    // Every attempt fails at once.
    QTest::newRow("the interface is taken down") << JoinedNetwork::End::Here;
    // Attempts hang until their time is over.
    QTest::newRow("the cable is pulled at its other end") << JoinedNetwork::End::There;
}

void TestOwnNetwork::m05_shouldBlameNobodyForItsOwnNetwork()
{
    QFETCH(JoinedNetwork::End, end);
    m_monitor->start();
    QTRY_VERIFY2_WITH_TIMEOUT(isEach(MetricState::Ok), told().constData(), 10s);
    QCOMPARE(state(u"inside"_s).state, MetricState::Ok);

    QVERIFY(m_network.pull(end));
    const qint64 cutAt = QDateTime::currentMSecsSinceEpoch();
    QVERIFY(isCutOff(QString::fromLatin1(JoinedNetwork::thereAddress)));
    QTRY_VERIFY2_WITH_TIMEOUT(isEach(MetricState::Unknown), told().constData(), 3 * interval);
    for (int look = 0; look < 50; ++look) {
        QTest::qWait(100);
        for (const QString &id : m_outside) {
            const GaugeState gauge = state(id);
            QVERIFY2(gauge.state == MetricState::Unknown
                         && gauge.reason.contains("This machine has no network"_L1),
                     told().constData());
        }
        QCOMPARE(state(u"inside"_s).state, MetricState::Ok);
    }
    QVERIFY(m_network.plugIn(end));
    const qint64 backAt = QDateTime::currentMSecsSinceEpoch();
    QTRY_VERIFY2_WITH_TIMEOUT(isEach(MetricState::Ok), told().constData(), 3 * interval);

    // The ledger of the target: nothing down, the cut unknown, all the rest up.
    const QList<MetricSample> &uptime = m_ledger[u"uptime"_s];
    const WindowValue whole
        = valueOver(m_monitor->specs().constFirst(), uptime, uptime.constFirst().at,
                    QDateTime::currentMSecsSinceEpoch());
    QCOMPARE(whole.down, 0ms);
    QCOMPARE(whole.value, 100.0);
    // What was known last holds for two intervals at most; what is under way ends a moment late.
    QVERIFY2(whole.unknown >= milliseconds(backAt - cutAt) - 2 * interval
                 && whole.unknown <= milliseconds(backAt - cutAt) + 2 * interval,
             QByteArray::number(qint64(whole.unknown.count())).constData());
}

void TestOwnNetwork::shouldTellADeadServerFromADeadNetwork()
{
    m_monitor->start();
    QTRY_VERIFY2_WITH_TIMEOUT(isEach(MetricState::Ok), told().constData(), 10s);

    m_server.kill();
    QVERIFY(m_server.waitForFinished());

    QTRY_COMPARE_WITH_TIMEOUT(state(u"uptime"_s).state, MetricState::Bad, 3 * interval);
    QVERIFY2(state(u"uptime"_s).reason.contains("refused"_L1), told().constData());
    QTRY_COMPARE_WITH_TIMEOUT(state(u"scrape"_s).state, MetricState::Unknown, 3 * interval);
    QVERIFY2(!state(u"scrape"_s).reason.contains("no network"_L1), told().constData());
    QVERIFY(startServer());
}

QTEST_GUILESS_MAIN(TestOwnNetwork)
#include "tst_ownnetwork.moc"
