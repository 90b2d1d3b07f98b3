// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/sshconnections.h"
#include "support/commandrunnercontract.h"
#include "support/fakesshprompter.h"
#include "support/sshdfixture.h"

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace slipway;

/// Commands by the ssh program of this machine.
class TestSystemCommands : public CommandRunnerContract
{
    Q_OBJECT
protected:
    CommandRunner &runner() override { return m_connections->runner(u"web-1"_s); }

private Q_SLOTS:
    void initTestCase()
    {
        QTest::failOnWarning(QRegularExpression(u".?"_s));
        QVERIFY(m_sshd.start());
    }
    void init() { connectTo(targetOf(m_sshd)); }
    void cleanup() { m_connections.reset(); }

    void shouldTakeAScriptAsItIs_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("output");
        QTest::newRow("quotes") << "echo \"it's\" 'a \"b\"' \\\\"_ba << "it's a \"b\" \\\n"_ba;
        QTest::newRow("here document") << "cat <<EOF\na $((1+1)) )\nEOF"_ba << "a 2 )\n"_ba;
        QTest::newRow("interpreter line") << "#!/bin/sh\necho x"_ba << "x\n"_ba;
        QTest::newRow("no newline, no output") << ":"_ba << ""_ba;
        QTest::newRow("closing brace") << "}\n"_ba.prepend("echo a\n{ echo b\n") << "a\nb\n"_ba;
        QTest::newRow("long") << QByteArray("echo 0123456789abcdef\n").repeated(20000)
                              << QByteArray("0123456789abcdef\n").repeated(20000);
        QTest::newRow("carriage return") << "printf 'a\rb'"_ba << "a\rb"_ba;
    }

    void shouldTakeAScriptAsItIs()
    {
        QFETCH(QByteArray, text);

        ObservedCommand observed(runner().start(script(text.constData())));

        QVERIFY(observed.waitForEnd(30000));
        QVERIFY2(!observed.result.error,
                 observed.result.error ? qPrintable(observed.result.error->message) : "");
        QTEST(observed.out, "output");
    }

    void shouldTellAStatusFromASignal()
    {
        ObservedCommand status(runner().start(script("exit 143")));
        ObservedCommand signal(runner().start(script("kill -KILL $$")));

        QVERIFY(status.waitForEnd());
        QVERIFY(signal.waitForEnd());
        QCOMPARE(status.result.exitCode, 143);
        QCOMPARE(status.result.signalName, QString());
        QCOMPARE(signal.result.signalName, u"KILL"_s);
    }

    void shouldShareOneConnection()
    {
        ObservedCommand first(runner().start(script("echo $SSH_CONNECTION")));
        QVERIFY(first.waitForEnd());
        ObservedCommand second(runner().start(script("echo $SSH_CONNECTION")));
        QVERIFY(second.waitForEnd());

        QVERIFY(!first.out.isEmpty());
        QCOMPARE(second.out, first.out);
    }

    void shouldSayWhyItCannotStart_data()
    {
        QTest::addColumn<QString>("folder");
        QTest::addColumn<QString>("shell");
        QTest::addColumn<QString>("variable");
        QTest::addColumn<ErrorCode>("code");
        QTest::newRow("folder") << u"/no/such"_s << u""_s << u"A"_s << ErrorCode::NotFound;
        QTest::newRow("shell") << u""_s << u"/no/shell"_s << u"A"_s << ErrorCode::NotFound;
        QTest::newRow("variable") << u""_s << u""_s << u"A B"_s << ErrorCode::InvalidInput;
    }

    void shouldSayWhyItCannotStart()
    {
        QFETCH(QString, folder);
        QFETCH(QString, shell);
        QFETCH(QString, variable);
        Command command = script("echo ran");
        command.cwd = folder;
        command.shell = shell;
        command.environment.insert(variable, u"x"_s);

        ObservedCommand observed(runner().start(std::move(command)));
        const QSignalSpy started(observed.running.get(), &RunningCommand::started);

        QVERIFY(observed.waitForEnd());
        QVERIFY(observed.result.error);
        QTEST(observed.result.error->code, "code");
        QVERIFY(observed.out.isEmpty());
        QVERIFY(started.isEmpty());
    }

    void shouldSayWhyItCannotLogIn_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QByteArray>("hostKey");
        QTest::addColumn<int>("port");
        QTest::addColumn<ErrorCode>("code");
        const QByteArray name = m_sshd.knownHostsName();
        const QByteArray known = name + ' ' + m_sshd.hostKey() + '\n';
        m_sshd.makeKey(u"stranger"_s, u"ed25519"_s);
        m_sshd.makeKey(u"locked"_s, u"ed25519"_s, u"passphrase"_s);
        m_sshd.authorize(u"locked"_s);
        const QString user = m_sshd.userKey();
        QTest::newRow("key not accepted")
            << m_sshd.path("stranger") << known << 0 << ErrorCode::Authentication;
        QTest::newRow("key with a passphrase")
            << m_sshd.path("locked") << known << 0 << ErrorCode::Authentication;
        QTest::newRow("host key unknown") << user << ""_ba << 0 << ErrorCode::HostKey;
        QTest::newRow("host key changed")
            << user << name + ' ' + m_sshd.hostKey(u"stranger"_s) + '\n'
            << 0 << ErrorCode::HostKey;
        QTest::newRow("nobody there")
            << user << known << SshdFixture::freePort() << ErrorCode::Unreachable;
    }

    void shouldSayWhyItCannotLogIn()
    {
        QFETCH(QString, key);
        QFETCH(QByteArray, hostKey);
        QFETCH(int, port);
        SshTarget target = targetOf(m_sshd);
        target.identity = key;
        target.knownHosts = m_sshd.knownHosts(hostKey);
        if (port > 0)
            target.port = port;
        connectTo(target);

        ObservedCommand observed(runner().start(script("echo ran")));

        QVERIFY(observed.waitForEnd(20000));
        QVERIFY(observed.result.error);
        QTEST(observed.result.error->code, "code");
        QVERIFY(observed.result.error->message.contains("web-1"_L1));
        QVERIFY(observed.out.isEmpty());
    }

    void shouldSayThatTheConnectionWasLost()
    {
        SshdFixture sshd;
        QVERIFY(sshd.start());
        connectTo(targetOf(sshd));
        ObservedCommand observed(runner().start(script("echo up; sleep 60")));
        QVERIFY(observed.waitForOutput("up\n"));

        sshd.stop();

        QVERIFY(observed.waitForEnd());
        QVERIFY(observed.result.error);
        QCOMPARE(observed.result.error->code, ErrorCode::ConnectionLost);
        QCOMPARE(observed.out, "up\n"_ba);
    }

    void shouldGoThroughAJumpHost()
    {
        SshTarget jump = targetOf(m_sshd);
        jump.name = u"bastion"_s;
        SshTarget target = targetOf(m_sshd);
        target.jump = u"bastion"_s;
        connectTo(target, {jump});

        ObservedCommand observed(runner().start(script("echo hello")));

        QVERIFY(observed.waitForEnd());
        QVERIFY2(!observed.result.error,
                 qPrintable(observed.result.error ? observed.result.error->message : QString()));
        QCOMPARE(observed.out, "hello\n"_ba);
    }

    void shouldNotWaitForWhatACommandLeftInTheBackground()
    {
        ObservedCommand observed(runner().start(script("sleep 61 & echo $!")));

        QVERIFY(observed.waitForEnd());
        const int process = observed.out.trimmed().toInt();
        QVERIFY2(!observed.result.error,
                 observed.result.error ? qPrintable(observed.result.error->message) : "");
        QCOMPARE(observed.result.exitCode, 0);
        QCOMPARE(::kill(process, 0), 0);
        ::kill(process, SIGKILL);
    }

    void shouldGiveATerminalWhenAsked()
    {
        Command command = script("test -t 1 && echo terminal; stty size </dev/tty; echo error >&2");
        command.pty = true;

        ObservedCommand observed(runner().start(std::move(command)));

        QVERIFY(observed.waitForEnd());
        QVERIFY2(!observed.result.error,
                 observed.result.error ? qPrintable(observed.result.error->message) : "");
        QCOMPARE(observed.out, "terminal\r\n40 120\r\nerror\r\n"_ba);
    }

    void shouldEndACommandOnATerminal()
    {
        Command command = script("echo $$; sleep 60");
        command.pty = true;
        ObservedCommand observed(runner().start(std::move(command)));
        QVERIFY(observed.waitForOutput("\n"));

        observed.running->cancel();

        QVERIFY(observed.waitForEnd());
        QCOMPARE(observed.result.error->code, ErrorCode::Cancelled);
        const QString process = u"/proc/"_s + QString::fromLatin1(observed.out).trimmed();
        QTRY_VERIFY(!QFileInfo::exists(process));
    }

    void shouldKillWhatIgnoresTheFirstSignal()
    {
        ObservedCommand observed(
            runner().start(script("trap '' TERM; echo $$; while :; do sleep 1; done")));
        QVERIFY(observed.waitForOutput("\n"));

        observed.running->cancel();

        QVERIFY(observed.waitForEnd());
        QCOMPARE(observed.result.error->code, ErrorCode::Cancelled);
        const QString process = u"/proc/"_s + QString::fromLatin1(observed.out).trimmed();
        QTRY_VERIFY_WITH_TIMEOUT(!QFileInfo::exists(process), 10000);
    }

    void shouldCancelBeforeItBegan()
    {
        ObservedCommand observed(runner().start(script("echo ran")));

        observed.running->cancel();

        QVERIFY(observed.ended.isEmpty());
        QVERIFY(observed.waitForEnd());
        QCOMPARE(observed.result.error->code, ErrorCode::Cancelled);
        QVERIFY(observed.out.isEmpty());
    }

    void shouldEndCommandsWhenTheConnectionsGo()
    {
        ObservedCommand observed(runner().start(script("echo $$; sleep 60")));
        QVERIFY(observed.waitForOutput("\n"));

        m_connections.reset();

        QVERIFY(observed.ended.isEmpty());
        QVERIFY(observed.waitForEnd());
        QCOMPARE(observed.result.error->code, ErrorCode::Cancelled);
        const QString process = u"/proc/"_s + QString::fromLatin1(observed.out).trimmed();
        QTRY_VERIFY_WITH_TIMEOUT(!QFileInfo::exists(process), 10000);
    }

    void shouldNotAskHowAnEarlierCommandWent()
    {
        Command command = script("echo ran");
        command.durable = DurableName{u"run-1"_s, DurableName::Mode::AttachOnly};

        ObservedCommand observed(runner().start(std::move(command)));

        QVERIFY(observed.waitForEnd());
        QVERIFY(observed.result.error);
        QCOMPARE(observed.result.error->code, ErrorCode::Unavailable);
        QVERIFY(observed.result.fate == CommandResult::Fate::Unknown);
        QVERIFY(observed.out.isEmpty());
    }

    void shouldNameAnUnknownServer()
    {
        ObservedCommand observed(m_connections->runner(u"nobody"_s).start(script("echo ran")));

        QVERIFY(observed.waitForEnd());
        QVERIFY(observed.result.error);
        QCOMPARE(observed.result.error->code, ErrorCode::NotFound);
    }

private:
    static SshTarget targetOf(const SshdFixture &sshd)
    {
        SshTarget target;
        target.name = u"web-1"_s;
        target.host = u"127.0.0.1"_s;
        target.port = sshd.port();
        target.identity = sshd.userKey();
        target.knownHosts = sshd.knownHosts();
        return target;
    }
    void connectTo(const SshTarget &target, const QList<SshTarget> &others = {})
    {
        SshSettings settings;
        settings.useConfig = false;
        settings.useAgent = false;
        settings.transport = SshTransport::System;
        m_connections
            = std::make_unique<SshConnections>(QList{target} + others, settings, m_prompter);
    }

    SshdFixture m_sshd;
    FakeSshPrompter m_prompter;
    std::unique_ptr<SshConnections> m_connections;
};

QTEST_GUILESS_MAIN(TestSystemCommands)
#include "tst_systemcommands.moc"
