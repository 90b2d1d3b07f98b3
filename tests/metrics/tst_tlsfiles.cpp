// SPDX-License-Identifier: GPL-3.0-or-later
#include "certificates.h"
#include "metrics/sources/tlsfiles.h"
#include "sourcetesting.h"
#include "support/httptestserver.h"

#include <QRegularExpression>
#include <QSslCertificate>
#include <QSslKey>
#include <QSslServer>

using namespace Qt::StringLiterals;
using namespace slipway;
using testing::SourceBench;

namespace {

using Quality = MetricSample::Quality;
using Availability = MetricSample::Availability;

} // namespace

/// Sources of the web with an authority and a certificate of one's own.
class TestTlsFiles : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        QTest::failOnWarning(QRegularExpression(u".?"_s));
        m_certificates.makeAuthority(u"ca"_s);
        m_certificates.makeAuthority(u"other-ca"_s);
        m_certificates.makeSigned(u"server"_s, u"ca"_s,
                                  {u"ec"_s, u"-pkeyopt"_s, u"ec_paramgen_curve:P-256"_s});
        m_certificates.makeSigned(u"client"_s, u"ca"_s);
        m_certificates.makeSigned(u"stranger"_s, u"other-ca"_s);
        m_bench.write(u"empty.pem"_s, {});
        m_bench.write(u"text.pem"_s, "no certificate\n");
        testing::Certificates::openssl({u"pkey"_s, u"-in"_s, path(u"client.key"_s), u"-aes256"_s,
                                        u"-passout"_s, u"pass:x"_s, u"-out"_s,
                                        path(u"locked.key"_s)});
    }

    void shouldTrustTheAuthorityThatIsNamed_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QJsonObject>("more");
        QTest::newRow("json") << u"json"_s << QJsonObject{{u"pointer"_s, u"/v"_s}};
        QTest::newRow("scrape") << u"scrape"_s << QJsonObject{{u"gauge"_s, u"up"_s}};
        QTest::newRow("node") << u"node"_s << QJsonObject{{u"figure"_s, u"memory"_s}};
        QTest::newRow("prometheus") << u"prometheus"_s << QJsonObject{{u"query"_s, u"up"_s}};
        QTest::newRow("http_probe") << u"http_probe"_s << QJsonObject{};
        QTest::newRow("service") << u"json"_s
                                 << QJsonObject{{u"service"_s, u"uptimerobot"_s},
                                                {u"monitor"_s, u"1"_s},
                                                {u"token"_s, u"t"_s}};
    }
    void shouldTrustTheAuthorityThatIsNamed()
    {
        QFETCH(QString, kind);
        QFETCH(QJsonObject, more);
        HttpTestServer server(&TestTlsFiles::answer, tlsServer(QSslSocket::VerifyNone));
        const QString path = kind == "json"_L1 ? u"/"_s : u"/metrics"_s;
        more.insert(u"url"_s, server.url(path, u"https"_s).toString());

        // In this order: what one metric trusts or shows, no other one may.
        QVERIFY(m_bench.make(kind, more));
        const MetricSample before = m_bench.measure();
        more.insert(u"ca"_s, u"ca.pem"_s);
        const auto made = m_bench.make(kind, more);
        QVERIFY2(made, made ? "" : qPrintable(made.error().message));
        const MetricSample trusting = m_bench.measure();
        more.remove(u"ca"_s);
        QVERIFY(m_bench.make(kind, more));
        const MetricSample after = m_bench.measure();

        QVERIFY2(before.reason.contains(u"certificate"_s), qPrintable(before.reason));
        QVERIFY2(trusting.quality == Quality::Good && trusting.availability != Availability::Down,
                 qPrintable(trusting.reason));
        QVERIFY2(after.reason.contains(u"certificate"_s), qPrintable(after.reason));
        QCOMPARE(server.requests().size(), 1);
    }

    void shouldTrustNobodyElseThen()
    {
        HttpTestServer server(&TestTlsFiles::answer, tlsServer(QSslSocket::VerifyNone));
        QVERIFY(m_bench.make(u"json"_s, source(server, {{u"ca"_s, u"other-ca.pem"_s}})));

        const MetricSample sample = m_bench.measure();

        QVERIFY(sample.quality == Quality::SourceDown);
        QCOMPARE(server.requests().size(), 0);
    }

    void shouldShowTheCertificateThatIsNamed_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("objection");
        QTest::newRow("welcome") << u"client"_s << QString();
        QTest::newRow("of another authority")
            << u"stranger"_s << u"broke off when it had our certificate"_s;
        QTest::newRow("none") << QString() << u"name files with ‘cert’"_s;
    }
    void shouldShowTheCertificateThatIsNamed()
    {
        QFETCH(QString, name);
        QFETCH(QString, objection);
        const bool isWelcome = objection.isEmpty();
        HttpTestServer server(&TestTlsFiles::answer, tlsServer(QSslSocket::VerifyPeer));
        QJsonObject files{{u"ca"_s, u"ca.pem"_s}};
        if (!name.isEmpty()) {
            files.insert(u"cert"_s, QString(name + u".pem"_s));
            files.insert(u"key"_s, QString(name + u".key"_s));
        }
        const auto made = m_bench.make(u"json"_s, source(server, files));
        QVERIFY2(made, made ? "" : qPrintable(made.error().message));

        const MetricSample sample = m_bench.measure();

        QVERIFY2((sample.quality == Quality::Good) == isWelcome, qPrintable(sample.reason));
        QCOMPARE(server.requests().size(), isWelcome ? 1 : 0);
        QVERIFY2(sample.reason.contains(objection), qPrintable(sample.reason));
        QCOMPARE(sample.reason.isEmpty(), isWelcome);
    }

    void shouldNameTheFileThatIsWrong_data()
    {
        QTest::addColumn<QJsonObject>("files");
        QTest::addColumn<QString>("said");
        const QString cert = u"client.pem"_s;
        QTest::newRow("not there") << QJsonObject{{u"ca"_s, u"gone.pem"_s}} << u"gone.pem"_s;
        QTest::newRow("folder") << QJsonObject{{u"ca"_s, u"."_s}} << u"‘ca’"_s;
        QTest::newRow("empty") << QJsonObject{{u"ca"_s, u"empty.pem"_s}} << u"empty.pem"_s;
        QTest::newRow("text") << QJsonObject{{u"ca"_s, u"text.pem"_s}} << u"text.pem"_s;
        QTest::newRow("no key") << QJsonObject{{u"cert"_s, cert}} << u"go together"_s;
        QTest::newRow("no certificate")
            << QJsonObject{{u"key"_s, u"client.key"_s}} << u"go together"_s;
        QTest::newRow("key is a certificate")
            << QJsonObject{{u"cert"_s, cert}, {u"key"_s, cert}} << u"‘key’"_s;
        QTest::newRow("another's key")
            << QJsonObject{{u"cert"_s, cert}, {u"key"_s, u"stranger.key"_s}} << u"stranger.key"_s;
        QTest::newRow("another kind of key")
            << QJsonObject{{u"cert"_s, cert}, {u"key"_s, u"server.key"_s}} << u"server.key"_s;
        QTest::newRow("passphrase")
            << QJsonObject{{u"cert"_s, cert}, {u"key"_s, u"locked.key"_s}} << u"passphrase"_s;
    }
    void shouldNameTheFileThatIsWrong()
    {
        QFETCH(QJsonObject, files);
        QFETCH(QString, said);
        files.insert(u"url"_s, u"https://shop.example/"_s);
        files.insert(u"pointer"_s, u"/v"_s);

        const auto made = m_bench.make(u"json"_s, files);

        QVERIFY(!made);
        QVERIFY2(made.error().message.contains(said), qPrintable(made.error().message));
        QVERIFY2(made.error().message.contains(u"“m”"_s), qPrintable(made.error().message));
    }

    void shouldWantTlsForItsFiles_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QJsonObject>("more");
        const QJsonObject url{{u"url"_s, u"http://127.0.0.1/"_s}};
        QTest::newRow("probe") << u"http_probe"_s << url;
        QTest::newRow("security score") << u"security_score"_s << url;
        QTest::newRow("redis") << u"redis"_s << QJsonObject();
    }
    void shouldWantTlsForItsFiles()
    {
        QFETCH(QString, kind);
        QFETCH(QJsonObject, more);
        more.insert(u"ca"_s, u"ca.pem"_s);

        const auto made = m_bench.make(kind, more);

        QVERIFY(!made);
        QVERIFY2(made.error().message.contains(u"nothing encrypts"_s),
                 qPrintable(made.error().message));
    }

    void shouldTakeKeysInEitherForm()
    {
        for (const QString &name : {u"client"_s, u"server"_s}) {
            const QString old = name + u"-old.key"_s;
            testing::Certificates::openssl({u"pkey"_s, u"-traditional"_s, u"-in"_s,
                                            path(name + u".key"_s), u"-out"_s, path(old)});
            const auto made = tlsConfiguration({{}, path(name + u".pem"_s), path(old)});
            QVERIFY2(made, made ? "" : qPrintable(made.error().message));
        }
    }

    void shouldScoreASiteOfOnesOwnAuthority()
    {
        HttpTestServer server(
            [](const HttpTestServer::Request &) {
                return HttpTestServer::reply(200, "shop",
                                             "Strict-Transport-Security: max-age=63072000\r\n");
            },
            tlsServer(QSslSocket::VerifyNone));
        const QJsonObject site{{u"url"_s, server.url(u"/"_s, u"https"_s).toString()}};
        QVERIFY(m_bench.make(u"security_score"_s, site));
        const double untrusted = m_bench.measure().value;
        QJsonObject trusting = site;
        trusting.insert(u"ca"_s, u"ca.pem"_s);
        QVERIFY(m_bench.make(u"security_score"_s, trusting));

        const MetricSample sample = m_bench.measure();

        QVERIFY2(sample.value > untrusted, qPrintable(sample.reason));
    }

