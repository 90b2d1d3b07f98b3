// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/hostkeywords.h"
#include "ssh/sshconnections.h"
#include "support/observedcommand.h"
#include "support/sshdfixture.h"

#include <QPromise>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace slipway;

namespace {

/// A person who looks first: questions stay open until the test answers them.
class SlowPrompter : public SshPrompter
{
public:
    struct Asked
    {
        HostKeyQuestion question;
        QPromise<HostKeyAnswer> promise;
    };

    QFuture<Result<std::shared_ptr<Secret>>> askSecret(const SshSecretPrompt &) override
    {
        return {};
    }
    QFuture<HostKeyAnswer> askHostKey(const HostKeyQuestion &question) override
    {
        asked.push_back(std::make_unique<Asked>());
        asked.back()->question = question;
        asked.back()->promise.start();
        return asked.back()->promise.future();
    }
    Update updateHostKey(const HostKeyQuestion &question) override
    {
        for (const auto &each : asked) {
            if (each->question.number == question.number)
                each->question = question;
        }
        ++updates;
        return update;
    }
    void answer(std::size_t index, HostKeyAnswer answer) const
    {
        asked.at(index)->promise.addResult(answer);
        asked.at(index)->promise.finish();
    }

    Update update = Update::Shown;
    int updates = 0;
    std::vector<std::unique_ptr<Asked>> asked;
};

} // namespace

