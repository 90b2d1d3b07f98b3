// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/sshconnections.h"
#include "support/fakesshprompter.h"
#include "support/observedcommand.h"
#include "support/sshdfixture.h"

#include <QElapsedTimer>

#include <sys/stat.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace slipway;

/// Reaching a server, its host key, and what happens when it goes away.
class TestSshConnections : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }
    void init()
    {
        m_sshd = std::make_unique<SshdFixture>();
        m_prompter = std::make_unique<FakeSshPrompter>();
        m_settings = SshSettings();
        m_settings.useConfig = false;
        m_settings.useAgent = false;
    }
    void cleanup()
    {
        m_connections.reset();
        m_sshd.reset();
    }

    void shouldSayThatNothingListens()
    {
        connectTo({target()});

        const CommandResult result = run("true");

        QVERIFY(result.error);
        QCOMPARE(result.error->code, ErrorCode::Unreachable);
        QVERIFY2(result.error->message.contains(u"refuses connections"_s), text(result));
    }

    void shouldSayThatTheNameIsUnknown()
    {
        SshTarget unknown = target();
        unknown.host = u"no-such-host.invalid"_s;
        connectTo({unknown});

        const CommandResult result = run("true");

        QVERIFY(result.error);
        QCOMPARE(result.error->code, ErrorCode::Unreachable);
        QVERIFY2(result.error->message.contains(u"no-such-host.invalid"_s), text(result));
    }

    void shouldNotRepeatANameThatIsUnknown()
    {
        SshTarget unknown = target();
        unknown.name = u"nowhere.invalid"_s;
        unknown.host = unknown.name;
        connectTo({unknown});

        ObservedCommand observed(m_connections->runner(unknown.name).start(command("true")));

        QVERIFY(observed.waitForEnd(20000));
        QVERIFY(observed.result.error);
        QVERIFY2(observed.result.error->message.startsWith(
                     u"The name nowhere.invalid is unknown to the name service."_s),
                 text(observed.result));
    }

    void shouldGiveUpOnAServerThatNeverGreets()
    {
        QTcpServer silent;
        QVERIFY(silent.listen(QHostAddress::LocalHost));
        SshTarget mute = target();
        mute.port = silent.serverPort();
        m_settings.connectTimeout = 500ms;
        connectTo({mute});
        QElapsedTimer timer;
        timer.start();

        const CommandResult result = run("true");

        QVERIFY(result.error);
        QCOMPARE(result.error->code, ErrorCode::Unreachable);
        QVERIFY(timer.elapsed() < 3000);
    }

    void shouldFailForAnUnknownServerName()
    {
        connectTo({target()});

        ObservedCommand observed(m_connections->runner(u"web-9"_s).start(command("true")));

        QVERIFY(observed.ended.isEmpty());
        QVERIFY(observed.waitForEnd());
        QCOMPARE(observed.result.error->code, ErrorCode::NotFound);
    }

    void shouldFailWhereServersJumpInACircle()
    {
        SshTarget one = target();
        one.jump = u"two"_s;
        SshTarget two = target();
        two.name = u"two"_s;
        two.jump = u"web-1"_s;
        connectTo({one, two});

        const CommandResult result = run("true");

        QVERIFY(result.error);
        QCOMPARE(result.error->code, ErrorCode::InvalidInput);
    }

    void shouldAskOnceAboutAnUnknownHostKeyAndRememberIt()
    {
        QVERIFY(m_sshd->start());
        SshTarget unknown = target();
        unknown.knownHosts = m_sshd->path("new/folder/known_hosts");
        m_prompter->hostKeyAnswer = HostKeyAnswer::AcceptAndRemember;
        connectTo({unknown});

        QVERIFY(runMany(30));

        QCOMPARE(m_prompter->hostKeyQuestions.size(), 1);
        const HostKeyQuestion question = m_prompter->hostKeyQuestions.first();
        QCOMPARE(question.address, QString::fromUtf8(m_sshd->knownHostsName()));
        QCOMPARE(question.keyType, u"ssh-ed25519"_s);
        QCOMPARE(question.fingerprint, fingerprint("host_ed25519.pub"));
        QFile file(unknown.knownHosts);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), m_sshd->knownHostsName() + ' ' + m_sshd->hostKey() + '\n');
        struct stat status{};
        QCOMPARE(::stat(unknown.knownHosts.toUtf8().constData(), &status), 0);
        QCOMPARE(status.st_mode & 07777U, 0600U);
    }

    void shouldRefuseAnUnknownHostKeyThatWasNotAccepted()
    {
        QVERIFY(m_sshd->start());
        SshTarget unknown = target();
        unknown.knownHosts = m_sshd->knownHosts({});
        connectTo({unknown});

        const CommandResult result = run("true");

        QVERIFY(result.error);
        QCOMPARE(result.error->code, ErrorCode::HostKey);
        QVERIFY2(result.error->message.contains(fingerprint("host_ed25519.pub")), text(result));
    }

    void shouldRefuseAChangedHostKeyWithBothFingerprints()
    {
        m_sshd->makeKey(u"old_host"_s, u"ed25519"_s);
        QVERIFY(m_sshd->start());
        SshTarget changed = target();
        changed.knownHosts = m_sshd->knownHosts("# a comment\n" + m_sshd->knownHostsName() + ' '
                                                + m_sshd->hostKey(u"old_host"_s) + '\n');
        // What is meant for unknown keys must not let a changed one pass.
        m_prompter->hostKeyAnswer = HostKeyAnswer::AcceptAndRemember;
        connectTo({changed});

        const CommandResult result = run("true");

        QVERIFY(result.error);
        QCOMPARE(result.error->code, ErrorCode::HostKey);
        QVERIFY2(result.error->message.contains(fingerprint("host_ed25519.pub")), text(result));
        QVERIFY2(result.error->message.contains(fingerprint("old_host.pub")), text(result));
        QVERIFY2(result.error->message.contains(changed.knownHosts + u" line 2"), text(result));
        QCOMPARE(m_prompter->hostKeyQuestions.size(), 1);
    }

    void shouldRefuseARevokedHostKey()
    {
        QVERIFY(m_sshd->start());
        SshTarget revoked = target();
        revoked.knownHosts
            = m_sshd->knownHosts("@revoked * " + m_sshd->hostKey() + '\n' + m_sshd->knownHostsName()
                                 + ' ' + m_sshd->hostKey() + '\n');
        connectTo({revoked});

        const CommandResult result = run("true");

        QVERIFY(result.error);
        QCOMPARE(result.error->code, ErrorCode::HostKey);
        QVERIFY2(result.error->message.contains(u"revoked"_s), text(result));
    }

    void shouldAcceptHashedNamesAndPreferTheKnownKeyType()
    {
        m_sshd->makeKey(u"host_ecdsa"_s, u"ecdsa"_s);
        QVERIFY(m_sshd->start("HostKey " + m_sshd->path("host_ecdsa").toUtf8() + '\n'));
        SshTarget hashed = target();
        hashed.knownHosts = m_sshd->knownHosts(m_sshd->knownHostsName() + ' '
                                               + m_sshd->hostKey(u"host_ecdsa"_s) + '\n');
        QProcess::execute(u"/usr/bin/ssh-keygen"_s, {u"-q"_s, u"-H"_s, u"-f"_s, hashed.knownHosts});
        connectTo({hashed});

        const CommandResult result = run("true");

        QVERIFY2(!result.error, text(result));
        QCOMPARE(m_prompter->hostKeyQuestions.size(), 0);
    }

    void shouldNoticeThatTheServerStoppedAnswering()
    {
        QVERIFY(m_sshd->start());
        m_settings.keepAliveInterval = 200ms;
        m_settings.lostAfter = 800ms;
        connectTo({target()});
        ObservedCommand observed(runner().start(command("echo up; sleep 60")));
        QVERIFY(observed.waitForOutput("up"));

        m_sshd->freeze();
        const bool hasEnded = observed.waitForEnd(5000);
        m_sshd->thaw();

        QVERIFY(hasEnded);
        QVERIFY(observed.result.error);
        QCOMPARE(observed.result.error->code, ErrorCode::ConnectionLost);
        QVERIFY2(observed.result.error->message.contains(u"web-1 stopped answering"_s),
                 text(observed.result));
    }

    void shouldKeepAQuietConnectionWhoseServerAnswers()
    {
        QVERIFY(m_sshd->start());
        m_settings.keepAliveInterval = 100ms;
        m_settings.lostAfter = 400ms;
        connectTo({target()});

        const CommandResult result = run("sleep 1.5");

        QVERIFY2(!result.error, text(result));
        QCOMPARE(result.exitCode, 0);
    }

    void shouldLoseTheCommandWithItsServerAndServeAgainAfterItsReturn()
    {
        QVERIFY(m_sshd->start());
        connectTo({target()});
        ObservedCommand observed(runner().start(command("echo up; sleep 60")));
        QVERIFY(observed.waitForOutput("up"));

        m_sshd->stop();

        QVERIFY(observed.waitForEnd());
        QVERIFY(observed.result.error);
        QCOMPARE(observed.result.error->code, ErrorCode::ConnectionLost);
        QCOMPARE(run("true").error->code, ErrorCode::Unreachable);
        QVERIFY(m_sshd->start());
        const CommandResult again = run("true");
        QVERIFY2(!again.error, text(again));
    }

    void shouldEndTheRemoteProcessesWhenTheConnectionsGo()
    {
        QVERIFY(m_sshd->start());
        connectTo({target()});
        ObservedCommand observed(runner().start(command("echo $$; trap '' TERM; sleep 60 & wait")));
        QVERIFY(observed.waitForOutput("\n"));
        const QString process = u"/proc/"_s + QString::fromLatin1(observed.out).trimmed();
        QVERIFY(QFileInfo::exists(process));
        QElapsedTimer timer;
        timer.start();

        m_connections.reset();

        QVERIFY(timer.elapsed() < 2000);
        QVERIFY(observed.waitForEnd());
        QCOMPARE(observed.result.error->code, ErrorCode::Cancelled);
        QTRY_VERIFY_WITH_TIMEOUT(!QFileInfo::exists(process), 8000);
    }

    void shouldShareOneConnectionAndDropItWhenIdle()
    {
        QVERIFY(m_sshd->start());
        connectTo({target()});

        for (int i = 0; i < 5; ++i)
            QVERIFY(!run("true").error);
        QTRY_COMPARE(m_sshd->log().count("Accepted publickey"), 1);
        m_connections->closeIdle();
        QVERIFY(!run("true").error);

        QTRY_COMPARE(m_sshd->log().count("Accepted publickey"), 2);
    }

    void shouldOpenFurtherConnectionsWhereTheServerAllowsFewSessions_data()
    {
        QTest::addColumn<QByteArray>("limit");
        QTest::newRow("as usual") << "MaxSessions 10\n"_ba;
        QTest::newRow("three") << "MaxSessions 3\n"_ba;
        QTest::newRow("one") << "MaxSessions 1\n"_ba;
    }

    void shouldOpenFurtherConnectionsWhereTheServerAllowsFewSessions()
    {
        QFETCH(QByteArray, limit);
        QVERIFY(m_sshd->start(limit));
        connectTo({target()});

        QVERIFY(runMany(50));
    }

    void shouldReachAHundredTargetsOnOneServerWithItsDefaults()
    {
        QVERIFY(m_sshd->start("MaxStartups 10:30:100\n"));
        QList<SshTarget> targets;
        for (int i = 0; i < 100; ++i) {
            targets << target();
            targets.last().name = u"web-%1"_s.arg(i);
        }
        connectTo(targets);
        std::vector<std::unique_ptr<ObservedCommand>> all;
        for (const SshTarget &each : std::as_const(targets))
            all.push_back(std::make_unique<ObservedCommand>(
                m_connections->runner(each.name).start(command("true"))));

        for (const auto &observed : all) {
            QVERIFY(observed->waitForEnd(30000));
            QVERIFY2(!observed->result.error, text(observed->result));
        }
    }

    void shouldComeAgainWhenTheServerDropsNewcomers()
    {
        // Every second newcomer beyond one is dropped before the greeting.
        QVERIFY(m_sshd->start("MaxStartups 1:50:20\n"));
        QList<SshTarget> targets;
        for (int i = 0; i < 16; ++i) {
            targets << target();
            targets.last().name = u"web-%1"_s.arg(i);
        }
        connectTo(targets);
        std::vector<std::unique_ptr<ObservedCommand>> all;
        for (const SshTarget &each : std::as_const(targets))
            all.push_back(std::make_unique<ObservedCommand>(
                m_connections->runner(each.name).start(command("true"))));

        for (const auto &observed : all) {
            QVERIFY(observed->waitForEnd(30000));
            QVERIFY2(!observed->result.error, text(observed->result));
        }
    }

    void shouldGoThroughJumpHostsOfAnyDepth()
    {
        QVERIFY(m_sshd->start());
        SshTarget first = target();
        first.name = u"bastion"_s;
        SshTarget second = target();
        second.name = u"inner"_s;
        second.jump = u"bastion"_s;
        QList<SshTarget> targets{first, second};
        for (int i = 0; i < 10; ++i) {
            targets << target();
            targets.last().name = u"web-%1"_s.arg(i + 1);
            targets.last().jump = u"inner"_s;
        }
        connectTo(targets);
        std::vector<std::unique_ptr<ObservedCommand>> all;
        for (int i = 0; i < 10; ++i)
            all.push_back(std::make_unique<ObservedCommand>(
                m_connections->runner(u"web-%1"_s.arg(i + 1))
                    .start(command("head -c 300000 /dev/zero | tr '\\0' x"))));

        for (const auto &observed : all) {
            QVERIFY(observed->waitForEnd());
            QVERIFY2(!observed->result.error, text(observed->result));
            QCOMPARE(observed->out.size(), 300000);
        }
        QTRY_COMPARE(m_sshd->log().count("Accepted publickey"), 12);
    }

    void shouldSayThatTheJumpHostCannotReachTheServer()
    {
        QVERIFY(m_sshd->start());
        SshTarget bastion = target();
        bastion.name = u"bastion"_s;
        SshTarget inner = target();
        inner.jump = u"bastion"_s;
        inner.port = SshdFixture::freePort();
        connectTo({bastion, inner});

        const CommandResult result = run("true");

        QVERIFY(result.error);
        QCOMPARE(result.error->code, ErrorCode::Unreachable);
        QVERIFY2(result.error->message.contains(u"bastion cannot reach web-1"_s), text(result));
    }

