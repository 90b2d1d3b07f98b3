// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/sshworkspace.h"
#include "support/pseudoterminal.h"
#include "support/sshloginserver.h"

#include <signal.h>

using namespace Qt::StringLiterals;
using namespace slipway;

/// What slipwayctl asks at a terminal for its connections, and what becomes of the terminal.
class TestSlipwayctlQuestions : public QObject, protected SshWorkspace
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        startServer();
        m_port = SshdFixture::freePort();
        m_login = std::make_unique<SshLoginServer>(m_port, m_sshd.path("host_ed25519").toUtf8(),
                                                   SshLoginServer::Rules{"open sesame", {}});
        QVERIFY(m_login->isListening);
    }
    void init()
    {
        makeWorkspace();
        const QByteArray known = m_workspace->path(u"known_hosts"_s).toUtf8();
        m_workspace->write(u"known_hosts"_s,
                           m_workspace->read(u"known_hosts"_s) + "[127.0.0.1]:"
                               + QByteArray::number(m_port) + ' ' + m_sshd.hostKey() + '\n');
        m_workspace->write(u"slipway.yaml"_s,
                           m_workspace->read(u"slipway.yaml"_s)
                               + "      asks: {host: 127.0.0.1, user: deploy, port: "
                               + QByteArray::number(m_port) + ", known_hosts: " + known
                               + "}\n      asks-too: {host: 127.0.0.1, user: admin, port: "
                               + QByteArray::number(m_port) + ", known_hosts: " + known + "}\n");
        m_terminal = std::make_unique<PseudoTerminal>();
        m_process = std::make_unique<QProcess>();
        m_workspace->prepare(*m_process);
        QProcessEnvironment environment = m_process->processEnvironment();
        environment.remove(u"SSH_AUTH_SOCK"_s);
        environment.insert(u"HOME"_s, m_workspace->path(u"."_s));
        m_process->setProcessEnvironment(environment);
        m_terminal->give(*m_process);
    }
    void cleanup()
    {
        m_process->kill();
        m_process->waitForFinished();
    }

    void shouldAskAtTheTerminalWhateverStandardInputIs()
    {
        startShell("echo data | \"$CTL\" ssh exec --on asks -- true 2>errors | cat");

        QVERIFY(m_terminal->waitFor(question));
        m_terminal->type("open sesame\n");
        QVERIFY(m_process->waitForFinished(20000));

        QCOMPARE(m_terminal->screen(), question + "\r\nasks: welcome\r\n");
        QCOMPARE(m_workspace->read(u"errors"_s), QByteArray());
    }

    void shouldThrowAwayWhatWasTypedBeforeTheQuestion()
    {
        const int refusals = m_login->refusals;
        m_terminal->type("early\n\n");
        start({u"exec"_s, u"--on"_s, u"asks"_s, u"--"_s, u"true"_s});

        QVERIFY(m_terminal->waitFor(question));
        m_terminal->type("open sesame\n");
        QVERIFY(m_process->waitForFinished(20000));

        QVERIFY2(m_terminal->screen().endsWith("asks: welcome\r\n"),
                 m_terminal->screen().constData());
        QCOMPARE(m_login->refusals.load(), refusals);
    }

    void shouldLendTheTerminalToTheShellWhenItIsStopped()
    {
        startShell("set -m; \"$CTL\" ssh exec --on asks -- true; "
                   "case $(stty -a) in *' -echo '*) echo hidden;; *) echo shown;; esac; "
                   "fg >/dev/null; case $(stty -a) in *' -echo '*) echo hidden;; *) echo all "
                   "shown;; esac");

        QVERIFY(m_terminal->waitFor(question));
        m_terminal->type("\x1a");
        QVERIFY2(m_terminal->waitFor("shown\r\n" + question), m_terminal->screen().constData());
        m_terminal->type("open sesame\n");
        QVERIFY(m_process->waitForFinished(20000));

        QVERIFY2(m_terminal->screen().endsWith(
                     QByteArray(question + "\r\nasks: welcome\r\nall shown\r\n")),
                 m_terminal->screen().constData());
    }

    void shouldEndTheLineOfAQuestionThatIsInterrupted()
    {
        start({u"exec"_s, u"--on"_s, u"asks"_s, u"--"_s, u"true"_s});

        QVERIFY(m_terminal->waitFor(question));
        m_terminal->type("\x03");
        QVERIFY(m_process->waitForFinished(20000));

        QVERIFY2(m_terminal->screen().startsWith(QByteArray(question + "\r\nslipwayctl: ")),
                 m_terminal->screen().constData());
        QCOMPARE(m_process->exitCode(), 130);
    }

    void shouldShowAQuestionAgainThatOutputBreaksInto()
    {
        start({u"exec"_s, u"--on"_s, u"asks,web-1"_s, u"--"_s, u"sleep 1; echo hi"_s});

        QVERIFY(m_terminal->waitFor(question));
        QVERIFY2(m_terminal->waitFor(question + "\r\nweb-1: hi\r\n" + question),
                 m_terminal->screen().constData());
        m_terminal->type("open sesame\n");
        QVERIFY(m_process->waitForFinished(20000));

        QVERIFY2(m_terminal->screen().contains("asks: welcome\r\n"),
                 m_terminal->screen().constData());
        QCOMPARE(m_process->exitCode(), 0);
    }

    void shouldAskOnceForAPasswordThatIsForAll()
    {
        start({u"exec"_s, u"--ask-password"_s, u"--on"_s, u"asks,asks-too"_s, u"--"_s, u"true"_s});

        QVERIFY(m_terminal->waitFor("Password for all servers: "));
        m_terminal->type("open sesame\n");
        QVERIFY(m_process->waitForFinished(20000));

        const QByteArray screen = m_terminal->screen();
        QCOMPARE(screen.count("Password"), 1);
        QVERIFY2(screen.contains("asks: welcome\r\n"), screen.constData());
        QVERIFY2(screen.contains("asks-too: welcome\r\n"), screen.constData());
        QCOMPARE(m_process->exitCode(), 0);
    }

    void shouldAskForThePasswordOfAServerThatIsNotAllOthers()
    {
        start({u"exec"_s, u"--ask-password"_s, u"--on"_s, u"asks"_s, u"--"_s, u"true"_s});

        QVERIFY(m_terminal->waitFor("Password for all servers: "));
        m_terminal->type("another\n");
        QVERIFY(m_terminal->waitFor("That was not accepted. " + question));
        m_terminal->type("open sesame\n");
        QVERIFY(m_process->waitForFinished(20000));

        QCOMPARE(m_process->exitCode(), 0);
    }

    void shouldNameTheCommandThatDecidesOnTheKeyOfAHost()
    {
        const QString host = u"127.0.0.1:%1"_s.arg(m_port);
        start({u"exec"_s, u"--host"_s, host, u"--"_s, u"true"_s});

        QVERIFY(m_terminal->waitFor("(remember, once, no) "));
        m_terminal->type("no\n");
        QVERIFY(m_process->waitForFinished(20000));

        const QString command = u"“slipwayctl ssh trust --host %1 127.0.0.1”"_s.arg(host);
        QVERIFY2(m_terminal->screen().contains(command.toUtf8()), m_terminal->screen().constData());
    }

    void shouldNotTrustAKeyWhenTheQuestionIsInterrupted()
    {
        start({u"trust"_s, u"new"_s});

        QVERIFY(m_terminal->waitFor("(remember, once, no) "));
        m_terminal->type("\x03");
        QVERIFY(m_process->waitForFinished(20000));

        QVERIFY2(m_terminal->screen().endsWith(
                     "slipwayctl: new: nothing was decided about its key.\r\n"),
                 m_terminal->screen().constData());
        QCOMPARE(m_workspace->read(u"empty_hosts"_s), QByteArray());
        QCOMPARE(m_process->exitCode(), 130);
    }

    void shouldNotCallAKeyKnownThatItNeverSaw()
    {
        QTcpServer silent;
        QVERIFY(silent.listen(QHostAddress::LocalHost, 0));
        start({u"trust"_s, u"--host"_s, u"127.0.0.1:%1"_s.arg(silent.serverPort())});

        QVERIFY(silent.waitForNewConnection(20000));
        ::kill(pid_t(m_process->processId()), SIGINT);
        QVERIFY(m_process->waitForFinished(20000));

        QCOMPARE(m_terminal->screen(),
                 "slipwayctl: 127.0.0.1: nothing was decided about its key.\r\n"_ba);
        QCOMPARE(m_process->exitCode(), 130);
    }

    void shouldTellAnInterruptedCheckFromServersThatCannotBeUsed()
    {
        QTcpServer silent;
        QVERIFY(silent.listen(QHostAddress::LocalHost, 0));
        start({u"hosts"_s, u"--check"_s, u"--host"_s, u"127.0.0.1:%1"_s.arg(silent.serverPort())});

        QVERIFY(silent.waitForNewConnection(20000));
        ::kill(pid_t(m_process->processId()), SIGINT);
        QVERIFY(m_process->waitForFinished(20000));

        QCOMPARE(m_process->exitCode(), 130);
    }

    void shouldNotCallAKeyTrustedThatIsAcceptedOnce()
    {
        start({u"trust"_s, u"new"_s});

        QVERIFY(m_terminal->waitFor("(remember, once, no) "));
        m_terminal->type("once\n");
        QVERIFY(m_process->waitForFinished(20000));

        QVERIFY2(
            m_terminal->screen().endsWith("is not remembered, so it is not trusted later.\r\n"),
            m_terminal->screen().constData());
        QCOMPARE(m_workspace->read(u"empty_hosts"_s), QByteArray());
        QCOMPARE(m_process->exitCode(), 1);
    }

private:
    void start(const QStringList &words)
    {
        m_process->setArguments(QStringList{u"ssh"_s} + words);
        m_process->start();
        QVERIFY(m_process->waitForStarted());
    }
    void startShell(const char *script)
    {
        QProcessEnvironment environment = m_process->processEnvironment();
        environment.insert(u"CTL"_s, m_process->program());
        m_process->setProcessEnvironment(environment);
        m_process->setProgram(u"/bin/sh"_s);
        m_process->setArguments({u"-c"_s, QString::fromUtf8(script)});
        m_process->start();
        QVERIFY(m_process->waitForStarted());
    }

    const QByteArray question = "Password of deploy on asks: ";
    int m_port = 0;
    std::unique_ptr<SshLoginServer> m_login;
    std::unique_ptr<PseudoTerminal> m_terminal;
    std::unique_ptr<QProcess> m_process;
};

QTEST_GUILESS_MAIN(TestSlipwayctlQuestions)
#include "tst_slipwayctl_questions.moc"
