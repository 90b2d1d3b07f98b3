// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/sshconnections.h"
#include "support/fakesshprompter.h"
#include "support/observedcommand.h"
#include "support/sshdfixture.h"

#include <QElapsedTimer>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace slipway;

/// Many connections to one SSH server with the settings it comes with: none is lost to MaxStartups,
/// and nothing earns a ban.
class TestSshCrowding : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }
    void init()
    {
        m_sshd = std::make_unique<SshdFixture>();
        m_settings = SshSettings();
        m_settings.useConfig = false;
        m_settings.useAgent = false;
        m_settings.connectTimeout = 30s;
    }
    void cleanup()
    {
        m_running.clear();
        m_connections.reset();
        m_sshd.reset();
    }

    void shouldReachAHundredTargetsOnAServerWithItsDefaults()
    {
        QVERIFY(m_sshd->start(defaults));
        connectTo(names(100));

        QVERIFY(runOnAll(names(100)));

        QVERIFY2(!m_sshd->log().contains("penalty"), m_sshd->log().constData());
        QVERIFY(runOnAll({u"web-1"_s}));
    }

    void shouldReachAHundredTargetsThroughABastionWithItsDefaults()
    {
        QVERIFY(m_sshd->start(defaults));
        SshdFixture inner;
        QVERIFY(inner.start("MaxStartups 1000:30:2000\nPerSourceMaxStartups none\n"));
        QFile keys(inner.path("authorized_keys"));
        QVERIFY(keys.open(QIODevice::Append));
        keys.write(m_sshd->publicKey(u"user_ed25519"_s) + '\n');
        keys.close();
        SshTarget bastion = target(u"bastion"_s);
        QList<SshTarget> targets{bastion};
        for (const QString &name : names(100)) {
            SshTarget behind = target(name);
            behind.port = inner.port();
            behind.jump = u"bastion"_s;
            behind.knownHosts = inner.knownHosts();
            targets.append(behind);
        }
        connectTo(targets);

        QVERIFY(runOnAll(names(100)));

        QCOMPARE(m_sshd->log().count("Accepted publickey"), 1);
    }

    void shouldComeAgainWhileOthersTakeEveryPlace()
    {
        QVERIFY(m_sshd->start("MaxStartups 4:100:4\nLogLevel VERBOSE\n"));
        connectTo(names(20));
        QVERIFY(hold(4));

        begin(names(20));
        QElapsedTimer timer;
        timer.start();
        // Long enough for many refusals: each of ours met one.
        QTRY_VERIFY(timer.elapsed() > 1500);
        QVERIFY2(m_sshd->log().contains("drop connection"), m_sshd->log().constData());
        QVERIFY(
            std::ranges::all_of(m_running, [](const auto &each) { return each->ended.isEmpty(); }));
        m_held.clear();

        QVERIFY(allSucceed());
    }

    void shouldShareTheDoorWithOthers()
    {
        // Three of ten places are left, and beyond five every second newcomer is dropped.
        QVERIFY(m_sshd->start("MaxStartups 5:50:10\n"));
        connectTo(names(20));
        QVERIFY(hold(7));

        QVERIFY(runOnAll(names(20)));

        m_held.clear();
    }

    void shouldGiveUpInTimeWhereNobodyGetsIn()
    {
        QVERIFY(m_sshd->start("MaxStartups 2:100:2\n"));
        m_settings.connectTimeout = 1500ms;
        connectTo(names(3));
        QVERIFY(hold(2));
        QElapsedTimer timer;
        timer.start();

        begin(names(3));

        for (const auto &each : m_running) {
            QVERIFY(each->waitForEnd(30000));
            QVERIFY(each->result.error);
            QCOMPARE(int(each->result.error->code), int(ErrorCode::Unreachable));
            QVERIFY2(each->result.error->message.contains(u"MaxStartups"_s),
                     qPrintable(each->result.error->message));
        }
        QVERIFY(timer.elapsed() >= 1500);
        m_held.clear();
    }

    void shouldSayThatThisAddressIsBanned()
    {
        QVERIFY(m_sshd->start("PerSourcePenalties authfail:60s min:10s max:10m\n"));
        m_settings.connectTimeout = 1500ms;
        SshTarget stranger = target(u"stranger"_s);
        m_sshd->makeKey(u"stranger"_s, u"ed25519"_s);
        stranger.identity = m_sshd->path("stranger");
        connectTo({stranger, target(u"web-1"_s)});
        begin({u"stranger"_s});
        QVERIFY(m_running.front()->waitForEnd());
        QCOMPARE(int(m_running.front()->result.error->code), int(ErrorCode::Authentication));
        m_connections->closeIdle();
        // The server takes note once that connection's process has ended.
        QTRY_VERIFY_WITH_TIMEOUT(m_sshd->sessions().isEmpty(), 10000);

        m_running.clear();
        begin({u"web-1"_s});

        QVERIFY(m_running.front()->waitForEnd(30000));
        QVERIFY(m_running.front()->result.error);
        const QString message = m_running.front()->result.error->message;
        QVERIFY2(message.contains(u"PerSourcePenalties"_s), qPrintable(message));
    }

    void shouldSendOneAheadWhereItMayNotLogIn()
    {
        QVERIFY(m_sshd->start("PerSourcePenalties yes\n"));
        SshTarget stranger = target(u"stranger"_s);
        m_sshd->makeKey(u"stranger"_s, u"ed25519"_s);
        stranger.identity = m_sshd->path("stranger");
        connectTo({stranger, target(u"web-1"_s)});

        // Enough for a dozen connections.
        begin(QStringList(90, u"stranger"_s));
        for (const auto &each : m_running) {
            QVERIFY(each->waitForEnd(30000));
            QVERIFY(each->result.error);
            QCOMPARE(int(each->result.error->code), int(ErrorCode::Authentication));
        }

        m_running.clear();
        QVERIFY(runOnAll({u"web-1"_s}));
    }

    void shouldReadWordsBeforeTheGreeting()
    {
        QVERIFY(m_sshd->start());
        QTcpServer talker;
        QVERIFY(talker.listen(QHostAddress::LocalHost));
        connect(&talker, &QTcpServer::newConnection, &talker, [&talker] {
            QTcpSocket *socket = talker.nextPendingConnection();
            socket->write("Not open yet, come tomorrow\r\n");
            socket->disconnectFromHost();
        });
        m_settings.connectTimeout = 500ms;
        SshTarget shut = target(u"web-1"_s);
        shut.port = talker.serverPort();
        connectTo({shut});

        begin({u"web-1"_s});

        QVERIFY(m_running.front()->waitForEnd(30000));
        QCOMPARE(m_running.front()->result.error->detail, u"Not open yet, come tomorrow"_s);
    }

