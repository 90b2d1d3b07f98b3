// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo/demomonitoring.h"

#include "demo/demofolder.h"
#include "demo/demoprocess.h"

#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>
#include <QTcpServer>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

/// Two that are free at the same time.
DemoMonitoring::Ports freePorts()
{
    QTcpServer first;
    QTcpServer second;
    if (!first.listen(QHostAddress::LocalHost) || !second.listen(QHostAddress::LocalHost))
        return {};
    return {first.serverPort(), second.serverPort()};
}

QString yamlList(const QStringList &texts)
{
    return u"['"_s + texts.join(u"', '"_s) + u"']"_s;
}

} // namespace

DemoMonitoring::DemoMonitoring(QString folder, QObject *parent)
    : QObject(parent)
    , m_folder(std::move(folder))
    , m_prometheus(QStandardPaths::findExecutable(u"prometheus"_s))
    , m_redis(QStandardPaths::findExecutable(u"redis-server"_s))
    , m_ports(freePorts())
{
    if (m_prometheus.isEmpty())
        m_ports.prometheus = 0;
    if (m_redis.isEmpty())
        m_ports.redis = 0;
}

QString DemoMonitoring::cacheAddress() const
{
    return m_ports.redis == 0 ? QString() : u"127.0.0.1:%1"_s.arg(m_ports.redis);
}

QMap<QString, QString> DemoMonitoring::placeholders(const Ports &ports)
{
    const QString shop = u"http://{{ vars.web_1 }}/metrics"_s;
    QString errors = uR"(scrape: {url: "%1", numerator: 'http_requests_total{code=~"5.."}', )"
                     "denominator: http_requests_total, every: 2s}"_s.arg(shop);
    QString latency
        = u"scrape: {url: \"%1\", histogram: http_request_duration_seconds, every: 2s}"_s.arg(shop);
    if (ports.prometheus != 0) {
        const QString server = u"http://127.0.0.1:%1"_s.arg(ports.prometheus);
        errors = uR"(prometheus: {url: "%1", )"
                 R"(numerator: 'sum(increase(http_requests_total{code=~"5.."}[5s]))', )"
                 "denominator: 'sum(increase(http_requests_total[5s]))', every: 2s}"_s.arg(server);
        latency = u"prometheus: {url: \"%1\", query: '1000 * histogram_quantile(0.95, sum by (le) "
                  "(rate(http_request_duration_seconds_bucket[5s])))', every: 2s}"_s.arg(server);
    }
    QString cache;
    if (ports.redis != 0)
        cache
            = u"  - {id: cache, name: Cache hit rate, unit: percent, target: \"> 70\", window: 5m, "
              "coverage: 0.02, source: {redis: {host: 127.0.0.1, port: %1, every: 2s}}}\n"_s.arg(
                  ports.redis);
    return {
        {u"ERRORS_SOURCE"_s, errors}, {u"LATENCY_SOURCE"_s, latency}, {u"CACHE_METRIC"_s, cache}};
}

Result<void> DemoMonitoring::start(const QStringList &targets)
{
    if (m_ports.redis != 0)
        run(m_redis,
            {u"--port"_s, QString::number(m_ports.redis), u"--bind"_s, u"127.0.0.1"_s, u"--save"_s,
             QString(), u"--appendonly"_s, u"no"_s, u"--dir"_s, m_folder},
            u"redis"_s);
    if (m_ports.prometheus == 0)
        return {};
    const QString config = m_folder + u"/prometheus.yml"_s;
    const QString text
        = u"global: {scrape_interval: 1s, scrape_timeout: 1s}\nscrape_configs:\n"
          "  - {job_name: shop, static_configs: [{targets: %1}]}\n"_s.arg(yamlList(targets));
    if (Result<void> written = DemoFolder::writeText(config, text); !written)
        return written;
    run(m_prometheus,
        {u"--config.file="_s + config, u"--storage.tsdb.path="_s + m_folder + u"/prometheus"_s,
         u"--storage.tsdb.retention.time=1d"_s,
         u"--web.listen-address=127.0.0.1:%1"_s.arg(m_ports.prometheus), u"--log.level=warn"_s},
        u"prometheus"_s);
    return {};
}

void DemoMonitoring::run(const QString &program, const QStringList &arguments, const QString &log)
{
    auto *process = new DemoProcess(this);
    process->setWorkingDirectory(m_folder);
    process->setStandardInputFile(QProcess::nullDevice());
    process->setStandardOutputFile(m_folder + u'/' + log + u".log"_s);
    process->setProcessChannelMode(QProcess::MergedChannels);
    const QString name = QFileInfo(program).fileName();
    connect(process, &QProcess::finished, this, [this, name] {
        Q_EMIT problem(tr("The demo's %1 has ended; see its log in the demo's folder.").arg(name));
    });
    process->start(program, arguments);
}

} // namespace slipway