/// What happens with a host key, from the server's to the line in known_hosts.
class TestHostKeys : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }
    void init()
    {
        m_sshd = std::make_unique<SshdFixture>();
        m_prompter = std::make_unique<SlowPrompter>();
        m_settings = SshSettings();
        m_settings.useConfig = false;
        m_settings.useAgent = false;
    }
    void cleanup()
    {
        m_commands.clear();
        m_connections.reset();
        m_sshd.reset();
    }

    void shouldShowAnUnknownKeyWithItsPictureAndOtherNames()
    {
        QVERIFY(m_sshd->start());
        connectTo({target(u"web-1"_s, "old.example.com " + m_sshd->hostKey() + '\n')});

        start(u"web-1"_s);

        QTRY_COMPARE(m_prompter->asked.size(), 1U);
        const HostKeyQuestion &question = m_prompter->asked[0]->question;
        QCOMPARE(question.kind, HostKeyQuestion::Kind::Unknown);
        QVERIFY(question.randomart.startsWith(u"+--[ED25519 256]--+\n|"_s));
        QVERIFY(question.randomart.endsWith(u"|\n+----[SHA256]-----+"_s));
        QCOMPARE(question.otherNames, QStringList{u"old.example.com"_s});
        QVERIFY(question.known.isEmpty());
        QCOMPARE(question.servers, QStringList{u"web-1"_s});
    }

    void shouldReplaceAChangedKeyWhenToldSo()
    {
        QVERIFY(m_sshd->start());
        m_sshd->makeKey(u"old_host"_s, u"ed25519"_s);
        const QByteArray others = "mail " + m_sshd->hostKey(u"old_host"_s) + '\n';
        const SshTarget changed = target(u"web-1"_s,
                                         others + m_sshd->knownHostsName() + ' '
                                             + m_sshd->hostKey(u"old_host"_s) + '\n');
        connectTo({changed});

        start(u"web-1"_s);
        QTRY_COMPARE(m_prompter->asked.size(), 1U);
        const HostKeyQuestion question = m_prompter->asked[0]->question;
        m_prompter->answer(0, HostKeyAnswer::Replace);

        QVERIFY2(succeeds(0), message(0));
        QCOMPARE(question.kind, HostKeyQuestion::Kind::Changed);
        QCOMPARE(question.known.size(), 1);
        QCOMPARE(question.known.first().file, changed.knownHosts);
        QCOMPARE(question.known.first().line, 2);
        QVERIFY(question.known.first().fingerprint != question.fingerprint);
        QCOMPARE(read(changed.knownHosts),
                 others + m_sshd->knownHostsName() + ' ' + m_sshd->hostKey() + '\n');
        QVERIFY(QFile::exists(changed.knownHosts + u".old"_s));
    }

    void shouldConnectOnceToAChangedHostAndLeaveTheFileAlone()
    {
        QVERIFY(m_sshd->start());
        m_sshd->makeKey(u"old_host"_s, u"ed25519"_s);
        const QByteArray line
            = m_sshd->knownHostsName() + ' ' + m_sshd->hostKey(u"old_host"_s) + '\n';
        const SshTarget changed = target(u"web-1"_s, line);
        connectTo({changed});

        start(u"web-1"_s);
        QTRY_COMPARE(m_prompter->asked.size(), 1U);
        m_prompter->answer(0, HostKeyAnswer::AcceptOnce);
        QVERIFY2(succeeds(0), message(0));
        m_connections->closeIdle();
        start(u"web-1"_s);

        QVERIFY2(succeeds(1), message(1));
        QCOMPARE(m_prompter->asked.size(), 1U);
        QCOMPARE(read(changed.knownHosts), line);
    }

    void shouldTakeAKeyForChangedWhereOnlyAnotherTypeIsKnown()
    {
        QVERIFY(m_sshd->start());
        m_sshd->makeKey(u"host_ecdsa"_s, u"ecdsa"_s);
        const QByteArray line
            = m_sshd->knownHostsName() + ' ' + m_sshd->hostKey(u"host_ecdsa"_s) + '\n';
        const SshTarget other = target(u"web-1"_s, line);
        connectTo({other});

        start(u"web-1"_s);
        QTRY_COMPARE(m_prompter->asked.size(), 1U);
        const HostKeyQuestion question = m_prompter->asked[0]->question;
        m_prompter->answer(0, HostKeyAnswer::AcceptAndRemember);

        QVERIFY(m_commands[0]->waitForEnd(20000));
        QVERIFY(m_commands[0]->result.error);
        QCOMPARE(m_commands[0]->result.error->code, ErrorCode::HostKey);
        for (const QString &wanted : {u"has changed"_s, QString(other.knownHosts + u" line 1"_s),
                                      question.known.first().fingerprint, u"ssh-ed25519"_s,
                                      u"ecdsa-sha2-nistp256"_s, u"--replace web-1"_s})
            QVERIFY2(m_commands[0]->result.error->message.contains(wanted), message(0));
        QCOMPARE(question.kind, HostKeyQuestion::Kind::Changed);
        QCOMPARE(question.known.first().keyType, u"ecdsa-sha2-nistp256"_s);
        QVERIFY(hostkeywords::explanation(question).contains(u"of another type"_s));
        QCOMPARE(read(other.knownHosts), line);
        start(u"web-1"_s);
        QTRY_COMPARE(m_prompter->asked.size(), 2U);
        m_prompter->answer(1, HostKeyAnswer::Replace);
        QVERIFY2(succeeds(1), message(1));
        QCOMPARE(read(other.knownHosts), m_sshd->knownHostsName() + ' ' + m_sshd->hostKey() + '\n');
    }

    void shouldAskForTheTypeThatIsKnownBeforeThatOfABadCertificate()
    {
        certify(u"ed25519"_s, u"ed25519"_s, {u"-h"_s, u"-n"_s, u"mail.example.com"_s});
        m_sshd->makeKey(u"own_rsa"_s, u"rsa"_s);
        QVERIFY(m_sshd->start(certified() + "HostKey " + m_sshd->path("own_rsa").toUtf8() + '\n'));
        connectTo({target(u"web-1"_s,
                          authorityLine() + m_sshd->knownHostsName() + ' '
                              + m_sshd->hostKey(u"own_rsa"_s) + '\n')});

        start(u"web-1"_s);

        QVERIFY2(succeeds(0), message(0));
        QCOMPARE(m_prompter->asked.size(), 0U);
    }

    void shouldParkHostsThatWaitAndServeTheOthers()
    {
        QVERIFY(m_sshd->start("LoginGraceTime 60\n"));
        m_settings.maxConnecting = 2;
        QList<SshTarget> targets;
        for (int i = 0; i < 4; ++i)
            targets << target(u"new-%1"_s.arg(i), {});
        targets << target(u"known"_s, m_sshd->knownHostsName() + ' ' + m_sshd->hostKey() + '\n');
        connectTo(targets);

        for (int i = 0; i < 4; ++i)
            start(u"new-%1"_s.arg(i));
        QTRY_COMPARE(m_prompter->asked.size(), 1U);
        QTRY_COMPARE(m_prompter->asked[0]->question.servers.size(), 4);
        start(u"known"_s);
        QVERIFY2(succeeds(4), message(4));
        // Only that of the one that could go on.
        QTRY_VERIFY(m_sshd->sessions().size() <= 2);
        m_prompter->answer(0, HostKeyAnswer::AcceptAndRemember);

        for (std::size_t i = 0; i < 4; ++i)
            QVERIFY2(succeeds(i), message(i));
        QCOMPARE(m_prompter->asked.size(), 1U);
        // All have the same address: one line is enough.
        QCOMPARE(read(targets.first().knownHosts).count('\n'), 1);
    }

    void shouldWaitForTheAnswerAboutAJumpHost()
    {
        QVERIFY(m_sshd->start());
        m_settings.connectTimeout = 500ms;
        const QByteArray line = m_sshd->knownHostsName() + ' ' + m_sshd->hostKey() + '\n';
        SshTarget inner = target(u"inner"_s, line);
        inner.jump = u"bastion"_s;
        connectTo({target(u"bastion"_s, {}), inner});

        start(u"inner"_s);
        QTRY_COMPARE(m_prompter->asked.size(), 1U);
        // Longer than a server may take to answer.
        QVERIFY(!m_commands[0]->waitForEnd(1500));
        m_prompter->answer(0, HostKeyAnswer::AcceptOnce);

        QVERIFY2(succeeds(0), message(0));
    }

    void shouldEndACommandThatIsCancelledWhileItsHostIsParked()
    {
        QVERIFY(m_sshd->start());
        connectTo({target(u"web-1"_s, {})});
        start(u"web-1"_s);
        QTRY_COMPARE(m_prompter->asked.size(), 1U);

        m_commands[0]->running->cancel();

        QVERIFY(m_commands[0]->waitForEnd(10000));
        QCOMPARE(m_commands[0]->result.error->code, ErrorCode::Cancelled);
    }

    void shouldAskAgainAboutThoseThatThePersonWasNotToldOf()
    {
        QVERIFY(m_sshd->start());
        m_prompter->update = SshPrompter::Update::NotShown;
        QList<SshTarget> targets;
        for (int i = 0; i < 3; ++i)
            targets << target(u"new-%1"_s.arg(i), {});
        connectTo(targets);
        for (int i = 0; i < 3; ++i)
            start(u"new-%1"_s.arg(i));
        QTRY_COMPARE(m_prompter->asked.size(), 1U);
        QTRY_COMPARE(m_prompter->updates, 2);

        m_prompter->answer(0, HostKeyAnswer::Refuse);

        QTRY_COMPARE(m_prompter->asked.size(), 2U);
        QCOMPARE(m_prompter->asked[1]->question.servers.size(), 2);
        m_prompter->answer(1, HostKeyAnswer::AcceptOnce);
        int refused = 0;
        for (std::size_t i = 0; i < 3; ++i) {
            QVERIFY(m_commands[i]->waitForEnd(20000));
            refused += m_commands[i]->result.error ? 1 : 0;
        }
        QCOMPARE(refused, 1);
    }

    void shouldBelieveAnAuthorityThatIsKnown_data()
    {
        QTest::addColumn<QString>("type");
        QTest::addColumn<QString>("authority");
        QTest::newRow("ed25519") << u"ed25519"_s << u"ed25519"_s;
        QTest::newRow("ecdsa") << u"ecdsa"_s << u"ecdsa"_s;
        QTest::newRow("rsa") << u"rsa"_s << u"rsa"_s;
    }

    void shouldBelieveAnAuthorityThatIsKnown()
    {
        QFETCH(const QString, type);
        QFETCH(const QString, authority);
        certify(type, authority, {u"-h"_s, u"-n"_s, u"other,127.0.0.1"_s});
        QVERIFY(m_sshd->start(certified()));
        connectTo({target(u"web-1"_s, authorityLine())});

        start(u"web-1"_s);
        QVERIFY2(succeeds(0), message(0));
        m_connections->closeIdle();
        start(u"web-1"_s);

        QVERIFY2(succeeds(1), message(1));
        QCOMPARE(m_prompter->asked.size(), 0U);
        QVERIFY(isGoodForSsh());
    }

    void shouldSayWhyACertificateDoesNotCount_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("wanted");
        QTest::newRow("other host")
            << QStringList{u"-h"_s, u"-n"_s, u"mail.example.com"_s} << u"for mail.example.com"_s;
        QTest::newRow("expired") << QStringList{u"-h"_s, u"-n"_s, u"127.0.0.1"_s, u"-V"_s,
                                                u"20200101:20200201"_s}
                                 << u"has expired"_s;
        QTest::newRow("not yet") << QStringList{u"-h"_s, u"-n"_s, u"127.0.0.1"_s, u"-V"_s,
                                                u"20990101:20990201"_s}
                                 << u"valid only from"_s;
    }

    void shouldSayWhyACertificateDoesNotCount()
    {
        QFETCH(const QStringList, arguments);
        QFETCH(const QString, wanted);
        certify(u"ed25519"_s, u"ed25519"_s, arguments);
        QVERIFY(m_sshd->start(certified()));
        connectTo({target(u"web-1"_s, authorityLine())});

        start(u"web-1"_s);
        QTRY_COMPARE(m_prompter->asked.size(), 1U);
        const QString problem = m_prompter->asked[0]->question.certificateProblem;
        m_prompter->answer(0, HostKeyAnswer::Refuse);

        QVERIFY2(problem.contains(wanted), qPrintable(problem));
        QVERIFY(m_commands[0]->waitForEnd(20000));
        QCOMPARE(m_commands[0]->result.error->code, ErrorCode::HostKey);
        QVERIFY2(m_commands[0]->result.error->message.contains(problem), message(0));
        // OpenSSH sees it the same way.
        QVERIFY(!isGoodForSsh());
    }

    void shouldFetchTheCertificateAnewWhenTheServerHasAnotherKey()
    {
        certify(u"ed25519"_s, u"ed25519"_s, {u"-h"_s, u"-n"_s, u"127.0.0.1"_s});
        QVERIFY(m_sshd->start(certified()));
        connectTo({target(u"web-1"_s, authorityLine())});
        start(u"web-1"_s);
        QVERIFY2(succeeds(0), message(0));

        m_sshd->stop();
        m_sshd->makeKey(u"signed_host"_s, u"ed25519"_s);
        sign({u"-h"_s, u"-n"_s, u"127.0.0.1"_s});
        QVERIFY(m_sshd->start(certified()));
        start(u"web-1"_s);

        QVERIFY2(succeeds(1), message(1));
        QCOMPARE(m_prompter->asked.size(), 0U);
    }

    void shouldTakeTheKnownKeyOfAHostThatHasNoCertificate()
    {
        m_sshd->makeKey(u"authority"_s, u"ed25519"_s);
        QVERIFY(m_sshd->start());
        connectTo(
            {target(u"web-1"_s,
                    authorityLine() + m_sshd->knownHostsName() + ' ' + m_sshd->hostKey() + '\n')});

        start(u"web-1"_s);

        QVERIFY2(succeeds(0), message(0));
    }

    void shouldAskWhereACertificateWasExpectedAndNoneCame()
    {
        m_sshd->makeKey(u"authority"_s, u"ed25519"_s);
        QVERIFY(m_sshd->start());
        connectTo({target(u"web-1"_s, authorityLine())});

        start(u"web-1"_s);

        QTRY_COMPARE(m_prompter->asked.size(), 1U);
        QVERIFY(m_prompter->asked[0]->question.certificateProblem.contains(u"no certificate"_s));
    }

    void shouldRefuseARevokedAuthority()
    {
        certify(u"ed25519"_s, u"ed25519"_s, {u"-h"_s, u"-n"_s, u"127.0.0.1"_s});
        QVERIFY(m_sshd->start(certified()));
        connectTo({target(
            u"web-1"_s, authorityLine() + "@revoked * " + m_sshd->hostKey(u"authority"_s) + '\n')});

        start(u"web-1"_s);

        QVERIFY(m_commands[0]->waitForEnd(20000));
        QVERIFY(m_commands[0]->result.error);
        QCOMPARE(m_commands[0]->result.error->code, ErrorCode::HostKey);
        QVERIFY2(m_commands[0]->result.error->message.contains(u"revoked"_s), message(0));
        QCOMPARE(m_prompter->asked.size(), 0U);
    }

    void shouldAgreeWithSshOnACertificateForEverybody()
    {
        certify(u"ed25519"_s, u"ed25519"_s, {u"-h"_s});
        QVERIFY(m_sshd->start(certified()));
        connectTo({target(u"web-1"_s, authorityLine())});
        const bool wanted = isGoodForSsh();

        start(u"web-1"_s);
        QTRY_VERIFY(!m_prompter->asked.empty() || !m_commands[0]->ended.isEmpty());

        QCOMPARE(m_prompter->asked.empty(), wanted);
    }

