// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/sshconnections.h"
#include "support/fakesshprompter.h"
#include "support/observedchannel.h"
#include "support/sshdfixture.h"

#include <QElapsedTimer>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace slipway;

/// Programs on terminals of a server.
class TestSshChannels : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        QTest::failOnWarning(QRegularExpression(u".?"_s));
        QVERIFY(m_sshd.start("AcceptEnv SLIPWAY_*\n"));
    }
    void init() { connectTo(m_sshd); }
    void cleanup() { m_connections.reset(); }

    void shouldEchoWhatIsTypedIntoAProgram()
    {
        ObservedChannel console(opener(), program("cat"));

        console.channel->write("before it was open\r");
        QVERIFY(console.waitForOutput("before it was open\r\nbefore it was open\r\n"));
        console.channel->write("more\r");

        QVERIFY(console.waitForOutput("more\r\nmore\r\n"));
        QCOMPARE(console.opened.size(), 1);
        QCOMPARE(console.closed.size(), 0);
    }

    void shouldOpenTheLoginShell()
    {
        ObservedChannel console(opener(), ChannelRequest());

        console.channel->write("echo $((20+3))-$TERM; exit 7\r");

        QVERIFY(console.waitForEnd());
        QVERIFY2(console.sink->bytes().contains("23-xterm-256color"),
                 console.sink->bytes().constData());
        QVERIFY(!console.end.error);
        QCOMPARE(console.end.exitCode, 7);
    }

    void shouldBeginWithTheSizeAndTheTerminalAskedFor()
    {
        ChannelRequest request = program("stty size; echo $TERM");
        request.size = {93, 31, 0, 0};
        request.term = u"vt220"_s;

        ObservedChannel console(opener(), request);

        QVERIFY(console.waitForEnd());
        QCOMPARE(console.sink->bytes(), "31 93\r\nvt220\r\n"_ba);
        QCOMPARE(console.end.exitCode, 0);
    }

    void shouldTellTheProgramOfTheLastSizeOnly()
    {
        // Not in the login shell: bash forgets a signal that comes while it answers the one before.
        ObservedChannel console(opener(),
                                program("exec /bin/sh -c \"trap 'stty size' WINCH; echo ready; "
                                        "while :; do sleep 0.05; done\""));
        QVERIFY(console.waitForOutput("ready"));

        for (int columns = 81; columns <= 140; ++columns)
            console.channel->resize({columns, 50, 0, 0});

        QVERIFY2(console.waitForOutput("50 140"), console.sink->bytes().constData());
        // One at once, one when the pause is over, and perhaps one more on a slow machine.
        QVERIFY(console.sink->bytes().count("50 ") <= 4);
    }

    void shouldReportHowTheProgramEnded()
    {
        ObservedChannel failing(opener(), program("exit 3"));
        ObservedChannel killed(opener(), program("kill -TERM $$"));

        QVERIFY(failing.waitForEnd());
        QVERIFY(killed.waitForEnd());
        // Its exit status does not name signals.
        const bool isBySystem = qgetenv("SLIPWAY_SSH") == "system";
        QCOMPARE(failing.end.exitCode, 3);
        QVERIFY(!failing.end.error);
        QCOMPARE(killed.end.signalName, isBySystem ? QString() : u"TERM"_s);
        QVERIFY(!killed.end.exitCode);
        QVERIFY(!killed.end.error);
    }

    void shouldHandOverTheEnvironmentTheServerAccepts()
    {
        ChannelRequest request = program("echo [$SLIPWAY_A][$OTHER]");
        request.environment = {{u"OTHER"_s, u"refused"_s}, {u"SLIPWAY_A"_s, u"one two"_s}};

        ObservedChannel console(opener(), request);

        QVERIFY(console.waitForEnd());
        QCOMPARE(console.sink->bytes(), "[one two][]\r\n"_ba);
    }

    void shouldBeginInTheFolderAskedFor_data()
    {
        QTest::addColumn<QString>("folder");
        QTest::newRow("plain") << u"plain"_s;
        QTest::newRow("with signs") << u"it's \"a\" $(b) `c` \\d !e ü"_s;
        QTest::newRow("with a dash") << u"-x"_s;
    }

    void shouldBeginInTheFolderAskedFor()
    {
        QFETCH(QString, folder);
        const QTemporaryDir root;
        QVERIFY(QDir(root.path()).mkdir(folder));
        const QString path = QDir(root.path()).canonicalPath() + u'/' + folder;
        ChannelRequest request = program("pwd");
        request.cwd = path;

        ObservedChannel console(opener(), request);

        QVERIFY(console.waitForEnd());
        QCOMPARE(QString::fromUtf8(console.sink->bytes()), path + u"\r\n"_s);
        QCOMPARE(console.end.exitCode, 0);
    }

    void shouldOpenTheShellInTheFolderAskedFor()
    {
        const QTemporaryDir root;
        ChannelRequest request;
        request.cwd = QDir(root.path()).canonicalPath();
        ObservedChannel console(opener(), request);

        console.channel->write("echo at:$PWD; exit\r");

        QVERIFY(console.waitForEnd());
        QVERIFY2(console.sink->bytes().contains(QByteArray("at:" + request.cwd.toUtf8())),
                 console.sink->bytes().constData());
    }

    void shouldPassOverAFolderThatIsGone()
    {
        ChannelRequest request = program("echo here");
        request.cwd = u"/no/such/folder"_s;

        ObservedChannel console(opener(), request);

        QVERIFY(console.waitForEnd());
        QCOMPARE(console.sink->bytes(), "here\r\n"_ba);
    }

    void shouldGiveBackWhatTheSinkAnswers()
    {
        ObservedChannel console(opener(), program("stty raw -echo; printf '\\033[6n'; head -c 6"));
        console.sink->answer("\x1b[6n", "\x1b[1;1R");

        QVERIFY(console.waitForEnd());

        QVERIFY2(console.sink->bytes().endsWith("\x1b[1;1R"), console.sink->bytes().constData());
    }

    void shouldDeliverTenMegabytesCompletely()
    {
        ObservedChannel console(
            opener(), program("stty -opost; head -c 10000000 /dev/zero | tr '\\0' x; echo end"));

        QVERIFY(console.waitForEnd(60000));

        QCOMPARE(console.sink->total(), 10'000'004);
        QVERIFY(console.sink->bytes().endsWith("xend\n"));
        QVERIFY(console.sink->largest() <= 64 * 1024);
        QCOMPARE(console.end.exitCode, 0);
    }

    void shouldSendAMegabyteToAProgramThatReadsSlowly()
    {
        ObservedChannel console(
            opener(), program("stty raw -echo; echo ready; sleep 0.3; head -c 1000000 | wc -c"));
        QVERIFY(console.waitForOutput("ready"));

        for (int i = 0; i < 1000; ++i)
            console.channel->write(QByteArray(1000, 'y'));

        QVERIFY(console.waitForEnd(60000));
        QVERIFY2(console.sink->bytes().contains("1000000"), console.sink->bytes().constData());
    }

    void shouldInterruptAFloodQuickly()
    {
        ObservedChannel console(opener(), program("yes; echo"));
        QVERIFY(QTest::qWaitFor([&console] { return console.sink->total() > 2'000'000; }, 20000));
        QElapsedTimer timer;
        timer.start();

        console.channel->write("\x03");

        QVERIFY(console.waitForEnd());
        QVERIFY2(timer.elapsed() < 3000, QByteArray::number(timer.elapsed()).constData());
    }

    void shouldHangUpWhenItIsClosed()
    {
        const QTemporaryDir folder;
        const QString mark = folder.filePath(u"hung-up"_s);
        ObservedChannel console(
            opener(),
            program("trap 'echo yes >" + mark.toUtf8() + "; exit' HUP; echo up; cat; sleep 60"));
        QVERIFY(console.waitForOutput("up"));

        console.channel->close();

        QVERIFY(console.closed.isEmpty());
        QVERIFY(console.waitForEnd());
        QCOMPARE(console.end.error->code, ErrorCode::Cancelled);
        QTRY_VERIFY_WITH_TIMEOUT(QFileInfo::exists(mark), 10000);
        QCOMPARE(console.closed.size(), 1);
    }

    void shouldHangUpSilentlyWhenItIsDeleted()
    {
        ObservedChannel console(opener(), program("echo $$.; cat"));
        QVERIFY(console.waitForOutput(".\r\n"));
        const QString process
            = u"/proc/"_s + QString::fromLatin1(console.sink->bytes().split('.').first());
        QVERIFY(QFileInfo::exists(process));

        console.channel.reset();

        QTRY_VERIFY_WITH_TIMEOUT(!QFileInfo::exists(process), 10000);
        QCOMPARE(console.closed.size(), 0);
    }

    void shouldCloseBeforeItWasOpen()
    {
        ObservedChannel console(opener(), program("cat"));

        console.channel->close();

        QVERIFY(console.closed.isEmpty());
        QVERIFY(console.waitForEnd());
        QCOMPARE(console.end.error->code, ErrorCode::Cancelled);
        QCOMPARE(console.opened.size(), 0);
    }

    void shouldCloseWhenTheConnectionsGo()
    {
        ObservedChannel console(opener(), program("cat"));
        QVERIFY(console.waitForOpen());

        m_connections.reset();

        QVERIFY(console.waitForEnd());
        QCOMPARE(console.end.error->code, ErrorCode::Cancelled);
    }

    void shouldEndWithTheConnectionsErrorWhenTheServerIsLost()
    {
        SshdFixture doomed;
        QVERIFY(doomed.start());
        connectTo(doomed);
        ObservedChannel console(opener(), program("echo up; cat"));
        QVERIFY(console.waitForOutput("up"));

        doomed.stop();

        QVERIFY(console.waitForEnd());
        QCOMPARE(console.end.error->code, ErrorCode::ConnectionLost);
        QVERIFY(!console.end.exitCode);
    }

    void shouldCloseForAServerThatIsUnknown()
    {
        ObservedChannel console(m_connections->opener(u"web-9"_s), ChannelRequest());

        QVERIFY(console.closed.isEmpty());
        QVERIFY(console.waitForEnd());
        QCOMPARE(console.end.error->code, ErrorCode::NotFound);
    }

    void shouldSayThatTheServerGivesNoTerminal()
    {
        if (qgetenv("SLIPWAY_SSH") == "system")
            QSKIP("The ssh program goes on without a terminal.");
        SshdFixture strict;
        QVERIFY(strict.start("PermitTTY no\n"));
        connectTo(strict);

        ObservedChannel console(opener(), ChannelRequest());

        QVERIFY(console.waitForEnd());
        QCOMPARE(console.end.error->code, ErrorCode::Refused);
        QVERIFY(console.end.error->message.contains(u"web-1 refused to open a terminal"_s));
    }

    void shouldShareTheConnectionAmongConsoles()
    {
        const qsizetype before = m_sshd.log().count("Accepted publickey");
        ObservedChannel first(opener(), program("cat"));
        QVERIFY(first.waitForOpen());
        std::vector<std::unique_ptr<ObservedChannel>> more;
        for (int i = 0; i < 6; ++i)
            more.push_back(std::make_unique<ObservedChannel>(opener(), program("cat")));

        for (const auto &console : more)
            QVERIFY(console->waitForOpen());

        QCOMPARE(m_sshd.log().count("Accepted publickey") - before, 1);
    }

private:
    void connectTo(const SshdFixture &sshd)
    {
        m_connections.reset();
        SshTarget target;
        target.name = u"web-1"_s;
        target.host = u"127.0.0.1"_s;
        target.port = sshd.port();
        target.identity = sshd.userKey();
        target.knownHosts = sshd.knownHosts();
        SshSettings settings;
        settings.useConfig = false;
        settings.useAgent = false;
        m_connections
            = std::make_unique<SshConnections>(QList<SshTarget>{target}, settings, m_prompter);
    }
    ChannelOpener &opener() { return m_connections->opener(u"web-1"_s); }
    static ChannelRequest program(const QByteArray &command)
    {
        ChannelRequest request;
        request.command = QString::fromUtf8(command);
        return request;
    }

    SshdFixture m_sshd;
    FakeSshPrompter m_prompter;
    std::unique_ptr<SshConnections> m_connections;
};

QTEST_GUILESS_MAIN(TestSshChannels)
#include "tst_sshchannels.moc"
