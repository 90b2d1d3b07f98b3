// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>
#include <QHash>
#include <QHostAddress>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QProcess>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

#include <limits>
#include <memory>

namespace slipway::testing {

/// A real Prometheus on loopback over what it is given in OpenMetrics text with timestamps.
class PrometheusFixture
{
public:
    static bool isInstalled()
    {
        return !QStandardPaths::findExecutable(QStringLiteral("prometheus")).isEmpty()
            && !QStandardPaths::findExecutable(QStringLiteral("promtool")).isEmpty();
    }
    ~PrometheusFixture()
    {
        if (m_prometheus.state() == QProcess::NotRunning)
            return;
        m_prometheus.terminate();
        if (!m_prometheus.waitForFinished(20'000))
            m_prometheus.kill();
    }

    /// False with a failure of the test. `configuration` is the text of its prometheus.yml.
    bool start(const QByteArray &openMetrics, const QByteArray &configuration = {})
    {
        return write(QStringLiteral("metrics.txt"), openMetrics)
            && write(QStringLiteral("prometheus.yml"), configuration) && backfill() && serve();
    }

    QString url() const { return QStringLiteral("http://127.0.0.1:%1").arg(m_port); }

    /// The values of an instant vector, by those labels' values with “|” between them.
    QHash<QString, double> ask(const QByteArray &query, qint64 at, const QStringList &labels)
    {
        const QByteArray form = "query=" + QUrl::toPercentEncoding(QString::fromUtf8(query))
            + "&time=" + QByteArray::number(at);
        const QByteArray body = fetch(QStringLiteral("/api/v1/query"), form).second;
        const QJsonArray result
            = QJsonDocument::fromJson(body)[QLatin1StringView("data")][QLatin1StringView("result")]
                  .toArray();
        QHash<QString, double> values;
        for (const QJsonValue &entry : result) {
            QStringList key;
            key.reserve(labels.size());
            for (const QString &label : labels)
                key.append(entry[QLatin1StringView("metric")][label].toString());
            values.insert(key.join(u'|'), number(entry[QLatin1StringView("value")][1].toString()));
        }
        return values;
    }

private:
    static double number(const QString &text)
    {
        constexpr double infinity = std::numeric_limits<double>::infinity();
        if (text == QLatin1StringView("+Inf"))
            return infinity;
        if (text == QLatin1StringView("-Inf"))
            return -infinity;
        return text == QLatin1StringView("NaN") ? std::numeric_limits<double>::quiet_NaN()
                                                : text.toDouble();
    }

    bool write(const QString &name, const QByteArray &content) const
    {
        QFile file(m_folder.filePath(name));
        return file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
    }

    bool backfill()
    {
        QProcess promtool;
        promtool.start(QStringLiteral("promtool"),
                       {QStringLiteral("tsdb"), QStringLiteral("create-blocks-from"),
                        QStringLiteral("openmetrics"),
                        m_folder.filePath(QStringLiteral("metrics.txt")),
                        m_folder.filePath(QStringLiteral("data"))});
        if (promtool.waitForFinished(60'000) && promtool.exitCode() == 0)
            return true;
        QTest::qFail(promtool.readAllStandardError().constData(), __FILE__, __LINE__);
        return false;
    }

    bool serve()
    {
        QTcpServer place;
        if (!place.listen(QHostAddress::LocalHost))
            return false;
        m_port = place.serverPort();
        place.close();
        m_prometheus.setStandardErrorFile(m_folder.filePath(QStringLiteral("prometheus.log")));
        m_prometheus.start(
            QStringLiteral("prometheus"),
            {QStringLiteral("--config.file=") + m_folder.filePath(QStringLiteral("prometheus.yml")),
             QStringLiteral("--storage.tsdb.path=") + m_folder.filePath(QStringLiteral("data")),
             QStringLiteral("--web.listen-address=127.0.0.1:%1").arg(m_port)});
        return m_prometheus.waitForStarted()
            && QTest::qWaitFor(
                   [this] { return fetch(QStringLiteral("/-/ready"), {}).first == 200; }, 60'000);
    }

    std::pair<int, QByteArray> fetch(const QString &path, const QByteArray &form)
    {
        QNetworkRequest request(
            QUrl(QStringLiteral("http://127.0.0.1:%1%2").arg(m_port).arg(path)));
        request.setHeader(QNetworkRequest::ContentTypeHeader,
                          QStringLiteral("application/x-www-form-urlencoded"));
        const std::unique_ptr<QNetworkReply> reply(form.isEmpty() ? m_network.get(request)
                                                                  : m_network.post(request, form));
        if (!QTest::qWaitFor([&reply] { return reply->isFinished(); }, 30'000))
            return {};
        return {reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(),
                reply->readAll()};
    }

    QTemporaryDir m_folder;
    QProcess m_prometheus;
    QNetworkAccessManager m_network;
    int m_port = 0;
};

} // namespace slipway::testing
