// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/sshconnections.h"
#include "support/fakesshprompter.h"
#include "support/observedchannel.h"
#include "support/sshdfixture.h"

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace slipway;

/// A real agent of this machine, used from a console on a server.
class TestSshAgentForwarding : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        QTest::failOnWarning(QRegularExpression(u".?"_s));
        QVERIFY(m_sshd.start());
        m_sshd.makeKey(u"agent_key"_s, u"ed25519"_s);
        QFile file(m_sshd.path("data"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("to be signed");
        const QString socket = m_sshd.path("agent.sock");
        m_agent.start(u"/usr/bin/ssh-agent"_s, {u"-D"_s, u"-a"_s, socket});
        QVERIFY(m_agent.waitForStarted());
        QTRY_VERIFY(QFileInfo::exists(socket));
        qputenv("SSH_AUTH_SOCK", socket.toUtf8());
        QCOMPARE(QProcess::execute(u"/usr/bin/ssh-add"_s, {u"-q"_s, m_sshd.path("agent_key")}), 0);
        // It must come from the agent.
        QFile::remove(m_sshd.path("agent_key"));
    }
    void cleanupTestCase()
    {
        m_agent.kill();
        m_agent.waitForFinished();
        qunsetenv("SSH_AUTH_SOCK");
    }
    void init()
    {
        m_prompter = std::make_unique<FakeSshPrompter>();
        SshTarget target;
        target.name = u"web-1"_s;
        target.host = u"127.0.0.1"_s;
        target.port = m_sshd.port();
        target.identity = m_sshd.userKey();
        target.knownHosts = m_sshd.knownHosts();
        SshSettings settings;
        settings.useConfig = false;
        m_connections
            = std::make_unique<SshConnections>(QList<SshTarget>{target}, settings, *m_prompter);
        QFile::remove(m_sshd.path("data.sig"));
    }
    void cleanup()
    {
        m_connections.reset();
        m_prompter.reset();
    }

    void shouldNotForwardTheAgentUnlessToldTo()
    {
        ObservedChannel console(m_connections->opener(u"web-1"_s),
                                request("echo [$SSH_AUTH_SOCK]", ChannelRequest::Agent::None));

        QVERIFY(console.waitForEnd());

        QCOMPARE(console.sink->bytes(), "[]\r\n"_ba);
    }

    void shouldShowTheKeysWithoutAQuestion()
    {
        ObservedChannel console(m_connections->opener(u"web-1"_s), request("ssh-add -L"));

        QVERIFY(console.waitForEnd());

        QVERIFY2(console.sink->bytes().contains(m_sshd.publicKey(u"agent_key"_s)),
                 console.sink->bytes().constData());
        QCOMPARE(m_prompter->agentUses.size(), 0);
    }

    void shouldSignOnceForEachAnswer()
    {
        m_prompter->agentUseAnswer = AgentUseAnswer::Allow;
        ObservedChannel console(
            m_connections->opener(u"web-1"_s),
            request(signing() + "; rm -f " + m_sshd.path("data.sig").toUtf8() + "; " + signing()));

        QVERIFY(console.waitForEnd());

        QVERIFY2(console.end.exitCode == 0, console.sink->bytes().constData());
        QVERIFY(QFileInfo(m_sshd.path("data.sig")).size() > 100);
        QCOMPARE(m_prompter->agentUses.size(), 2);
        const AgentUse use = m_prompter->agentUses.first();
        QCOMPARE(use.server, u"web-1"_s);
        QCOMPARE(use.key, u"test"_s);
        QVERIFY(use.fingerprint.startsWith(u"SHA256:"_s));
    }

    void shouldNotSignWhenThePersonRefuses()
    {
        ObservedChannel console(m_connections->opener(u"web-1"_s), request(signing()));

        QVERIFY(console.waitForEnd());

        QVERIFY(console.end.exitCode != 0);
        QVERIFY(!QFileInfo::exists(m_sshd.path("data.sig")));
        QCOMPARE(m_prompter->agentUses.size(), 1);
    }

    void shouldRefuseToChangeTheAgent()
    {
        ObservedChannel console(m_connections->opener(u"web-1"_s), request("ssh-add -D"));

        QVERIFY(console.waitForEnd());

        QVERIFY(console.end.exitCode != 0);
        QProcess list;
        list.start(u"/usr/bin/ssh-add"_s, {u"-l"_s});
        QVERIFY(list.waitForFinished());
        QCOMPARE(list.exitCode(), 0);
    }

    void shouldEndWithTheConsole()
    {
        m_prompter->agentUseAnswer = AgentUseAnswer::Allow;
        ObservedChannel console(m_connections->opener(u"web-1"_s),
                                request("echo =$SSH_AUTH_SOCK=; cat"));
        QVERIFY(console.waitForOutput("=\r\n"));
        ObservedChannel other(
            m_connections->opener(u"web-1"_s),
            request("read s; SSH_AUTH_SOCK=$s ssh-add -l", ChannelRequest::Agent::None));
        QVERIFY(other.waitForOpen());
        const QByteArray socket = console.sink->bytes().split('=').at(1);

        console.channel->close();
        QVERIFY(console.waitForEnd());
        // The server keeps it as long as the connection; nobody serves it any more.
        QVERIFY(QFileInfo::exists(QString::fromUtf8(socket)));
        other.channel->write(socket + "\r");

        QVERIFY(other.waitForEnd());
        QVERIFY2(other.end.exitCode != 0, other.sink->bytes().constData());
    }

private:
    static ChannelRequest request(const QByteArray &command,
                                  ChannelRequest::Agent agent = ChannelRequest::Agent::Forward)
    {
        ChannelRequest request;
        request.command = QString::fromUtf8(command);
        request.agent = agent;
        return request;
    }
    QByteArray signing() const
    {
        return "ssh-keygen -Y sign -n test -f " + m_sshd.path("agent_key.pub").toUtf8() + ' '
            + m_sshd.path("data").toUtf8();
    }

    SshdFixture m_sshd;
    QProcess m_agent;
    std::unique_ptr<FakeSshPrompter> m_prompter;
    std::unique_ptr<SshConnections> m_connections;
};

QTEST_GUILESS_MAIN(TestSshAgentForwarding)
#include "tst_sshagentforwarding.moc"