private:
    SshTarget target(const QString &name, const QByteArray &knownHosts) const
    {
        SshTarget target;
        target.name = name;
        target.host = u"127.0.0.1"_s;
        target.port = m_sshd->port();
        target.identity = m_sshd->userKey();
        target.knownHosts = m_sshd->path(
            knownHosts.isEmpty() ? "empty_hosts" : (name + u"_hosts"_s).toUtf8().constData());
        QFile file(target.knownHosts);
        if (file.open(QIODevice::WriteOnly))
            file.write(knownHosts);
        return target;
    }
    void connectTo(const QList<SshTarget> &targets)
    {
        m_connections = std::make_unique<SshConnections>(targets, m_settings, *m_prompter);
    }
    void start(const QString &name)
    {
        Command command;
        command.script = u"true"_s;
        m_commands.push_back(std::make_unique<ObservedCommand>(
            m_connections->runner(name).start(std::move(command))));
    }
    bool succeeds(std::size_t index) const
    {
        return m_commands.at(index)->waitForEnd(20000) && !m_commands.at(index)->result.error;
    }
    const char *message(std::size_t index) const
    {
        static QByteArray text;
        const CommandResult &result = m_commands.at(index)->result;
        text = result.error ? result.error->message.toUtf8() + " / " + result.error->detail.toUtf8()
                            : "no error"_ba;
        return text.constData();
    }
    static QByteArray read(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    void certify(const QString &type, const QString &authority, const QStringList &arguments)
    {
        m_sshd->makeKey(u"authority"_s, authority);
        m_sshd->makeKey(u"signed_host"_s, type);
        sign(arguments);
    }
    void sign(const QStringList &arguments)
    {
        QProcess::execute(
            u"/usr/bin/ssh-keygen"_s,
            QStringList{u"-q"_s, u"-s"_s, m_sshd->path("authority"), u"-I"_s, u"test"_s} + arguments
                + QStringList{m_sshd->path("signed_host.pub")});
    }
    QByteArray certified() const
    {
        return "HostKey " + m_sshd->path("signed_host").toUtf8() + "\nHostCertificate "
            + m_sshd->path("signed_host-cert.pub").toUtf8() + '\n';
    }
    QByteArray authorityLine() const
    {
        return "@cert-authority * " + m_sshd->hostKey(u"authority"_s) + '\n';
    }
    /// With an authority alone in its known_hosts.
    bool isGoodForSsh() const
    {
        const QString file = m_sshd->knownHosts(authorityLine());
        return QProcess::execute(
                   u"/usr/bin/ssh"_s,
                   {u"-q"_s, u"-F"_s, u"none"_s, u"-o"_s, u"BatchMode=yes"_s, u"-o"_s,
                    u"StrictHostKeyChecking=yes"_s, u"-o"_s, u"GlobalKnownHostsFile=none"_s,
                    u"-o"_s, u"UserKnownHostsFile="_s + file, u"-i"_s, m_sshd->userKey(), u"-p"_s,
                    QString::number(m_sshd->port()), u"127.0.0.1"_s, u"true"_s})
            == 0;
    }

    std::unique_ptr<SshdFixture> m_sshd;
    std::unique_ptr<SlowPrompter> m_prompter;
    SshSettings m_settings;
    std::unique_ptr<SshConnections> m_connections;
    std::vector<std::unique_ptr<ObservedCommand>> m_commands;
};

QTEST_GUILESS_MAIN(TestHostKeys)
#include "tst_hostkeys.moc"
