// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/history/blackboxpeer.h"

#include <QElapsedTimer>
#include <QEventLoop>
#include <QFile>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTimer>
#include <QUrlQuery>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace slipway {

namespace {

constexpr const char *config = "modules:\n"
                               "  http_2xx: {prober: http, http: {preferred_ip_protocol: ip4}}\n";

QByteArray bodyOf(const QUrl &url, QNetworkAccessManager &network)
{
    QEventLoop loop;
    QNetworkReply *reply = network.get(QNetworkRequest(url));
    QObject::connect(reply, &QNetworkReply::finished, &loop, &QEventLoop::quit);
    loop.exec();
    const QByteArray body
        = reply->error() == QNetworkReply::NoError ? reply->readAll() : QByteArray();
    reply->deleteLater();
    return body;
}

std::optional<double> figureIn(const QByteArray &metrics, const QByteArray &name)
{
    const QByteArrayList lines = metrics.split('\n');
    for (const QByteArray &line : lines) {
        bool isNumber = false;
        const double value = line.startsWith(QByteArray(name + ' '))
            ? line.sliced(name.size() + 1).toDouble(&isNumber)
            : 0;
        if (isNumber)
            return value;
    }
    return std::nullopt;
}

} // namespace

BlackboxPeer::~BlackboxPeer()
{
    m_process.kill();
    m_process.waitForFinished();
}

QString BlackboxPeer::program()
{
    const QString named = qEnvironmentVariable("SLIPWAY_BLACKBOX_EXPORTER");
    return named.isEmpty() ? QStandardPaths::findExecutable(u"prometheus-blackbox-exporter"_s)
                           : named;
}

bool BlackboxPeer::start(const QString &folder, QNetworkAccessManager &network)
{
    QFile file(folder + u"/blackbox.yml"_s);
    if (!file.open(QIODevice::WriteOnly) || file.write(config) < 0)
        return false;
    file.close();
    QTcpServer probe;
    if (!probe.listen(QHostAddress::LocalHost))
        return false;
    m_port = probe.serverPort();
    probe.close();
    m_process.setStandardErrorFile(folder + u"/blackbox.log"_s);
    m_process.start(program(),
                    {u"--config.file="_s + file.fileName(),
                     u"--web.listen-address=127.0.0.1:%1"_s.arg(m_port)});
    QElapsedTimer since;
    since.start();
    const QUrl health(u"http://127.0.0.1:%1/-/healthy"_s.arg(m_port));
    while (since.durationElapsed() < 10s) {
        if (!bodyOf(health, network).isEmpty())
            return true;
        QEventLoop pause;
        QTimer::singleShot(50ms, &pause, &QEventLoop::quit);
        pause.exec();
    }
    return false;
}

std::optional<double> BlackboxPeer::probe(const QUrl &target, QNetworkAccessManager &network) const
{
    QUrl url(u"http://127.0.0.1:%1/probe"_s.arg(m_port));
    url.setQuery(
        QUrlQuery{{u"module"_s, u"http_2xx"_s},
                  {u"target"_s, QString::fromLatin1(QUrl::toPercentEncoding(target.toString()))}});
    const QByteArray metrics = bodyOf(url, network);
    const auto success = figureIn(metrics, "probe_success"_ba);
    const auto seconds = figureIn(metrics, "probe_duration_seconds"_ba);
    return success == 1 && seconds ? std::optional(*seconds * 1000) : std::nullopt;
}

} // namespace slipway