private:
    QString path(const QString &name) const { return m_certificates.path(name); }
    std::unique_ptr<QTcpServer> tlsServer(QSslSocket::PeerVerifyMode mode) const
    {
        const Result<QSslConfiguration> made
            = tlsConfiguration({path(u"ca.pem"_s), path(u"server.pem"_s), path(u"server.key"_s)});
        if (!made)
            qFatal("%s", qPrintable(made.error().message));
        QSslConfiguration configuration = *made;
        configuration.setPeerVerifyMode(mode);
        auto server = std::make_unique<QSslServer>();
        server->setSslConfiguration(configuration);
        return server;
    }
    static QJsonObject source(const HttpTestServer &server, QJsonObject files)
    {
        files.insert(u"url"_s, server.url(u"/"_s, u"https"_s).toString());
        files.insert(u"pointer"_s, u"/v"_s);
        return files;
    }
    /// What each kind of source understands.
    static HttpTestServer::Reply answer(const HttpTestServer::Request &request)
    {
        if (request.path.contains("getMonitors"))
            return HttpTestServer::reply(200, "{\"monitors\":[{\"custom_uptime_ratio\":\"1\"}]}");
        if (request.path.contains("/api/v1/query"))
            return HttpTestServer::reply(200,
                                         "{\"status\":\"success\",\"data\":{\"resultType\":"
                                         "\"scalar\",\"result\":[1,\"1\"]}}");
        if (request.path == "/metrics")
            return HttpTestServer::reply(200,
                                         "up 1\nnode_memory_MemTotal_bytes 2\n"
                                         "node_memory_MemAvailable_bytes 1\n");
        return HttpTestServer::reply(200, "{\"v\": 1}");
    }

    SourceBench m_bench;
    testing::Certificates m_certificates{m_bench.folder.path()};
};

QTEST_GUILESS_MAIN(TestTlsFiles)
#include "tst_tlsfiles.moc"
