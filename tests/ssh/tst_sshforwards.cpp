// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/filedescriptor.h"
#include "ssh/sshconnections.h"
#include "ssh/sshforwards.h"
#include "ssh/statusboard.h"
#include "support/fakesshprompter.h"
#include "support/observedcommand.h"
#include "support/sshdfixture.h"

#include <QLocalServer>
#include <QLocalSocket>

#include <sys/socket.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace slipway;
using State = ForwardStatus::State;
using Kind = ForwardSpec::Kind;

/// Sends back what it gets, and closes when its peer has sent all.
class EchoServer : public QTcpServer
{
    Q_OBJECT
public:
    EchoServer()
    {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this] {
            QTcpSocket *socket = nextPendingConnection();
            ++connections;
            connect(socket, &QTcpSocket::readyRead, socket,
                    [socket] { socket->write(socket->readAll()); });
            connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        });
    }
    int connections = 0;
};

class TestSshForwards : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }
    void init()
    {
        m_sshd = std::make_unique<SshdFixture>();
        m_echo = std::make_unique<EchoServer>();
    }
    void cleanup()
    {
        m_connections.reset();
        m_sshd.reset();
        m_echo.reset();
    }

    void shouldCarryFiveMegabytesEachWay_data()
    {
        QTest::addColumn<Kind>("kind");
        QTest::newRow("local") << Kind::Local;
        QTest::newRow("remote") << Kind::Remote;
        QTest::newRow("dynamic") << Kind::Dynamic;
    }

    void shouldCarryFiveMegabytesEachWay()
    {
        QFETCH(Kind, kind);
        QVERIFY(m_sshd->start());
        connectToServer();
        const auto forward = begin(specOf(kind));
        QTRY_COMPARE(forward->status().state, State::Listening);
        QVERIFY(forward->status().port > 0);
        QTcpSocket client;
        QVERIFY(connectThrough(client, *forward));
        const QByteArray bytes = noise(5'000'000);

        client.write(bytes);

        QByteArray echoed;
        QTRY_COMPARE_WITH_TIMEOUT((echoed += client.readAll()).size(), bytes.size(), 60000);
        QCOMPARE(echoed, bytes);
        QTRY_COMPARE(forward->status().sent, quint64(bytes.size()));
        QTRY_COMPARE(forward->status().received, quint64(bytes.size()));
        QCOMPARE(forward->status().open, 1);
        client.disconnectFromHost();
        QTRY_COMPARE(forward->status().open, 0);
        QCOMPARE(forward->status().total, 1);
        QVERIFY(!forward->status().error);
    }

    void shouldListenOnLoopbackOnlyUnlessToldOtherwise()
    {
        QVERIFY(m_sshd->start());
        connectToServer();
        ForwardSpec everywhere = specOf(Kind::Dynamic);
        everywhere.bindAddress = u"::1"_s;

        const auto usual = begin(specOf(Kind::Local));
        const auto remote = begin(specOf(Kind::Remote));
        const auto other = begin(everywhere);

        QTRY_COMPARE(usual->status().state, State::Listening);
        QTRY_COMPARE(remote->status().state, State::Listening);
        QTRY_VERIFY(other->status().state != State::Starting);
        QCOMPARE(usual->status().address, u"127.0.0.1"_s);
        QCOMPARE(remote->status().address, u"localhost"_s);
        if (other->status().state == State::Listening)
            QCOMPARE(other->status().address, u"::1"_s);
    }

    void shouldLetOneSideSendAfterTheOtherHasClosed()
    {
        QVERIFY(m_sshd->start());
        connectToServer();
        QTcpServer answering;
        QVERIFY(answering.listen(QHostAddress::LocalHost));
        ForwardSpec spec = specOf(Kind::Local);
        spec.hostPort = answering.serverPort();
        const auto forward = begin(spec);
        QTRY_COMPARE(forward->status().state, State::Listening);
        QTcpSocket client;
        QVERIFY(connectThrough(client, *forward));
        client.write("question");
        QTRY_VERIFY(answering.hasPendingConnections());
        QTcpSocket *server = answering.nextPendingConnection();
        QTRY_COMPARE(server->bytesAvailable(), 8);
        // The socket of Qt closes both ways when the other side closes one.
        const FileDescriptor raw(::dup(int(server->socketDescriptor())));

        ::shutdown(int(client.socketDescriptor()), SHUT_WR);
        // Its end was seen over there; the answer comes all the same, in full, with its own end.
        char probe = 0;
        QTRY_COMPARE(::recv(raw.get(), &probe, 1, MSG_PEEK | MSG_DONTWAIT), 0);
        const QByteArray answer = noise(300'000);
        QByteArray received;
        qsizetype sent = 0;
        while (sent < answer.size()) {
            const ssize_t size = ::send(raw.get(), answer.constData() + sent,
                                        size_t(answer.size() - sent), MSG_NOSIGNAL | MSG_DONTWAIT);
            sent += std::max<ssize_t>(size, 0);
            QTest::qWait(1);
            received += client.readAll();
        }
        ::shutdown(raw.get(), SHUT_RDWR);

        QTRY_COMPARE_WITH_TIMEOUT((received += client.readAll()).size(), answer.size(), 20000);
        QCOMPARE(received, answer);
        QTRY_COMPARE(forward->status().open, 0);
    }

    void shouldReachAUnixSocketOfTheServer()
    {
        QVERIFY(m_sshd->start());
        connectToServer();
        QLocalServer local;
        QVERIFY(local.listen(m_sshd->path("app.sock")));
        ForwardSpec spec;
        spec.path = local.fullServerName();
        const auto forward = begin(spec);
        QTRY_COMPARE(forward->status().state, State::Listening);
        QTcpSocket client;
        QVERIFY(connectThrough(client, *forward));

        client.write("hello");

        QTRY_VERIFY(local.hasPendingConnections());
        QLocalSocket *socket = local.nextPendingConnection();
        QTRY_COMPARE(socket->bytesAvailable(), 5);
    }

    void shouldServeManyConnectionsOverOneConnection()
    {
        QVERIFY(m_sshd->start());
        connectToServer();
        const auto forward = begin(specOf(Kind::Dynamic));
        QTRY_COMPARE(forward->status().state, State::Listening);
        std::vector<std::unique_ptr<QTcpSocket>> clients;

        for (int i = 0; i < 20; ++i) {
            clients.push_back(std::make_unique<QTcpSocket>());
            QVERIFY(connectThrough(*clients.back(), *forward));
            clients.back()->write("x");
        }

        for (const auto &client : clients)
            QTRY_COMPARE(client->bytesAvailable(), 1);
        QCOMPARE(forward->status().open, 20);
        QCOMPARE(m_sshd->log().count("Accepted publickey"), 1);
    }

    void shouldServeOlderSocksClientsAndNames()
    {
        QVERIFY(m_sshd->start());
        connectToServer();
        const auto forward = begin(specOf(Kind::Dynamic));
        QTRY_COMPARE(forward->status().state, State::Listening);
        QTcpSocket client;
        client.connectToHost(QHostAddress::LocalHost, quint16(forward->status().port));
        QVERIFY(client.waitForConnected());

        client.write(QByteArray("\4\1", 2) + bigEndian(m_echo->serverPort())
                     + QByteArray("\0\0\0\1me\0localhost\0", 17) + "ahead");

        QTRY_COMPARE_WITH_TIMEOUT(client.bytesAvailable(), 8 + 5, 10000);
        QCOMPARE(client.read(2), QByteArray("\0\x5a", 2));
        client.read(6);
        QCOMPARE(client.readAll(), "ahead"_ba);
    }

    void shouldTellTheClientThatNothingListensThere()
    {
        QVERIFY(m_sshd->start());
        connectToServer();
        const auto forward = begin(specOf(Kind::Dynamic));
        QTRY_COMPARE(forward->status().state, State::Listening);
        QTcpSocket client;
        client.connectToHost(QHostAddress::LocalHost, quint16(forward->status().port));
        QVERIFY(client.waitForConnected());

        client.write(QByteArray("\5\1\0\5\1\0\1\x7f\0\0\1", 11)
                     + bigEndian(SshdFixture::freePort()));

        QTRY_COMPARE(client.state(), QAbstractSocket::UnconnectedState);
        QCOMPARE(client.readAll(), QByteArray("\5\0\5\4\0\1\0\0\0\0\0\0", 12));
        QTRY_VERIFY(forward->status().error);
        QCOMPARE(forward->status().error->code, ErrorCode::Unreachable);
        QCOMPARE(forward->status().state, State::Listening);
    }

    void shouldSayThatTheServerRefusesForwarding()
    {
        QVERIFY(m_sshd->start("AllowTcpForwarding no\n"));
        connectToServer();
        const auto local = begin(specOf(Kind::Local));
        const auto remote = begin(specOf(Kind::Remote));
        QTRY_COMPARE(local->status().state, State::Listening);
        QTRY_COMPARE(remote->status().state, State::Failed);

        QTcpSocket client;
        client.connectToHost(QHostAddress::LocalHost, quint16(local->status().port));

        QTRY_VERIFY(local->status().error);
        QCOMPARE(local->status().error->code, ErrorCode::Refused);
        QVERIFY(local->status().error->message.contains(u"web-1 does not allow forwarding"_s));
        QCOMPARE(remote->status().error->code, ErrorCode::Refused);
    }

    void shouldSayThatThePortIsTaken()
    {
        QVERIFY(m_sshd->start("GatewayPorts clientspecified\n"));
        connectToServer();
        ForwardSpec local = specOf(Kind::Local);
        local.port = m_echo->serverPort();
        ForwardSpec remote = specOf(Kind::Remote);
        remote.port = m_echo->serverPort();
        remote.bindAddress = u"127.0.0.1"_s;

        const auto here = begin(local);
        const auto there = begin(remote);

        QTRY_COMPARE(here->status().state, State::Failed);
        QCOMPARE(here->status().error->code, ErrorCode::Refused);
        QVERIFY(here->status().error->message.contains(u"already in use"_s));
        QTRY_COMPARE(there->status().state, State::Failed);
        QCOMPARE(there->status().error->code, ErrorCode::Refused);
    }

    void shouldSayThatTheServerIsUnreachableOrUnknown()
    {
        connectToServer();

        const auto down = begin(specOf(Kind::Local));
        const auto unknown = m_connections->forward(u"web-9"_s, specOf(Kind::Local));

        QTRY_COMPARE(down->status().state, State::Failed);
        QCOMPARE(down->status().error->code, ErrorCode::Unreachable);
        QTRY_COMPARE(unknown->status().state, State::Failed);
        QCOMPARE(unknown->status().error->code, ErrorCode::NotFound);
    }

    void shouldComeBackAfterALostConnection_data() { shouldCarryFiveMegabytesEachWay_data(); }

    void shouldComeBackAfterALostConnection()
    {
        QFETCH(Kind, kind);
        QVERIFY(m_sshd->start());
        connectToServer();
        const auto forward = begin(specOf(kind));
        QTRY_COMPARE(forward->status().state, State::Listening);
        const int port = forward->status().port;
        QTcpSocket lost;
        QVERIFY(connectThrough(lost, *forward));

        m_sshd->stop();

        QTRY_COMPARE(forward->status().state, State::Waiting);
        QCOMPARE(forward->status().error->code, ErrorCode::ConnectionLost);
        QTRY_COMPARE(lost.state(), QAbstractSocket::UnconnectedState);
        QVERIFY(m_sshd->start());
        QTRY_COMPARE_WITH_TIMEOUT(forward->status().state, State::Listening, 20000);
        QCOMPARE(forward->status().port, port);
        QTcpSocket again;
        QVERIFY(connectThrough(again, *forward));
        again.write("again");
        QTRY_COMPARE(again.bytesAvailable(), 5);
    }

    void shouldStopListeningAndCloseWhatGoesThroughIt_data()
    {
        shouldCarryFiveMegabytesEachWay_data();
    }

    void shouldStopListeningAndCloseWhatGoesThroughIt()
    {
        QFETCH(Kind, kind);
        QVERIFY(m_sshd->start());
        connectToServer();
        const auto forward = begin(specOf(kind));
        QTRY_COMPARE(forward->status().state, State::Listening);
        const auto port = quint16(forward->status().port);
        QTcpSocket client;
        QVERIFY(connectThrough(client, *forward));
        client.write("x");
        QTRY_COMPARE(client.bytesAvailable(), 1);

        forward->stop();

        QTRY_COMPARE(forward->status().state, State::Stopped);
        QTRY_COMPARE(client.state(), QAbstractSocket::UnconnectedState);
        QTRY_COMPARE(forward->status().open, 0);
        QTRY_VERIFY(isFree(port));
    }

    void shouldKeepItsConnectionFromBeingClosedAsIdle()
    {
        QVERIFY(m_sshd->start());
        m_settings.idleTtl = 100ms;
        connectToServer();
        const auto forward = begin(specOf(Kind::Remote));
        QTRY_COMPARE(forward->status().state, State::Listening);

        QTest::qWait(400);

        QCOMPARE(forward->status().state, State::Listening);
        QCOMPARE(m_sshd->log().count("Accepted publickey"), 1);
        forward->stop();
        QTRY_COMPARE(m_connections->statuses().status(u"web-1"_s).state,
                     ConnectionStatus::State::Idle);
        m_settings = SshSettings();
    }

    void shouldListTheLiveForwards()
    {
        QVERIFY(m_sshd->start());
        connectToServer();
        SshForwards &list = m_connections->forwards();
        QSignalSpy changes(&list, &SshForwards::changed);

        SshForward &first = list.add(u"web-1"_s, specOf(Kind::Local));
        SshForward &second = list.add(u"web-1"_s, specOf(Kind::Dynamic));

        QCOMPARE(list.all(), (QList<SshForward *>{&first, &second}));
        QTRY_COMPARE(first.status().state, State::Listening);
        list.remove(first);
        QCOMPARE(list.all(), QList<SshForward *>{&second});
        QCOMPARE(changes.size(), 3);
    }

private:
    void connectToServer()
    {
        SshTarget target;
        target.name = u"web-1"_s;
        target.host = u"127.0.0.1"_s;
        target.port = m_sshd->port();
        target.identity = m_sshd->userKey();
        target.knownHosts = m_sshd->knownHosts();
        m_settings.useConfig = false;
        m_settings.useAgent = false;
        m_connections
            = std::make_unique<SshConnections>(QList<SshTarget>{target}, m_settings, m_prompter);
    }
    std::unique_ptr<SshForward> begin(const ForwardSpec &spec)
    {
        return m_connections->forward(u"web-1"_s, spec);
    }
    ForwardSpec specOf(Kind kind) const
    {
        ForwardSpec spec;
        spec.kind = kind;
        if (kind != Kind::Dynamic) {
            spec.host = u"127.0.0.1"_s;
            spec.hostPort = m_echo->serverPort();
        }
        return spec;
    }
    static QByteArray bigEndian(int port)
    {
        return QByteArray(1, char(port >> 8)) + QByteArray(1, char(port & 0xff));
    }
    /// Over SOCKS to the echo server for a dynamic forward.
    bool connectThrough(QTcpSocket &client, const SshForward &forward) const
    {
        client.connectToHost(QHostAddress::LocalHost, quint16(forward.status().port));
        if (!QTest::qWaitFor(
                [&client] { return client.state() == QAbstractSocket::ConnectedState; }, 10000))
            return false;
        if (forward.spec().kind != Kind::Dynamic)
            return QTest::qWaitFor([&forward] { return forward.status().open > 0; }, 10000);
        client.write(QByteArray("\5\1\0\5\1\0\1\x7f\0\0\1", 11) + bigEndian(m_echo->serverPort()));
        if (!QTest::qWaitFor([&client] { return client.bytesAvailable() >= 12; }, 10000))
            return false;
        return client.read(12) == QByteArray("\5\0\5\0\0\1\0\0\0\0\0\0", 12);
    }
    static bool isFree(quint16 port)
    {
        QTcpServer probe;
        return probe.listen(QHostAddress::LocalHost, port);
    }
    static QByteArray noise(qsizetype size)
    {
        QByteArray bytes(size, Qt::Uninitialized);
        quint32 state = 1;
        for (char &byte : bytes) {
            state = state * 1664525 + 1013904223;
            byte = char(state >> 24);
        }
        return bytes;
    }

    std::unique_ptr<SshdFixture> m_sshd;
    std::unique_ptr<EchoServer> m_echo;
    FakeSshPrompter m_prompter;
    SshSettings m_settings;
    std::unique_ptr<SshConnections> m_connections;
};

QTEST_GUILESS_MAIN(TestSshForwards)
#include "tst_sshforwards.moc"
