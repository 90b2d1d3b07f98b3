// SPDX-License-Identifier: GPL-3.0-or-later
#include "certificates.h"
#include "metrics/sources/redissource.h"
#include "sourcetesting.h"

#include <QProcess>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTcpSocket>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace slipway;
using testing::SourceBench;

namespace {

using Quality = MetricSample::Quality;

quint16 freePort()
{
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    return server.serverPort();
}

/// A real Redis on loopback, with or without a password.
class RealRedis
{
public:
    explicit RealRedis(const QStringList &further = {})
    {
        m_process.setProgram(QStandardPaths::findExecutable(u"redis-server"_s));
        m_process.setArguments(QStringList{u"--port"_s, QString::number(port), u"--bind"_s,
                                           u"127.0.0.1"_s, u"--save"_s, u""_s, u"--dir"_s,
                                           folder.path()}
                               + further);
        m_process.start();
        for (int i = 0; i < 200 && !answers(); ++i)
            QTest::qWait(25);
    }
    ~RealRedis()
    {
        if (m_process.state() == QProcess::NotRunning)
            return;
        ::kill(pid_t(m_process.processId()), SIGCONT);
        m_process.kill();
        m_process.waitForFinished();
    }
    Q_DISABLE_COPY_MOVE(RealRedis)

    bool answers() const
    {
        QTcpSocket socket;
        socket.connectToHost(u"127.0.0.1"_s, port);
        return socket.waitForConnected(1000);
    }
    void signal(int number) const { ::kill(pid_t(m_process.processId()), number); }
    /// Sends an inline command and waits for the answer.
    QByteArray send(const QByteArray &line) const
    {
        QTcpSocket socket;
        socket.connectToHost(u"127.0.0.1"_s, port);
        if (!socket.waitForConnected(1000))
            return {};
        socket.write(line + "\r\n");
        socket.waitForReadyRead(2000);
        return socket.readAll();
    }

    QTemporaryDir folder;
    quint16 port = freePort();

private:
    QProcess m_process;
};

} // namespace

