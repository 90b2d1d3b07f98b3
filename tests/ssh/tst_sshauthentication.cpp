// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/sshconnections.h"
#include "support/fakesshprompter.h"
#include "support/observedcommand.h"
#include "support/sshdfixture.h"
#include "support/sshloginserver.h"

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace slipway;

/// Proving who we are, with keys, an agent, passwords and questions.
class TestSshAuthentication : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }
    void init()
    {
        m_sshd = std::make_unique<SshdFixture>();
        m_prompter = std::make_unique<FakeSshPrompter>();
        m_target = SshTarget();
        m_target.name = u"web-1"_s;
        m_target.host = u"127.0.0.1"_s;
        m_target.user = SshdFixture::userName();
        m_target.port = m_sshd->port();
        m_target.identity = m_sshd->userKey();
        m_target.knownHosts = m_sshd->knownHosts();
        m_settings = SshSettings();
        m_settings.useConfig = false;
        m_settings.useAgent = false;
    }
    void cleanup()
    {
        m_connections.reset();
        m_server.reset();
        m_sshd.reset();
        if (m_agent) {
            m_agent->kill();
            m_agent->waitForFinished();
            m_agent.reset();
        }
        qunsetenv("SSH_AUTH_SOCK");
    }

    void shouldSayWhatWasTriedWhenNoKeyFits()
    {
        startSshd();
        m_sshd->makeKey(u"other"_s, u"ed25519"_s);
        m_target.identity = m_sshd->path("other");

        const CommandResult result = run();

        QVERIFY(result.error);
        QCOMPARE(result.error->code, ErrorCode::Authentication);
        QVERIFY2(result.error->message.contains(u"other"_s), text(result));
        QVERIFY2(result.error->message.contains(u"publickey"_s), text(result));
    }

    void shouldSayThatTheKeyFileIsMissing()
    {
        startSshd();
        m_target.identity = m_sshd->path("none");

        const CommandResult result = run();

        QVERIFY(result.error);
        QCOMPARE(result.error->code, ErrorCode::Authentication);
        QVERIFY2(result.error->message.contains(u"does not exist"_s), text(result));
    }

    void shouldNotUseAKeyThatOthersMayRead()
    {
        startSshd();
        QVERIFY(QFile::setPermissions(m_target.identity,
                                      QFile::ReadOwner | QFile::WriteOwner | QFile::ReadOther));
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"chmod 600 .*user_ed25519"_s));

        const CommandResult result = run();

        QVERIFY(result.error);
        QCOMPARE(result.error->code, ErrorCode::Authentication);
        QVERIFY2(result.error->message.contains(u"others may read it (put that right with “chmod "
                                                "600 "_s),
                 text(result));
    }

    void shouldNameAKeyFileWithoutAKey()
    {
        startSshd();
        m_target.identity = m_sshd->path("garbage");
        QFile file(m_target.identity);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("no key at all\n");
        file.close();

        const CommandResult result = run();

        QVERIFY(result.error);
        QVERIFY2(result.error->message.contains(u"garbage, which holds no key"_s), text(result));
    }

    void shouldSayThatACertificateHasExpired()
    {
        m_sshd->makeKey(u"authority"_s, u"ed25519"_s);
        m_sshd->makeKey(u"signed"_s, u"ed25519"_s);
        QProcess::execute(u"/usr/bin/ssh-keygen"_s,
                          {u"-q"_s, u"-s"_s, m_sshd->path("authority"), u"-I"_s, u"test"_s, u"-n"_s,
                           SshdFixture::userName(), u"-V"_s, u"20200101:20200201"_s,
                           m_sshd->path("signed.pub")});
        startSshd("TrustedUserCAKeys " + m_sshd->path("authority.pub").toUtf8() + '\n');
        m_target.identity = m_sshd->path("signed");

        const CommandResult result = run();

        QVERIFY(result.error);
        QVERIFY2(result.error->message.contains(u"signed-cert.pub (expired on "_s), text(result));
    }

    void shouldAskOnceForThePassphraseOfAKey()
    {
        startSshd();
        makeEncryptedKey();
        m_prompter->secrets = {"wrong", "secret phrase"};

        std::vector<std::unique_ptr<ObservedCommand>> all;
        connect();
        for (int i = 0; i < 20; ++i)
            all.push_back(std::make_unique<ObservedCommand>(start("sleep 0.1")));

        for (const auto &observed : all) {
            QVERIFY(observed->waitForEnd(30000));
            QVERIFY2(!observed->result.error, text(observed->result));
        }
        QCOMPARE(m_prompter->secretPrompts.size(), 2);
        QCOMPARE(m_prompter->secretPrompts.at(0).kind, SshSecretPrompt::Kind::Passphrase);
        QCOMPARE(m_prompter->secretPrompts.at(0).account, m_target.identity);
        QCOMPARE(m_prompter->secretPrompts.at(0).attempt, 1);
        QCOMPARE(m_prompter->secretPrompts.at(1).attempt, 2);
    }

    void shouldNotAskForThePassphraseOfAKeyThatIsNotWanted()
    {
        startSshd();
        m_sshd->makeKey(u"other"_s, u"ed25519"_s, u"secret phrase"_s);
        m_target.identity = m_sshd->path("other");

        const CommandResult result = run();

        QVERIFY(result.error);
        QCOMPARE(result.error->code, ErrorCode::Authentication);
        QCOMPARE(m_prompter->secretPrompts.size(), 0);
    }

    void shouldFailWhenNobodyGivesThePassphrase()
    {
        startSshd();
        makeEncryptedKey();

        const CommandResult result = run();

        QVERIFY(result.error);
        QCOMPARE(result.error->code, ErrorCode::Authentication);
        QVERIFY2(result.error->message.contains(u"could not be unlocked"_s), text(result));
    }

    void shouldUseACertificateBesideTheKey()
    {
        m_sshd->makeKey(u"authority"_s, u"ed25519"_s);
        m_sshd->makeKey(u"signed"_s, u"ed25519"_s);
        QProcess::execute(u"/usr/bin/ssh-keygen"_s,
                          {u"-q"_s, u"-s"_s, m_sshd->path("authority"), u"-I"_s, u"test"_s, u"-n"_s,
                           SshdFixture::userName(), m_sshd->path("signed.pub")});
        startSshd("TrustedUserCAKeys " + m_sshd->path("authority.pub").toUtf8() + '\n');
        m_target.identity = m_sshd->path("signed");

        const CommandResult result = run();

        QVERIFY2(!result.error, text(result));
    }

    void shouldGiveTwoKeysWhereTheServerWantsTwo()
    {
        m_sshd->makeKey(u"second"_s, u"ed25519"_s);
        m_sshd->authorize(u"second"_s);
        startAgent({u"second"_s});
        startSshd("AuthenticationMethods publickey,publickey\n");

        const CommandResult result = run();

        QVERIFY2(!result.error, text(result));
    }

    void shouldUseTheAgentAndStopBeforeTheServerLosesPatience()
    {
        QStringList names;
        for (int i = 0; i < 8; ++i) {
            names << u"junk-%1"_s.arg(i);
            m_sshd->makeKey(names.last(), u"ed25519"_s);
        }
        m_sshd->makeKey(u"wanted"_s, u"ed25519"_s);
        m_sshd->authorize(u"wanted"_s);
        names.insert(3, u"wanted"_s);
        startAgent(names);
        startSshd();
        m_target.identity.clear();

        const CommandResult result = run();

        QVERIFY2(!result.error, text(result));
        QVERIFY(!m_sshd->log().contains("Too many authentication failures"));
    }

    void shouldNameTheAgentsKeysWhenNoneFits()
    {
        QStringList names;
        for (int i = 0; i < 8; ++i) {
            names << u"junk-%1"_s.arg(i);
            m_sshd->makeKey(names.last(), u"ed25519"_s);
        }
        startAgent(names);
        startSshd();
        m_target.identity.clear();

        const CommandResult result = run();

        QVERIFY(result.error);
        QCOMPARE(result.error->code, ErrorCode::Authentication);
        QVERIFY2(result.error->message.contains(u"the agent's key"_s), text(result));
        QVERIFY(!m_sshd->log().contains("Too many authentication failures"));
    }

    void shouldTakeAnEncryptedKeyFromTheAgentWithoutAQuestion()
    {
        makeEncryptedKey();
        m_sshd->makeKey(u"copy"_s, u"ed25519"_s);
        QFile::remove(m_sshd->path("copy"));
        QVERIFY(QFile::copy(m_sshd->path("locked"), m_sshd->path("copy")));
        QFile::setPermissions(m_sshd->path("copy"), QFile::ReadOwner | QFile::WriteOwner);
        QProcess::execute(u"/usr/bin/ssh-keygen"_s,
                          {u"-q"_s, u"-p"_s, u"-P"_s, u"secret phrase"_s, u"-N"_s, u""_s, u"-f"_s,
                           m_sshd->path("copy")});
        startAgent({u"copy"_s});
        startSshd();

        const CommandResult result = run();

        QVERIFY2(!result.error, text(result));
        QCOMPARE(m_prompter->secretPrompts.size(), 0);
    }

    void shouldAskForAPasswordUntilItIsRight()
    {
        startServer({"open sesame", {}});
        m_prompter->secrets = {"wrong", "open sesame"};

        const CommandResult result = run();

        QVERIFY2(!result.error, text(result));
        QCOMPARE(m_prompter->secretPrompts.size(), 2);
        const SshSecretPrompt second = m_prompter->secretPrompts.at(1);
        QCOMPARE(second.kind, SshSecretPrompt::Kind::Password);
        QCOMPARE(second.server, u"web-1"_s);
        QCOMPARE(second.account, u"%1@127.0.0.1:%2"_s.arg(m_target.user).arg(m_sshd->port()));
        QCOMPARE(second.attempt, 2);
    }

    void shouldGiveUpAfterThreeWrongPasswords()
    {
        startServer({"open sesame", {}});
        m_prompter->secrets = {"a", "b", "c", "open sesame"};

        const CommandResult result = run();

        QVERIFY(result.error);
        QCOMPARE(result.error->code, ErrorCode::Authentication);
        QVERIFY2(result.error->message.contains(u"password, which was wrong"_s), text(result));
        QCOMPARE(m_prompter->secretPrompts.size(), 3);
    }

    void shouldSayThatNobodyGaveAPassword()
    {
        startServer({"open sesame", {}});

        const CommandResult result = run();

        QVERIFY(result.error);
        QCOMPARE(result.error->code, ErrorCode::Authentication);
        QCOMPARE(m_prompter->secretPrompts.size(), 1);
        QCOMPARE(m_server->refusals.load(), 0);
    }

    void shouldUseAGivenPasswordForFurtherConnections()
    {
        startServer({"open sesame", {}});
        m_prompter->secrets = {"open sesame"};

        QVERIFY(!run().error);
        m_connections->closeIdle();
        ObservedCommand again(start("true"));

        QVERIFY(again.waitForEnd());
        QVERIFY2(!again.result.error, text(again.result));
        QCOMPARE(m_prompter->secretPrompts.size(), 1);
    }

    void shouldAnswerQuestionsOfSeveralRounds()
    {
        startServer({{}, {{{"Password: ", "open sesame", false}}, {{"Code: ", "123456", true}}}});
        m_prompter->secrets = {"open sesame", "123456"};

        const CommandResult result = run();

        QVERIFY2(!result.error, text(result));
        QCOMPARE(m_prompter->secretPrompts.size(), 2);
        QCOMPARE(m_prompter->secretPrompts.at(0).kind, SshSecretPrompt::Kind::Password);
        QCOMPARE(m_prompter->secretPrompts.at(1).kind, SshSecretPrompt::Kind::Answer);
        QCOMPARE(m_prompter->secretPrompts.at(1).text, u"Code:"_s);
        QVERIFY(m_prompter->secretPrompts.at(1).echo);
    }

    void shouldTellAPasswordThatIsGoodOnceFromTheAccounts()
    {
        startServer({{},
                     {{{"Password: ", "open sesame", false}},
                      {{"One-time password (OATH) for `deploy': ", "123456", false}}}});
        m_prompter->secrets = {"open sesame", "123456", "654321"};
        QVERIFY(!run().error);
        const SshSecretPrompt once = m_prompter->secretPrompts.at(1);
        m_connections->closeIdle();

        // The account's password is known; nobody would take the other one for it.
        ObservedCommand again(start("true"));

        QVERIFY(again.waitForEnd());
        QCOMPARE(once.kind, SshSecretPrompt::Kind::Answer);
        QCOMPARE(once.text, u"One-time password (OATH) for `deploy':"_s);
        QCOMPARE(m_prompter->secretPrompts.at(2).text, once.text);
        QCOMPARE(m_prompter->secretPrompts.at(2).attempt, 1);
    }

    void shouldShowWhatAServerSaysWhenAPasswordHasExpired()
    {
        startServer({{},
                     {{{"Password: ", "old", false}},
                      {{"Current password: ", "old", false}},
                      {{"New password: ", "new", false}, {"Retype new password: ", "new", false}}},
                     {"", "You must change your password now.", "Twelve letters at least.\n"}});
        m_prompter->secrets = {"old", "old", "new", "new"};

        const CommandResult result = run();

        QVERIFY2(!result.error, text(result));
        QStringList asked;
        for (const SshSecretPrompt &prompt : std::as_const(m_prompter->secretPrompts))
            asked << prompt.text;
        QCOMPARE(
            asked.sliced(1),
            QStringList({u"You must change your password now.\nCurrent password:"_s,
                         u"Twelve letters at least.\nNew password:"_s, u"Retype new password:"_s}));
    }

    void shouldTellWhatCameWithoutAQuestion()
    {
        startServer({{},
                     {{}, {{"Code: ", "1", false}}, {{"PIN: ", "2", false}}},
                     {"A code was sent.", "It is good for a minute."}});
        m_prompter->secrets = {"1", "2"};

        const CommandResult result = run();

        QVERIFY2(!result.error, text(result));
        QCOMPARE(m_prompter->secretPrompts.at(0).text,
                 u"A code was sent.\nIt is good for a minute.\nCode:"_s);
        QCOMPARE(m_prompter->secretPrompts.at(1).text, u"PIN:"_s);
    }

    void shouldAskAgainAfterAWrongAnswer()
    {
        startServer({{}, {{{"Password: ", "open sesame", false}}}});
        m_prompter->secrets = {"wrong", "open sesame"};

        const CommandResult result = run();

        QVERIFY2(!result.error, text(result));
        QCOMPARE(m_prompter->secretPrompts.size(), 2);
        QCOMPARE(m_prompter->secretPrompts.at(1).attempt, 2);
    }

