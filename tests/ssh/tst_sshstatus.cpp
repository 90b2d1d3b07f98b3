// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/sshconnections.h"
#include "ssh/statusboard.h"
#include "support/fakesshprompter.h"
#include "support/observedcommand.h"
#include "support/sshdfixture.h"

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace slipway;
using State = ConnectionStatus::State;

/// How it stands with a server's connections, and how long one is kept.
class TestSshStatus : public QObject
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
        m_settings.keepAliveInterval = 100ms;
        m_settings.lostAfter = 20000ms;
    }
    void cleanup()
    {
        m_connections.reset();
        m_sshd.reset();
    }

    void shouldBeIdleBeforeAnythingWasDone()
    {
        connectToServer();

        QCOMPARE(status().server, u"web-1"_s);
        QCOMPARE(status().state, State::Idle);
        QCOMPARE(status().connections, 0);
        QVERIFY(!status().error);
    }

    void shouldFollowAConnectionFromConnectingToConnected()
    {
        QVERIFY(m_sshd->start());
        connectToServer();
        QList<State> seen;
        connect(&m_connections->statuses(), &StatusBoard::changed, this,
                [this, &seen](const QStringList &servers) {
                    if (servers == QStringList{u"web-1"_s})
                        seen << status().state;
                });
        const QDateTime begin = QDateTime::currentDateTimeUtc();

        ObservedCommand observed(start("echo up; sleep 60"));
        QVERIFY(observed.waitForOutput("up"));

        QTRY_VERIFY(seen.contains(State::Connected));
        QTRY_COMPARE(status().channels, 1);
        QCOMPARE(status().connections, 1);
        QVERIFY(status().since >= begin);
        QVERIFY(status().lastHeard >= begin);
        QTRY_VERIFY(status().roundTrip);
        QVERIFY(*status().roundTrip < 2000ms);
    }

    void shouldMeasureTheRoundTripAgainWithEachBeat()
    {
        QVERIFY(m_sshd->start());
        m_settings.keepAliveInterval = 1000ms;
        connectToServer();
        ObservedCommand observed(start("echo up; sleep 60"));
        QVERIFY(observed.waitForOutput("up"));
        QTRY_VERIFY(status().roundTrip);
        const QDateTime heard = status().lastHeard;

        // A server that stands still for a while makes the next measurement a long one.
        m_sshd->freeze();
        QTest::qWait(2000);
        m_sshd->thaw();

        QTRY_VERIFY(*status().roundTrip >= 800ms);
        QTRY_VERIFY_WITH_TIMEOUT(*status().roundTrip < 800ms, 20000);
        QTRY_VERIFY(status().lastHeard > heard);
    }

    void shouldCountChannelsAndConnections()
    {
        QVERIFY(m_sshd->start());
        connectToServer();
        std::vector<std::unique_ptr<ObservedCommand>> all;

        for (int i = 0; i < 10; ++i)
            all.push_back(std::make_unique<ObservedCommand>(start("echo up; sleep 60")));
        for (const auto &each : all)
            QVERIFY(each->waitForOutput("up"));

        QTRY_COMPARE(status().channels, 10);
        QTRY_COMPARE(status().connections, 2);
    }

    void shouldSayThatTheConnectionWasLost()
    {
        QVERIFY(m_sshd->start());
        connectToServer();
        ObservedCommand observed(start("echo up; sleep 60"));
        QVERIFY(observed.waitForOutput("up"));

        m_sshd->stop();

        QTRY_COMPARE(status().state, State::Lost);
        QCOMPARE(status().error->code, ErrorCode::ConnectionLost);
        QVERIFY(!status().roundTrip);
        QCOMPARE(status().connections, 0);
    }

    void shouldSayThatNoConnectionCouldBeMade()
    {
        connectToServer();

        ObservedCommand observed(start("true"));
        QVERIFY(observed.waitForEnd());

        QTRY_COMPARE(status().state, State::Failed);
        QCOMPARE(status().error->code, ErrorCode::Unreachable);
    }

    void shouldCloseAConnectionThatNobodyUses()
    {
        QVERIFY(m_sshd->start());
        m_settings.idleTtl = 300ms;
        connectToServer();

        ObservedCommand longer(start("sleep 1; echo done"));
        QVERIFY(longer.waitForEnd());

        QCOMPARE(longer.out, "done\n"_ba);
        QTRY_COMPARE(status().state, State::Idle);
        QTRY_VERIFY(m_sshd->sessions().isEmpty());
        ObservedCommand again(start("echo again"));
        QVERIFY(again.waitForEnd());
        QCOMPARE(again.out, "again\n"_ba);
    }

    void shouldSpeakAFewTimesASecondAtMost()
    {
        StatusBoard board;
        QSignalSpy changes(&board, &StatusBoard::changed);

        QElapsedTimer timer;
        timer.start();
        for (int i = 1; timer.elapsed() < 1000; ++i) {
            ConnectionStatus status;
            status.server = u"web-%1"_s.arg(i % 3);
            status.channels = i;
            board.post(status);
            QCoreApplication::processEvents();
        }

        QVERIFY2(changes.size() >= 2 && changes.size() <= 5,
                 QByteArray::number(changes.size()).constData());
        QTRY_COMPARE(changes.last().first().toStringList().size(), 3);
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
        m_connections
            = std::make_unique<SshConnections>(QList<SshTarget>{target}, m_settings, m_prompter);
    }
    ConnectionStatus status() const { return m_connections->statuses().status(u"web-1"_s); }
    std::unique_ptr<RunningCommand> start(const char *script)
    {
        Command command;
        command.script = QString::fromUtf8(script);
        return m_connections->runner(u"web-1"_s).start(std::move(command));
    }

    std::unique_ptr<SshdFixture> m_sshd;
    FakeSshPrompter m_prompter;
    SshSettings m_settings;
    std::unique_ptr<SshConnections> m_connections;
};

QTEST_GUILESS_MAIN(TestSshStatus)
#include "tst_sshstatus.moc"