private:
    SshTarget target() const
    {
        SshTarget target;
        target.name = u"web-1"_s;
        target.host = u"127.0.0.1"_s;
        target.port = m_sshd->port();
        target.identity = m_sshd->userKey();
        target.knownHosts = m_sshd->knownHosts();
        return target;
    }
    void connectTo(const QList<SshTarget> &targets)
    {
        m_connections = std::make_unique<SshConnections>(targets, m_settings, *m_prompter);
    }
    CommandRunner &runner() { return m_connections->runner(u"web-1"_s); }
    static Command command(const char *script)
    {
        Command command;
        command.script = QString::fromUtf8(script);
        return command;
    }
    CommandResult run(const char *script)
    {
        ObservedCommand observed(runner().start(command(script)));
        if (!observed.waitForEnd(20000))
            observed.result.error = Error{ErrorCode::Internal, u"It did not end."_s, {}};
        return observed.result;
    }
    bool runMany(int count)
    {
        std::vector<std::unique_ptr<ObservedCommand>> all;
        for (int i = 0; i < count; ++i)
            all.push_back(
                std::make_unique<ObservedCommand>(runner().start(command("sleep 0.2; echo done"))));
        return std::ranges::all_of(all, [](const auto &observed) {
            const bool isFine = observed->waitForEnd(30000) && !observed->result.error
                && observed->out == "done\n";
            if (!isFine)
                qInfo() << text(observed->result);
            return isFine;
        });
    }
    static const char *text(const CommandResult &result)
    {
        static QByteArray text;
        text = result.error ? result.error->message.toUtf8() + " / " + result.error->detail.toUtf8()
                            : QByteArray();
        return text.constData();
    }
    QString fingerprint(const char *key) const
    {
        QProcess keygen;
        keygen.start(u"/usr/bin/ssh-keygen"_s, {u"-lf"_s, m_sshd->path(key)});
        keygen.waitForFinished();
        return QString::fromUtf8(keygen.readAllStandardOutput().split(' ').value(1));
    }

    std::unique_ptr<SshdFixture> m_sshd;
    std::unique_ptr<FakeSshPrompter> m_prompter;
    SshSettings m_settings;
    std::unique_ptr<SshConnections> m_connections;
};

QTEST_GUILESS_MAIN(TestSshConnections)
#include "tst_sshconnections.moc"