private:
    void startSshd(const QByteArray &extra = {}) { QVERIFY(m_sshd->start(extra)); }
    void startServer(SshLoginServer::Rules rules)
    {
        m_server = std::make_unique<SshLoginServer>(
            m_sshd->port(), m_sshd->path("host_ed25519").toUtf8(), std::move(rules));
        QVERIFY(m_server->isListening);
    }
    void startAgent(const QStringList &keys)
    {
        m_agent = std::make_unique<QProcess>();
        const QString socket = m_sshd->path("agent");
        m_agent->start(u"/usr/bin/ssh-agent"_s, {u"-D"_s, u"-a"_s, socket});
        QTRY_VERIFY(QFile::exists(socket));
        qputenv("SSH_AUTH_SOCK", socket.toUtf8());
        for (const QString &key : keys)
            QProcess::execute(u"/usr/bin/ssh-add"_s,
                              {u"-q"_s, m_sshd->path(key.toUtf8().constData())});
        m_settings.useAgent = true;
    }
    void makeEncryptedKey()
    {
        m_sshd->makeKey(u"locked"_s, u"ed25519"_s, u"secret phrase"_s);
        m_sshd->authorize(u"locked"_s);
        m_target.identity = m_sshd->path("locked");
    }
    void connect()
    {
        m_connections = std::make_unique<SshConnections>(QList{m_target}, m_settings, *m_prompter);
    }
    std::unique_ptr<RunningCommand> start(const char *script)
    {
        Command command;
        command.script = QString::fromUtf8(script);
        return m_connections->runner(u"web-1"_s).start(std::move(command));
    }
    CommandResult run()
    {
        connect();
        ObservedCommand observed(start("true"));
        if (!observed.waitForEnd(20000))
            observed.result.error = Error{ErrorCode::Internal, u"It did not end."_s, {}};
        return observed.result;
    }
    static const char *text(const CommandResult &result)
    {
        static QByteArray text;
        text = result.error ? result.error->message.toUtf8() + " / " + result.error->detail.toUtf8()
                            : QByteArray();
        return text.constData();
    }

    std::unique_ptr<SshdFixture> m_sshd;
    std::unique_ptr<SshLoginServer> m_server;
    std::unique_ptr<QProcess> m_agent;
    std::unique_ptr<FakeSshPrompter> m_prompter;
    SshTarget m_target;
    SshSettings m_settings;
    std::unique_ptr<SshConnections> m_connections;
};

QTEST_GUILESS_MAIN(TestSshAuthentication)
#include "tst_sshauthentication.moc"
