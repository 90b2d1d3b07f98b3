// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/keyfile.h"
#include "ssh/sshconnections.h"
#include "support/fakesshprompter.h"
#include "support/observedcommand.h"
#include "support/sshdfixture.h"

#include <QLocalServer>
#include <QLocalSocket>
#include <QPromise>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace slipway;

namespace {

/// Sees what is said about agents.
class WaitingPrompter final : public FakeSshPrompter
{
public:
    QFuture<AgentWaitAnswer> showAgentWait(const AgentWait &wait) override
    {
        waits.append(wait);
        promises.emplace_back().start();
        return promises.back().future();
    }

    QList<AgentWait> waits;
    std::vector<QPromise<AgentWaitAnswer>> promises;
};

} // namespace

/// Agents that ask their person, and which of their keys are offered.
class TestSshAgents : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }
    void init()
    {
        m_sshd = std::make_unique<SshdFixture>();
        m_prompter = std::make_unique<WaitingPrompter>();
        m_settings = SshSettings();
        m_settings.useConfig = false;
        m_identity.clear();
        startAgent();
    }
    void cleanup()
    {
        m_connections.reset();
        m_sshd.reset();
        m_agent->kill();
        m_agent->waitForFinished();
        m_agent.reset();
        qunsetenv("SSH_AUTH_SOCK");
    }

    void shouldTellThatTheAgentAsksItsPerson()
    {
        QVERIFY(m_sshd->start());
        add(u"user_ed25519"_s, {u"-c"_s});
        connect();
        ObservedCommand observed(start());

        QTRY_COMPARE(m_prompter->waits.size(), 1);
        QVERIFY(observed.ended.isEmpty());
        confirm("yes");

        QVERIFY(observed.waitForEnd(20000));
        QVERIFY2(!observed.result.error, text(observed.result));
        QTRY_VERIFY(m_prompter->promises[0].isCanceled());
        QCOMPARE(m_prompter->waits[0].server, u"web-1"_s);
        QCOMPARE(m_prompter->waits[0].key, u"test"_s);
        QCOMPARE(m_prompter->waits[0].keyType, u"ssh-ed25519"_s);
    }

    void shouldGoOnWhenThePersonSaysNoToTheAgent()
    {
        QVERIFY(m_sshd->start());
        add(u"user_ed25519"_s, {u"-c"_s});
        m_sshd->makeKey(u"second"_s, u"ed25519"_s);
        m_sshd->authorize(u"second"_s);
        add(u"second"_s, {});
        connect();
        ObservedCommand observed(start());

        QTRY_COMPARE(m_prompter->waits.size(), 1);
        confirm("no");

        QVERIFY(observed.waitForEnd(20000));
        QVERIFY2(!observed.result.error, text(observed.result));
    }

    void shouldSayThatTheAgentRefused()
    {
        QVERIFY(m_sshd->start());
        add(u"user_ed25519"_s, {u"-c"_s});
        connect();
        ObservedCommand observed(start());

        QTRY_COMPARE(m_prompter->waits.size(), 1);
        confirm("no");

        QVERIFY(observed.waitForEnd(20000));
        QVERIFY(observed.result.error);
        QVERIFY2(observed.result.error->message.contains(
                     u"Tried: the agent's key test (the agent refused to sign with it). "_s),
                 text(observed.result));
    }

    void shouldGiveTheAgentUpWhenToldSo()
    {
        QVERIFY(m_sshd->start());
        add(u"user_ed25519"_s, {u"-c"_s});
        connect();
        ObservedCommand observed(start());

        QTRY_COMPARE(m_prompter->waits.size(), 1);
        m_prompter->promises[0].addResult(AgentWaitAnswer::GiveUp);
        m_prompter->promises[0].finish();

        QVERIFY(observed.waitForEnd(20000));
        confirm("no");
        QVERIFY(observed.result.error);
        QCOMPARE(observed.result.error->code, ErrorCode::Authentication);
        QVERIFY2(observed.result.error->message.contains(u"was given up"_s), text(observed.result));
    }

    void shouldSayNothingOfAnAgentThatAnswersAtOnce()
    {
        QVERIFY(m_sshd->start());
        add(u"user_ed25519"_s, {});
        connect();

        ObservedCommand observed(start());

        QVERIFY(observed.waitForEnd(20000));
        QVERIFY2(!observed.result.error, text(observed.result));
        QCOMPARE(m_prompter->waits.size(), 0);
    }

    void shouldLeaveNoDescriptorOpenAfterALogin()
    {
        QVERIFY(m_sshd->start());
        add(u"user_ed25519"_s, {});
        connect();
        const auto open = [] {
            return QDir(u"/proc/self/fd"_s).count();
        };
        qsizetype before = 0;

        for (int i = 0; i < 4; ++i) {
            ObservedCommand observed(start());
            QVERIFY(observed.waitForEnd(20000));
            QVERIFY2(!observed.result.error, text(observed.result));
            m_connections->closeIdle();
            QTRY_COMPARE(m_sshd->sessions().size(), 0);
            if (i == 0)
                before = qsizetype(open());
        }

        QCOMPARE(qsizetype(open()), before);
    }

    void shouldBeginWithTheKeyThatWasTakenTheLastTime()
    {
        addJunk(3);
        add(u"user_ed25519"_s, {});
        QVERIFY(m_sshd->start("LogLevel VERBOSE\n"));
        connect();
        ObservedCommand first(start());
        QVERIFY(first.waitForEnd(20000));
        QVERIFY2(!first.result.error, text(first.result));
        QTRY_COMPARE(m_sshd->log().count("Failed publickey"), 3);
        m_connections->closeIdle();

        ObservedCommand second(start());

        QVERIFY(second.waitForEnd(20000));
        QVERIFY2(!second.result.error, text(second.result));
        QTRY_COMPARE(m_sshd->log().count("Accepted publickey"), 2);
        QCOMPARE(m_sshd->log().count("Failed publickey"), 3);
    }

    void shouldUseTheAgentsKeyOfAPublicKeyFile()
    {
        addJunk(3);
        add(u"user_ed25519"_s, {});
        QVERIFY(QFile::remove(m_sshd->userKey()));
        QVERIFY(m_sshd->start("LogLevel VERBOSE\nMaxAuthTries 1\n"));
        m_identity = m_sshd->path("user_ed25519.pub");
        connect();

        ObservedCommand observed(start());

        QVERIFY(observed.waitForEnd(20000));
        QVERIFY2(!observed.result.error, text(observed.result));
        QCOMPARE(m_sshd->log().count("Failed publickey"), 0);
    }

    void shouldSayAtOnceThatTheServerHadEnoughOfTheKeys()
    {
        addJunk(5);
        QVERIFY(m_sshd->start("MaxAuthTries 3\n"));
        connect();
        QElapsedTimer timer;
        timer.start();

        ObservedCommand observed(start());

        QVERIFY(observed.waitForEnd(20000));
        QVERIFY(observed.result.error);
        QVERIFY2(timer.elapsed() < 10000, text(observed.result));
        QCOMPARE(observed.result.error->code, ErrorCode::Authentication);
        QVERIFY2(observed.result.error->message.contains(u"Too many authentication failures"_s),
                 text(observed.result));
        QVERIFY2(observed.result.error->message.contains(
                     u"Tried: the agent's key junk-0, the agent's key junk-1, the agent's key "
                     "junk-2. "_s),
                 text(observed.result));
        QVERIFY2(observed.result.error->message.contains(
                     u": 2 (the agent's key junk-3, the agent's key junk-4)"_s),
                 text(observed.result));
        QVERIFY2(observed.result.error->message.contains(u"IdentitiesOnly"_s),
                 text(observed.result));
    }

    void shouldSayWhichKeysItLeftOut()
    {
        addJunk(6);
        add(u"user_ed25519"_s, {});
        QVERIFY(m_sshd->start("KbdInteractiveAuthentication yes\n"));
        connect();

        ObservedCommand observed(start());

        QVERIFY(observed.waitForEnd(20000));
        QVERIFY(observed.result.error);
        QCOMPARE(observed.result.error->code, ErrorCode::Authentication);
        const QString message = observed.result.error->message;
        const QString left = message.section(u"Left out"_s, 1);
        QVERIFY2(
            left.contains(
                u": 3 (the agent's key junk-4, the agent's key junk-5, the agent's key test)"_s),
            qPrintable(message));
        QVERIFY2(left.contains(u"IdentitiesOnly"_s), qPrintable(message));
        QVERIFY2(!message.section(u"Left out"_s, 0, 0).contains(u"junk-5"_s), qPrintable(message));
    }

    /// As OpenSSH does, which leaves it to the server to have had enough.
    void shouldOfferAllKeysWhereNothingElseIsAccepted()
    {
        addJunk(5);
        add(u"user_ed25519"_s, {});
        QVERIFY(m_sshd->start("KbdInteractiveAuthentication no\n"));
        connect();

        ObservedCommand observed(start());

        QVERIFY(observed.waitForEnd(20000));
        QVERIFY2(!observed.result.error, text(observed.result));
    }

    void shouldNotWaitForEverForASilentAgent()
    {
        QLocalServer agent;
        const QString path = m_sshd->path("silent");
        QVERIFY(agent.listen(path));
        qputenv("SSH_AUTH_SOCK", path.toUtf8());
        QVERIFY(m_sshd->start());
        m_settings.connectTimeout = 1s;
        connect();

        ObservedCommand observed(start());

        QVERIFY(observed.waitForEnd(20000));
        QVERIFY(observed.result.error);
        QVERIFY2(
            observed.result.error->message.contains(u"agent at "_s + path + u" does not answer"_s),
            text(observed.result));
    }

    void shouldLetGoOfASilentAgentWhenCancelled()
    {
        QLocalServer agent;
        const QString path = m_sshd->path("silent");
        QVERIFY(agent.listen(path));
        qputenv("SSH_AUTH_SOCK", path.toUtf8());
        QVERIFY(m_sshd->start());
        connect();
        ObservedCommand observed(start());
        QTRY_VERIFY(agent.hasPendingConnections());
        std::unique_ptr<QLocalSocket> asking(agent.nextPendingConnection());

        m_connections.reset();

        QTRY_COMPARE(asking->state(), QLocalSocket::UnconnectedState);
    }

    void shouldSayThatThePrivateHalfOfAPublicKeyFileIsInNoAgent()
    {
        m_sshd->makeKey(u"other"_s, u"ed25519"_s);
        QVERIFY(m_sshd->start());
        m_identity = m_sshd->path("other.pub");
        connect();

        ObservedCommand observed(start());

        QVERIFY(observed.waitForEnd(20000));
        QVERIFY(observed.result.error);
        QCOMPARE(observed.result.error->code, ErrorCode::Authentication);
        QVERIFY2(observed.result.error->message.contains(m_identity
                                                         + u", whose other half is in no agent"_s),
                 text(observed.result));
    }

    void shouldKnowAPublicKeyFileByItsContent()
    {
        const KeyFile named = KeyFile::inspect(m_sshd->path("user_ed25519.pub"));
        const KeyFile beside = KeyFile::inspect(m_sshd->userKey());

        QVERIFY(named.state == KeyFile::State::PublicOnly);
        QVERIFY(!named.publicBlob.isEmpty());
        // With IdentitiesOnly this is what lets the agent's key be offered.
        QCOMPARE(named.publicBlob, beside.publicBlob);
    }

