// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/sourcetesting.h"
#include "support/httptestserver.h"

#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <QTimer>

using namespace Qt::StringLiterals;
using namespace slipway;
using testing::SourceBench;

namespace {

using Quality = MetricSample::Quality;
using Availability = MetricSample::Availability;

/// Sends what it is given a byte every 20 ms, for ever.
class SlowServer : public QObject
{
public:
    explicit SlowServer(QByteArray bytes) : m_bytes(std::move(bytes))
    {
        m_server.listen(QHostAddress::LocalHost);
        connect(&m_server, &QTcpServer::newConnection, this, [this] {
            QTcpSocket *socket = m_server.nextPendingConnection();
            auto *timer = new QTimer(socket);
            connect(timer, &QTimer::timeout, socket, [this, socket] {
                socket->write(m_bytes.mid(m_sent % m_bytes.size(), 1));
                ++m_sent;
            });
            connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
            timer->start(20);
        });
    }
    QString url() const { return u"http://127.0.0.1:%1/"_s.arg(m_server.serverPort()); }

private:
    QByteArray m_bytes;
    qsizetype m_sent = 0;
    QTcpServer m_server;
};

} // namespace

/// What answers badly costs one measurement, in time, and says why.
class TestSourceFaults : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QTest::failOnWarning(QRegularExpression(u".?"_s));
        QSslSocket::supportsSsl(); // loads OpenSSL, which takes a while on a busy machine
    }

    void shouldJudgeALargePageByItsStatus()
    {
        int status = 500;
        HttpTestServer server([&status](const HttpTestServer::Request &) {
            return HttpTestServer::reply(status, QByteArray(3'000'000, 'x'));
        });
        SourceBench bench;
        QVERIFY(
            bench.make(u"http_probe"_s,
                       {{u"url"_s, server.url().toString()}, {u"expect"_s, u"[STATUS] < 400"_s}}));

        const MetricSample down = bench.measure();
        status = 200;
        const MetricSample up = bench.measure();

        QCOMPARE(down.availability, Availability::Down);
        QVERIFY2(down.reason.contains("500"_L1), qPrintable(down.reason));
        QVERIFY2(up.availability == Availability::Up, qPrintable(up.reason));
    }

    void shouldKnowNothingOfCountersThatAreNoNumbers()
    {
        int scrapes = 0;
        HttpTestServer server([&scrapes](const HttpTestServer::Request &) {
            return HttpTestServer::reply(
                200, "err NaN\nreq " + QByteArray::number(500 * ++scrapes) + '\n');
        });
        SourceBench bench;
        QVERIFY(bench.make(u"scrape"_s,
                           {{u"url"_s, server.url().toString()},
                            {u"numerator"_s, u"err"_s},
                            {u"denominator"_s, u"req"_s}}));
        bench.measure();

        const MetricSample sample = bench.measure();

        QCOMPARE(sample.quality, Quality::NoData);
        QVERIFY2(sample.reason.contains("err is no number"_L1), qPrintable(sample.reason));
    }

    void m03_shouldKnowNothingOfBucketsThatAreNoNumbers()
    {
        int scrapes = 0;
        HttpTestServer server([&scrapes](const HttpTestServer::Request &) {
            const QByteArray count = QByteArray::number(10 * ++scrapes);
            return HttpTestServer::reply(200,
                                         "h_bucket{le=\"0.1\"} " + count + "\nh_bucket{le=\"1\"} "
                                             + (scrapes == 3 ? "NaN"_ba : count)
                                             + "\nh_bucket{le=\"+Inf\"} " + count + '\n');
        });
        SourceBench bench;
        QVERIFY(bench.make(u"scrape"_s,
                           {{u"url"_s, server.url().toString()}, {u"histogram"_s, u"h"_s}}));
        bench.measure();
        QCOMPARE(bench.measure().quality, Quality::Good);

        const MetricSample sample = bench.measure();

        QCOMPARE(sample.quality, Quality::NoData);
        QVERIFY2(sample.reason.contains("h is no number"_L1), qPrintable(sample.reason));
    }

    void m04_shouldKeepToTheTimeLimit_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QByteArray>("bytes");
        const QByteArray body = "HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\nup 1\n";
        QTest::newRow("scrape, slow headers") << u"scrape"_s << "HTTP/1.1 200 OK\r\nX-A: "_ba;
        QTest::newRow("scrape, slow body") << u"scrape"_s << body;
        QTest::newRow("probe, slow body") << u"http_probe"_s << body;
        QTest::newRow("prometheus, slow body") << u"prometheus"_s << body;
    }
    void m04_shouldKeepToTheTimeLimit()
    {
        QFETCH(QString, kind);
        QFETCH(QByteArray, bytes);
        const SlowServer server(bytes);
        SourceBench bench;
        const auto made = bench.make(kind,
                                     {{u"url"_s, server.url()},
                                      {u"gauge"_s, u"up"_s},
                                      {u"query"_s, u"up"_s},
                                      {u"timeout"_s, 1500}});
        QVERIFY2(made, made ? "" : qPrintable(made.error().message));
        QElapsedTimer time;
        time.start();

        const MetricSample sample = bench.measure();

        QVERIFY2(time.elapsed() >= 1350 && time.elapsed() <= 1650,
                 QByteArray::number(time.elapsed()).constData());
        if (kind == "http_probe"_L1)
            QCOMPARE(sample.availability, Availability::Down);
        else
            QCOMPARE(sample.quality, Quality::SourceDown);
        QVERIFY2(sample.reason.contains("1500 ms"_L1), qPrintable(sample.reason));
    }

    void m04_shouldNotSufferFromOthersOfItsHost()
    {
        HttpTestServer server([](const HttpTestServer::Request &request) {
            if (request.path == "/silent")
                return HttpTestServer::Reply{{}};
            if (request.path == "/broken")
                return HttpTestServer::Reply{"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nup"};
            return HttpTestServer::reply(200, "up 1\n");
        });
        SourceBench bench;
        std::vector<std::unique_ptr<MetricSource>> others;
        for (int i = 0; i < 16; ++i) {
            const QString path = i % 2 == 0 ? u"/silent"_s : u"/broken"_s;
            auto other = bench.other(SourceBench::specOf(
                u"http_probe"_s, {{u"url"_s, server.url(path).toString()}, {u"timeout"_s, 9000}}));
            QVERIFY(other);
            others.push_back(*std::move(other));
        }
        QVERIFY(bench.make(u"http_probe"_s,
                           {{u"url"_s, server.url().toString()}, {u"timeout"_s, 3000}}));
        for (int round = 0; round < 5; ++round) {
            for (int i = 0; i < 16; ++i) {
                if (i % 2 != 0 || round == 0)
                    others.at(size_t(i))->measure();
            }

            const MetricSample sample = bench.measure();

            QVERIFY2(sample.availability == Availability::Up, qPrintable(sample.reason));
        }
    }

    void m04_shouldNotFollowARedirect()
    {
        HttpTestServer other(
            [](const HttpTestServer::Request &) { return HttpTestServer::reply(200, "up 1\n"); });
        const QByteArray location = "Location: " + other.url().toEncoded() + "\r\n";
        HttpTestServer server([&location](const HttpTestServer::Request &) {
            return HttpTestServer::reply(307, {}, location);
        });
        SourceBench bench;
        QVERIFY(
            bench.make(u"scrape"_s, {{u"url"_s, server.url().toString()}, {u"gauge"_s, u"up"_s}}));

        const MetricSample sample = bench.measure();

        QVERIFY(sample.quality != Quality::Good);
        QCOMPARE(server.requests().size(), 1);
        QCOMPARE(other.requests().size(), 0);
    }

    void m04_shouldRefuseABodyThatUnpacksWithoutEnd()
    {
        // Behind its length, qCompress() gives what HTTP calls "deflate".
        const QByteArray packed
            = qCompress("# " + QByteArray(64 * 1024 * 1024, '#') + "\nup 1\n", 9).sliced(4);
        QVERIFY(packed.size() < 200'000);
        HttpTestServer server([&packed](const HttpTestServer::Request &) {
            return HttpTestServer::reply(200, packed, "Content-Encoding: deflate\r\n");
        });
        SourceBench bench;
        QVERIFY(
            bench.make(u"scrape"_s, {{u"url"_s, server.url().toString()}, {u"gauge"_s, u"up"_s}}));

        const MetricSample sample = bench.measure();

        QCOMPARE(sample.quality, Quality::SourceDown);
        QVERIFY(!sample.reason.isEmpty());
    }

    void m02_shouldSeeThatAPackedBodyIsCutOff()
    {
        QProcess gzip;
        gzip.start(u"gzip"_s, {u"-cn"_s});
        gzip.write("{\"v\": 1, \"w\": 2}");
        gzip.closeWriteChannel();
        QVERIFY(gzip.waitForFinished());
        const QByteArray whole = gzip.readAllStandardOutput();
        QByteArray sent = whole;
        HttpTestServer server([&sent](const HttpTestServer::Request &request) {
            const bool isWanted = request.headers.value("accept-encoding") == "gzip";
            return HttpTestServer::reply(isWanted ? 200 : 406, sent, "Content-Encoding: gzip\r\n");
        });
        const QJsonObject json{{u"url"_s, server.url().toString()}, {u"pointer"_s, u"/v"_s}};
        const QJsonObject probe{{u"url"_s, server.url().toString()}};
        SourceBench bench;
        QVERIFY(bench.make(u"json"_s, json));
        QCOMPARE(bench.measure().value, 1.0);
        QVERIFY(bench.make(u"http_probe"_s, probe));
        QCOMPARE(bench.measure().availability, Availability::Up);

        sent = whole.chopped(10);

        const MetricSample sample = bench.measure();
        QCOMPARE(sample.availability, Availability::Down);
        QVERIFY2(sample.reason.contains("gzip"_L1), qPrintable(sample.reason));
        QVERIFY(bench.make(u"json"_s, json));
        QCOMPARE(bench.measure().quality, Quality::SourceDown);
    }

    void m01_shouldSeeThatALineIsCutOff_data()
    {
        QTest::addColumn<QByteArray>("head");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<bool>("isTaken");
        QTest::newRow("to its end") << ""_ba << "x 12345\n"_ba << true;
        QTest::newRow("cut off") << ""_ba << "x 12345\ny 1"_ba << false;
        QTest::newRow("as long as was said") << "Content-Length: 7\r\n"_ba << "x 12345"_ba << true;
        QTest::newRow("in chunks") << "Transfer-Encoding: chunked\r\n"_ba
                                   << "7\r\nx 12345\r\n0\r\n\r\n"_ba << true;
    }
    void m01_shouldSeeThatALineIsCutOff()
    {
        QFETCH(const QByteArray, head);
        QFETCH(const QByteArray, body);
        QFETCH(bool, isTaken);
        HttpTestServer server([&](const HttpTestServer::Request &) {
            return HttpTestServer::Reply{"HTTP/1.1 200 OK\r\n" + head + "\r\n" + body};
        });
        SourceBench bench;
        QVERIFY(
            bench.make(u"scrape"_s, {{u"url"_s, server.url().toString()}, {u"gauge"_s, u"x"_s}}));

        const MetricSample sample = bench.measure();

        QCOMPARE(sample.quality, isTaken ? Quality::Good : Quality::SourceDown);
        QVERIFY2(isTaken || sample.reason.contains("middle of a line"_L1),
                 qPrintable(sample.reason));
    }

    void m04_shouldRefuseACertificateThatNobodyVouchesFor()
    {
        SourceBench bench;
        HttpTestServer server(
            [](const HttpTestServer::Request &) { return HttpTestServer::reply(200, "up 1\n"); },
            selfSigned(bench));
        const QString url = server.url(u"/"_s, u"https"_s).toString();
        QVERIFY(bench.make(u"scrape"_s, {{u"url"_s, url}, {u"gauge"_s, u"up"_s}}));

        const MetricSample sample = bench.measure();

        QCOMPARE(sample.quality, Quality::SourceDown);
        QVERIFY2(sample.reason.contains("certificate"_L1), qPrintable(sample.reason));
        QCOMPARE(server.requests().size(), 0);
    }

    void m12_shouldTakeHostileLabelsAsTheyAre()
    {
        HttpTestServer server([](const HttpTestServer::Request &) {
            return HttpTestServer::reply(
                200,
                "x{a=\"\\\"quoted\\\"\\\\\\n\"} 1\nx{a=\"\x1b[31mred\"} 2\n"
                "x{a=\"\xe2\x80\xae\x64lrow\"} 4\nx{a=\"up 1\\nup 2\"} 8\n"
                "x{a=\"wanted\"} 16\n");
        });
        SourceBench bench;
        QVERIFY(
            bench.make(u"scrape"_s,
                       {{u"url"_s, server.url().toString()}, {u"gauge"_s, u"x{a=\"wanted\"}"_s}}));

        const MetricSample sample = bench.measure();

        QCOMPARE(sample.quality, Quality::Good);
        QCOMPARE(sample.value, 16.0);
    }

    void m12_shouldNotRepeatWhatATerminalObeys()
    {
        HttpTestServer server([](const HttpTestServer::Request &) {
            return HttpTestServer::reply(200, "x{a=\"1\"} \x1b[31mred\xe2\x80\xae\n");
        });
        SourceBench bench;
        QVERIFY(
            bench.make(u"scrape"_s, {{u"url"_s, server.url().toString()}, {u"gauge"_s, u"x"_s}}));

        const MetricSample sample = bench.measure();

        QVERIFY(sample.quality != Quality::Good);
        QVERIFY2(sample.reason.contains("Line 1"_L1), qPrintable(sample.reason));
        QVERIFY(!sample.reason.contains(u'\x1b') && !sample.reason.contains(QChar(0x202e))
                && !sample.reason.contains(u'\n'));
    }

private:
    static std::unique_ptr<QTcpServer> selfSigned(const SourceBench &bench)
    {
        const QString key = bench.folder.filePath(u"key.pem"_s);
        const QString certificate = bench.folder.filePath(u"cert.pem"_s);
        QProcess::execute(u"openssl"_s,
                          {u"req"_s, u"-x509"_s, u"-newkey"_s, u"ec"_s, u"-pkeyopt"_s,
                           u"ec_paramgen_curve:prime256v1"_s, u"-nodes"_s, u"-keyout"_s, key,
                           u"-out"_s, certificate, u"-subj"_s, u"/CN=127.0.0.1"_s, u"-quiet"_s});
        QFile keyFile(key);
        QFile certificateFile(certificate);
        if (!keyFile.open(QIODevice::ReadOnly) || !certificateFile.open(QIODevice::ReadOnly))
            qFatal("openssl made no certificate");
        QSslConfiguration configuration;
        configuration.setLocalCertificate(QSslCertificate(&certificateFile));
        configuration.setPrivateKey(QSslKey(&keyFile, QSsl::Ec));
        auto server = std::make_unique<QSslServer>();
        server->setSslConfiguration(configuration);
        return server;
    }
};

QTEST_GUILESS_MAIN(TestSourceFaults)
#include "tst_sourcefaults.moc"