class TestRedisSource : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        if (QStandardPaths::findExecutable(u"redis-server"_s).isEmpty())
            QSKIP("There is no redis-server here.");
    }

    void shouldTellTheShareOfHitsSinceTheMeasurementBefore()
    {
        const RealRedis redis;
        redis.send("SET a 1");
        QVERIFY(m_bench.make(u"redis"_s, {{u"port"_s, QString::number(redis.port)}}));
        QCOMPARE(int(m_bench.measure().quality), int(Quality::NoData));
        for (int i = 0; i < 9; ++i)
            redis.send("GET a");
        redis.send("GET b");
        const MetricSample sample = m_bench.measure();
        QCOMPARE(sample.numerator, 9.0);
        QCOMPARE(sample.denominator, 10.0);
        QVERIFY(sample.span > 0);

        // The counters began anew.
        redis.send("CONFIG RESETSTAT");
        redis.send("GET a");
        const MetricSample after = m_bench.measure();
        QCOMPARE(after.numerator, 1.0);
        QCOMPARE(after.denominator, 1.0);
    }

    void shouldLogInAndSayWhyNot()
    {
        const RealRedis redis({u"--requirepass"_s, u"open sesame"_s});
        QVERIFY(m_bench.make(
            u"redis"_s,
            {{u"port"_s, redis.port}, {u"password"_s, u"open sesame"_s}, {u"figure"_s, u"ops"_s}}));
        QVERIFY(m_bench.measure().value >= 0);
        QVERIFY(m_bench.make(u"redis"_s, {{u"port"_s, redis.port}, {u"password"_s, u"wrong"_s}}));
        const MetricSample wrong = m_bench.measure();
        QCOMPARE(int(wrong.quality), int(Quality::SourceDown));
        QVERIFY2(wrong.reason.contains(u"WRONGPASS"_s), qPrintable(wrong.reason));
        QVERIFY(m_bench.make(u"redis"_s, {{u"port"_s, redis.port}}));
        QVERIFY(m_bench.measure().reason.contains(u"NOAUTH"_s));
    }

    void shouldNeedNoMoreThanInfo()
    {
        const RealRedis redis;
        redis.send("ACL SETUSER slipway on >pw -@all +info +ping");
        QVERIFY(m_bench.make(u"redis"_s,
                             {{u"port"_s, redis.port},
                              {u"user"_s, u"slipway"_s},
                              {u"password"_s, u"pw"_s},
                              {u"figure"_s, u"memory"_s}}));
        QVERIFY(m_bench.measure().value > 100'000);
    }

    void shouldTellMemoryOfItsLimit()
    {
        const RealRedis redis({u"--maxmemory"_s, u"100mb"_s});
        MetricSpec spec = SourceBench::specOf(
            u"redis"_s, {{u"port"_s, redis.port}, {u"figure"_s, u"memory"_s}});
        spec.unit = MetricUnit::Percent;
        QVERIFY(m_bench.make(spec));
        const double percent = m_bench.measure().value;
        QVERIFY2(percent > 0.1 && percent < 10, qPrintable(QString::number(percent)));
    }

    void m01_shouldNotWaitForOneThatHangs()
    {
        const RealRedis redis;
        QVERIFY(m_bench.make(u"redis"_s, {{u"port"_s, redis.port}, {u"timeout"_s, 500}}));
        redis.signal(SIGSTOP);
        const MetricSample sample = m_bench.measure();
        QCOMPARE(int(sample.quality), int(Quality::SourceDown));
        QVERIFY(sample.reason.contains(u"in time"_s));
    }

    void shouldSayThatNobodyListens()
    {
        QVERIFY(m_bench.make(u"redis"_s, {{u"port"_s, freePort()}}));
        QCOMPARE(int(m_bench.measure().quality), int(Quality::SourceDown));
    }

    void shouldSayThatItIsNoRedis()
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        connect(&server, &QTcpServer::newConnection, &server, [&server] {
            server.nextPendingConnection()->write("HTTP/1.1 400 Bad Request\r\n\r\n");
        });
        QVERIFY(m_bench.make(u"redis"_s, {{u"port"_s, server.serverPort()}}));
        QVERIFY(m_bench.measure().reason.contains(u"protocol"_s));
    }

    void shouldTakeNothingThatIsNoFigure_data()
    {
        QTest::addColumn<QString>("figure");
        QTest::addColumn<QByteArray>("info");
        QTest::newRow("infinite") << u"ops"_s << "instantaneous_ops_per_sec:inf\r\n"_ba;
        QTest::newRow("negative") << u"memory"_s << "used_memory:-5\r\nmaxmemory:100\r\n"_ba;
        QTest::newRow("no number")
            << u"hit_ratio"_s << "keyspace_hits:1\r\nkeyspace_misses:nan\r\n"_ba;
    }
    void shouldTakeNothingThatIsNoFigure()
    {
        QFETCH(QString, figure);
        QFETCH(QByteArray, info);
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        connect(&server, &QTcpServer::newConnection, &server, [&server, info] {
            server.nextPendingConnection()->write('$' + QByteArray::number(info.size()) + "\r\n"
                                                  + info + "\r\n");
        });
        QVERIFY(
            m_bench.make(u"redis"_s, {{u"port"_s, server.serverPort()}, {u"figure"_s, figure}}));

        const MetricSample sample = m_bench.measure();

        QCOMPARE(int(sample.quality), int(Quality::NoData));
        QVERIFY2(sample.reason.startsWith(u"Redis"_s), qPrintable(sample.reason));
    }

    void shouldReadAnswersPieceByPiece()
    {
        const QByteArray whole = "+OK\r\n$7\r\nrun:1\r\n\r\n";
        for (qsizetype length = 0; length < whole.size() - 2; ++length)
            QVERIFY(!redisInfo(QByteArrayView(whole).first(length), true));
        QCOMPARE(redisInfo(whole, true)->value(), "run:1\r\n"_ba);
        QVERIFY(!*redisInfo("$99999999999\r\n", false));
        QVERIFY(!*redisInfo("$-1\r\n", false));
        QVERIFY(!*redisInfo(":5\r\n", false));
    }

    void shouldTakeAYesAsPeopleWriteIt()
    {
        const auto make = [this](const QString &tls) {
            return bool(m_bench.make(
                u"redis"_s,
                {{u"host"_s, u"cache.example"_s}, {u"password"_s, u"pw"_s}, {u"tls"_s, tls}}));
        };
        for (const QString &yes : {u"true"_s, u"True"_s, u"yes"_s, u"on"_s})
            QVERIFY2(make(yes), qPrintable(yes));
        for (const QString &no : {u"false"_s, u"no"_s, u"off"_s, u"sometimes"_s})
            QVERIFY2(!make(no), qPrintable(no));
    }

    void shouldSpeakTlsAndSayWhoItIs_data()
    {
        QTest::addColumn<QString>("ca");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("objection");
        QTest::newRow("welcome") << u"ca.pem"_s << u"client"_s << QString();
        QTest::newRow("authority not named") << QString() << u"client"_s << u"certificate"_s;
        QTest::newRow("another authority") << u"other-ca.pem"_s << u"client"_s << u"certificate"_s;
        QTest::newRow("no certificate") << u"ca.pem"_s << QString() << u"certificate"_s;
    }
    void shouldSpeakTlsAndSayWhoItIs()
    {
        QFETCH(QString, ca);
        QFETCH(QString, name);
        QFETCH(QString, objection);
        const testing::Certificates files(m_bench.folder.path());
        files.makeAuthority(u"ca"_s);
        files.makeAuthority(u"other-ca"_s);
        files.makeSigned(u"server"_s, u"ca"_s);
        files.makeSigned(u"client"_s, u"ca"_s);
        const quint16 port = freePort();
        const RealRedis redis({u"--tls-port"_s, QString::number(port), u"--tls-cert-file"_s,
                               files.path(u"server.pem"_s), u"--tls-key-file"_s,
                               files.path(u"server.key"_s), u"--tls-ca-cert-file"_s,
                               files.path(u"ca.pem"_s), u"--tls-auth-clients"_s, u"yes"_s});
        QJsonObject source{{u"port"_s, port}, {u"tls"_s, true}, {u"figure"_s, u"ops"_s}};
        if (!ca.isEmpty())
            source.insert(u"ca"_s, ca);
        if (!name.isEmpty()) {
            source.insert(u"cert"_s, QString(name + u".pem"_s));
            source.insert(u"key"_s, QString(name + u".key"_s));
        }
        const auto made = m_bench.make(u"redis"_s, source);
        QVERIFY2(made, made ? "" : qPrintable(made.error().message));

        const MetricSample sample = m_bench.measure();

        QCOMPARE(sample.quality == Quality::Good, objection.isEmpty());
        QVERIFY2(sample.reason.contains(objection), qPrintable(sample.reason));
        QCOMPARE(sample.reason.contains(QString::number(port)), !objection.isEmpty());
    }

    void shouldNotSendAPasswordInTheOpen()
    {
        const auto made
            = m_bench.make(u"redis"_s, {{u"host"_s, u"cache.example"_s}, {u"password"_s, u"pw"_s}});
        QVERIFY(!made);
        QVERIFY(made.error().message.contains(u"tls"_s));
        QVERIFY(!m_bench.make(u"redis"_s, {{u"port"_s, 0}}));
        QVERIFY(!m_bench.make(u"redis"_s, {{u"figure"_s, u"magic"_s}}));
    }

private:
    SourceBench m_bench;
};

QTEST_GUILESS_MAIN(TestRedisSource)
#include "tst_redissource.moc"
