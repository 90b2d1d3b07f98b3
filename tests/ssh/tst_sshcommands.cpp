// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/sshconnections.h"
#include "support/commandrunnercontract.h"
#include "support/fakesshprompter.h"
#include "support/sshdfixture.h"

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace slipway;

class TestSshCommands : public CommandRunnerContract
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
    void init() { connectTo(m_sshd); }
    void cleanup() { m_connections.reset(); }

    void shouldRunAScriptOnTheServer()
    {
        ObservedCommand observed(runner().start(script("echo hello")));

        QVERIFY(observed.waitForEnd());
        QVERIFY2(!observed.result.error,
                 qPrintable(observed.result.error ? observed.result.error->message : QString()));
        QCOMPARE(observed.out, "hello\n"_ba);
        QCOMPARE(observed.result.exitCode, 0);
    }

    void shouldDeliverFiftyMegabytes()
    {
        ObservedCommand observed(runner().start(script("head -c 50000000 /dev/zero")));

        QVERIFY(observed.waitForEnd(30000));
        QVERIFY(!observed.result.error);
        QCOMPARE(observed.out.size(), 50'000'000);
    }

    void shouldTakeAScriptAsItIs_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("output");
        QTest::newRow("quotes") << "echo \"it's\" 'a \"b\"' \\\\"_ba << "it's a \"b\" \\\n"_ba;
        QTest::newRow("here document") << "cat <<EOF\na $((1+1))\nEOF"_ba << "a 2\n"_ba;
        QTest::newRow("comment first") << "# nothing\necho x"_ba << "x\n"_ba;
        QTest::newRow("interpreter line") << "#!/bin/sh\necho x"_ba << "x\n"_ba;
        QTest::newRow("UTF-8") << "echo äöü€"_ba << "äöü€\n"_ba;
        QTest::newRow("no newline, no output") << ":"_ba << ""_ba;
        QTest::newRow("long") << QByteArray("echo 0123456789abcdef\n").repeated(20000)
                              << QByteArray("0123456789abcdef\n").repeated(20000);
        QTest::newRow("one long line")
            << "echo " + QByteArray(60000, 'x') << QByteArray(60000, 'x') + '\n';
        QTest::newRow("carriage return") << "printf 'a\rb'"_ba << "a\rb"_ba;
    }

    void shouldTakeAScriptAsItIs()
    {
        QFETCH(QByteArray, text);

        ObservedCommand observed(runner().start(script(text.constData())));

        QVERIFY(observed.waitForEnd(30000));
        QVERIFY(!observed.result.error);
        QTEST(observed.out, "output");
    }

    void shouldUseTheShellThatIsAskedFor()
    {
        Command command = script("echo \"${BASH_VERSION:+bash}\" \"$-\"; false; echo on");
        command.shell = u"/bin/bash -u"_s;

        ObservedCommand observed(runner().start(std::move(command)));

        QVERIFY(observed.waitForEnd());
        QVERIFY2(observed.out.startsWith("bash "), observed.out.constData());
        QVERIFY(observed.out.endsWith("on\n"));
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

    void shouldLeaveAloneWhatACommandLeftInTheBackground()
    {
        ObservedCommand observed(runner().start(script("sleep 61 >/dev/null 2>&1 & echo $!")));

        QVERIFY(observed.waitForEnd());
        const int process = observed.out.trimmed().toInt();
        m_connections.reset();
        // Long enough for the watcher to have done harm, had it wanted to.
        QTest::qWait(200);
        QCOMPARE(::kill(process, 0), 0);
        ::kill(process, SIGKILL);
    }

    void shouldGiveATerminalWhenAsked()
    {
        Command command = script("test -t 1 && echo terminal; stty size </dev/tty; echo error >&2");
        command.pty = true;

        ObservedCommand observed(runner().start(std::move(command)));

        QVERIFY(observed.waitForEnd());
        QVERIFY(!observed.result.error);
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
        QTRY_VERIFY(!QFileInfo::exists(process));
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

    void shouldRunAsRoot_data()
    {
        QTest::addColumn<QByteArray>("sudo");
        QTest::addColumn<QString>("words");
        QTest::newRow("allowed") << "[ \"$1 $2\" = '-n --' ] && shift 2; AS=root exec \"$@\"\n"_ba
                                 << QString();
        QTest::newRow("password") << "echo 'sudo: a password is required' >&2; exit 1\n"_ba
                                  << u"wants a password"_s;
        QTest::newRow("forbidden") << "echo 'deploy is not in the sudoers file.' >&2; exit 1\n"_ba
                                   << u"not in the sudoers file"_s;
    }

    void shouldRunAsRoot()
    {
        QFETCH(QByteArray, sudo);
        QFETCH(QString, words);
        SshdFixture sshd;
        QFile program(sshd.path("sudo"));
        QVERIFY(program.open(QIODevice::WriteOnly));
        program.write("#!/bin/sh\n" + sudo);
        program.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        program.close();
        QVERIFY(
            sshd.start("SetEnv PATH=" + QFileInfo(program).path().toUtf8() + ":/usr/bin:/bin\n"));
        connectTo(sshd);
        Command command = script("echo as $AS; echo A=1 > \"$SLIPWAY_OUTPUT\"");
        command.sudo = true;
        command.collectsOutputs = true;

        ObservedCommand observed(runner().start(std::move(command)));

        QVERIFY(observed.waitForEnd());
        if (words.isEmpty()) {
            QVERIFY(!observed.result.error);
            QCOMPARE(observed.out, "as root\n"_ba);
            QCOMPARE(observed.result.outputs.value(u"A"_s), u"1"_s);
        } else {
            QVERIFY(observed.result.error);
            QCOMPARE(observed.result.error->code, ErrorCode::Refused);
            QVERIFY(observed.result.error->message.contains(words));
        }
        m_connections.reset();
    }

private:
    void connectTo(const SshdFixture &sshd)
    {
        SshTarget target;
        target.name = u"web-1"_s;
        target.host = u"127.0.0.1"_s;
        target.port = sshd.port();
        target.identity = sshd.userKey();
        target.knownHosts = sshd.knownHosts();
        SshSettings settings;
        settings.useConfig = false;
        settings.useAgent = false;
        m_connections = std::make_unique<SshConnections>(QList{target}, settings, m_prompter);
    }

    SshdFixture m_sshd;
    FakeSshPrompter m_prompter;
    std::unique_ptr<SshConnections> m_connections;
};

QTEST_GUILESS_MAIN(TestSshCommands)
#include "tst_sshcommands.moc"
