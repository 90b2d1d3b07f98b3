// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/bucketquantile.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
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

#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;
using namespace slipway;

/// A real Prometheus computes the same quantiles from the same counts.
class TestPrometheusQuantile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (QStandardPaths::findExecutable(u"prometheus"_s).isEmpty()
            || QStandardPaths::findExecutable(u"promtool"_s).isEmpty())
            QSKIP("prometheus and promtool are not installed");
        makeHistograms();
        backfill();
        serve();
    }
    void cleanupTestCase()
    {
        if (m_prometheus.state() == QProcess::NotRunning)
            return;
        m_prometheus.terminate();
        QVERIFY(m_prometheus.waitForFinished(20000));
    }

    void shouldAgreeToTheLastDigits()
    {
        for (const double q : {0.0, 0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999, 1.0}) {
            const QHash<QString, double> expected = ask(q);
            QCOMPARE(expected.size(), m_histograms.size());
            for (const Histogram &histogram : std::as_const(m_histograms)) {
                const QString series = QString::fromUtf8(histogram.labels.constFirst().value);
                const double theirs = expected.value(series, -1);
                const double ours = bucketQuantile(q, histogram.buckets).value;
                const bool isSame = std::isnan(theirs) ? std::isnan(ours)
                    : std::isinf(theirs)               ? ours == theirs
                                         : std::abs(ours - theirs) <= 1e-9 * std::abs(theirs);
                QVERIFY2(
                    isSame,
                    qPrintable(u"%1 at %2: %3, not %4"_s.arg(series).arg(q).arg(ours).arg(theirs)));
            }
        }
    }

private:
    void makeHistograms()
    {
        std::srand(20261126);
        QByteArray text = "# TYPE lat gauge\n";
        for (int series = 0; series < 400; ++series) {
            double count = 0;
            double bound = (std::rand() % 20 - 3) / 10.0;
            const int buckets = 1 + std::rand() % 12;
            for (int i = 0; i <= buckets; ++i) {
                // Some fall, as counts that are read one after the other can.
                count = std::max(0.0, count + std::rand() % 40 - (std::rand() % 6 == 0 ? 15 : 0));
                const QByteArray le = i == buckets ? "+Inf"_ba : QByteArray::number(bound, 'g', 17);
                text += "lat_bucket{series=\"" + QByteArray::number(series) + "\",le=\"" + le
                    + "\"} " + QByteArray::number(count, 'g', 17) + '\n';
                bound += (1 + std::rand() % 30) / 16.0;
            }
        }
        const auto read = parseExposition(text);
        QVERIFY2(read, read ? "" : qPrintable(read.error().message));
        m_histograms = histogramsOf(*read);
        QCOMPARE(m_histograms.size(), 400);
        m_at = QDateTime::currentSecsSinceEpoch() - 7200;
        QFile file(m_folder.filePath(u"metrics.txt"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("# TYPE lat_bucket gauge\n");
        const QList<QByteArray> lines = text.split('\n');
        for (const QByteArray &line : lines) {
            if (line.startsWith("lat_bucket"))
                file.write(line + ' ' + QByteArray::number(m_at) + '\n');
        }
        file.write("# EOF\n");
    }

    void backfill()
    {
        QProcess promtool;
        promtool.start(u"promtool"_s,
                       {u"tsdb"_s, u"create-blocks-from"_s, u"openmetrics"_s,
                        m_folder.filePath(u"metrics.txt"_s), m_folder.filePath(u"data"_s)});
        QVERIFY(promtool.waitForFinished(60000));
        QVERIFY2(promtool.exitCode() == 0, promtool.readAllStandardError().constData());
    }

    void serve()
    {
        QTcpServer place;
        QVERIFY(place.listen(QHostAddress::LocalHost));
        m_port = place.serverPort();
        place.close();
        QFile config(m_folder.filePath(u"prometheus.yml"_s));
        QVERIFY(config.open(QIODevice::WriteOnly));
        config.close();
        m_prometheus.setStandardErrorFile(m_folder.filePath(u"prometheus.log"_s));
        m_prometheus.start(u"prometheus"_s,
                           {u"--config.file="_s + config.fileName(),
                            u"--storage.tsdb.path="_s + m_folder.filePath(u"data"_s),
                            u"--web.listen-address=127.0.0.1:%1"_s.arg(m_port)});
        QVERIFY(m_prometheus.waitForStarted());
        QTRY_COMPARE_WITH_TIMEOUT(fetch(u"/-/ready"_s, {}).first, 200, 60000);
    }

    std::pair<int, QByteArray> fetch(const QString &path, const QByteArray &form)
    {
        QNetworkRequest request(QUrl(u"http://127.0.0.1:%1%2"_s.arg(m_port).arg(path)));
        request.setHeader(QNetworkRequest::ContentTypeHeader,
                          u"application/x-www-form-urlencoded"_s);
        const std::unique_ptr<QNetworkReply> reply(form.isEmpty() ? m_network.get(request)
                                                                  : m_network.post(request, form));
        if (!QTest::qWaitFor([&reply] { return reply->isFinished(); }, 30000))
            return {};
        return {reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(),
                reply->readAll()};
    }

    QHash<QString, double> ask(double q)
    {
        const QByteArray form = "query=histogram_quantile(" + QByteArray::number(q, 'g', 17)
            + ",lat_bucket)&time=" + QByteArray::number(m_at);
        const QByteArray body = fetch(u"/api/v1/query"_s, form).second;
        const QJsonArray result = QJsonDocument::fromJson(body)["data"_L1]["result"_L1].toArray();
        QHash<QString, double> values;
        for (const QJsonValue &entry : result) {
            const QString text = entry["value"_L1][1].toString();
            const double value = text == "+Inf"_L1 ? std::numeric_limits<double>::infinity()
                : text == "-Inf"_L1                ? -std::numeric_limits<double>::infinity()
                : text == "NaN"_L1                 ? std::numeric_limits<double>::quiet_NaN()
                                                   : text.toDouble();
            values.insert(entry["metric"_L1]["series"_L1].toString(), value);
        }
        return values;
    }

    QTemporaryDir m_folder;
    QProcess m_prometheus;
    QNetworkAccessManager m_network;
    QList<Histogram> m_histograms;
    qint64 m_at = 0;
    int m_port = 0;
};

QTEST_GUILESS_MAIN(TestPrometheusQuantile)
#include "tst_prometheusquantile.moc"