private:
    /// Its person answers what stands in the file "answer", once it is there.
    void startAgent()
    {
        QFile script(m_sshd->path("askpass"));
        QVERIFY(script.open(QIODevice::WriteOnly));
        script.write("#!/bin/sh\nwhile [ ! -e " + answerFile().toUtf8()
                     + " ]; do sleep 0.05; done\ngrep -q yes " + answerFile().toUtf8() + '\n');
        script.close();
        script.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        m_agent = std::make_unique<QProcess>();
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"SSH_ASKPASS"_s, script.fileName());
        environment.insert(u"SSH_ASKPASS_REQUIRE"_s, u"force"_s);
        environment.insert(u"DISPLAY"_s, u":none"_s);
        m_agent->setProcessEnvironment(environment);
        const QString socket = m_sshd->path("agent");
        m_agent->start(u"/usr/bin/ssh-agent"_s, {u"-D"_s, u"-a"_s, socket});
        QTRY_VERIFY(QFile::exists(socket));
        qputenv("SSH_AUTH_SOCK", socket.toUtf8());
    }
    void add(const QString &key, const QStringList &options) const
    {
        QCOMPARE(QProcess::execute(u"/usr/bin/ssh-add"_s,
                                   QStringList{u"-q"_s} + options
                                       + QStringList{m_sshd->path(key.toUtf8().constData())}),
                 0);
    }
    void addJunk(int count)
    {
        for (int i = 0; i < count; ++i) {
            const QString name = u"junk-%1"_s.arg(i);
            m_sshd->makeKey(name, u"ed25519"_s);
            QProcess keygen;
            keygen.start(
                u"/usr/bin/ssh-keygen"_s,
                {u"-c"_s, u"-C"_s, name, u"-f"_s, m_sshd->path(name.toUtf8().constData())});
            QVERIFY(keygen.waitForFinished());
            add(name, {});
        }
    }
    QString answerFile() const { return m_sshd->path("answer"); }
    void confirm(const QByteArray &answer) const
    {
        QFile file(answerFile() + u".new"_s);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(answer);
        file.close();
        QVERIFY(file.rename(answerFile()));
    }
    void connect()
    {
        SshTarget target;
        target.name = u"web-1"_s;
        target.host = u"127.0.0.1"_s;
        target.user = SshdFixture::userName();
        target.port = m_sshd->port();
        target.knownHosts = m_sshd->knownHosts();
        target.identity = m_identity;
        m_connections = std::make_unique<SshConnections>(QList{target}, m_settings, *m_prompter);
    }
    std::unique_ptr<RunningCommand> start() const
    {
        Command command;
        command.script = u"true"_s;
        return m_connections->runner(u"web-1"_s).start(std::move(command));
    }
    static const char *text(const CommandResult &result)
    {
        static QByteArray text;
        text = result.error ? result.error->message.toUtf8() : QByteArray();
        return text.constData();
    }

    std::unique_ptr<SshdFixture> m_sshd;
    std::unique_ptr<QProcess> m_agent;
    std::unique_ptr<WaitingPrompter> m_prompter;
    SshSettings m_settings;
    QString m_identity;
    std::unique_ptr<SshConnections> m_connections;
};

QTEST_GUILESS_MAIN(TestSshAgents)
#include "tst_sshagents.moc"