private:
    static constexpr const char *defaults
        = "MaxStartups 10:30:100\nPerSourcePenalties yes\nMaxSessions 10\n";

    static QStringList names(int count)
    {
        QStringList names;
        for (int i = 1; i <= count; ++i)
            names.append(u"web-%1"_s.arg(i));
        return names;
    }
    SshTarget target(const QString &name) const
    {
        SshTarget target;
        target.name = name;
        target.host = u"127.0.0.1"_s;
        target.port = m_sshd->port();
        target.identity = m_sshd->userKey();
        target.knownHosts = m_sshd->knownHosts();
        return target;
    }
    void connectTo(const QStringList &machines)
    {
        QList<SshTarget> targets;
        for (const QString &name : machines)
            targets.append(target(name));
        connectTo(targets);
    }
    void connectTo(const QList<SshTarget> &targets)
    {
        m_connections = std::make_unique<SshConnections>(targets, m_settings, m_prompter);
    }
    /// Takes places at the server's door without ever greeting.
    bool hold(int count)
    {
        for (int i = 0; i < count; ++i) {
            std::unique_ptr<QTcpSocket> socket;
            // Its greeting says that it has a place.
            const bool isIn = QTest::qWaitFor(
                [this, &socket] {
                    socket = std::make_unique<QTcpSocket>();
                    socket->connectToHost(QHostAddress::LocalHost, quint16(m_sshd->port()));
                    return socket->waitForReadyRead(2000) && socket->peek(4) == "SSH-";
                },
                30000);
            if (!isIn)
                return false;
            m_held.push_back(std::move(socket));
        }
        return true;
    }
    void begin(const QStringList &machines)
    {
        for (const QString &machine : machines) {
            Command command;
            command.script = u"true"_s;
            m_running.push_back(std::make_unique<ObservedCommand>(
                m_connections->runner(machine).start(std::move(command))));
        }
    }
    bool allSucceed()
    {
        return std::ranges::all_of(m_running, [](const auto &each) {
            const bool isFine = each->waitForEnd(60000) && !each->result.error;
            if (!isFine && each->result.error)
                qInfo() << each->result.error->message << each->result.error->detail;
            return isFine;
        });
    }
    bool runOnAll(const QStringList &machines)
    {
        m_running.clear();
        begin(machines);
        return allSucceed();
    }

    std::unique_ptr<SshdFixture> m_sshd;
    FakeSshPrompter m_prompter;
    SshSettings m_settings;
    std::unique_ptr<SshConnections> m_connections;
    std::vector<std::unique_ptr<ObservedCommand>> m_running;
    std::vector<std::unique_ptr<QTcpSocket>> m_held;
};

QTEST_GUILESS_MAIN(TestSshCrowding)
#include "tst_sshcrowding.moc"
