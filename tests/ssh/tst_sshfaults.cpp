// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/sshconnections.h"
#include "support/fakesshprompter.h"
#include "support/faultyproxy.h"
#include "support/observedcommand.h"
#include "support/sshdfixture.h"

#include <QElapsedTimer>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace slipway;

/// What goes wrong between here and a server, and what is said about it. Full disks stand in
/// tst_sshuploads, wrong keys and passwords in tst_sshauthentication, host keys in tst_hostkeys.
class TestSshFaults : public QObject
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
        m_settings.keepAliveInterval = 200ms;
        m_settings.lostAfter = 1s;
    }
    void cleanup()
    {
        m_connections.reset();
        m_sshd.reset();
    }

    void shouldReportAStoppedServerInTime()
    {
        QVERIFY(m_sshd->start());
        connectTo(m_sshd->port());
        ObservedCommand observed(start(u"echo up; sleep 60"_s));
        QVERIFY(observed.waitForOutput("up"));
        QElapsedTimer timer;
        timer.start();

        m_sshd->freeze();
        const bool hasEnded = observed.waitForEnd(15000);
        m_sshd->thaw();

        QVERIFY(hasEnded);
        QVERIFY(observed.result.error);
        QCOMPARE(observed.result.error->code, ErrorCode::ConnectionLost);
        QVERIFY(timer.elapsed() < 8000);
    }

    void shouldReportAHalfOpenLinkInTime()
    {
        QVERIFY(m_sshd->start());
        FaultyProxy proxy(m_sshd->port());
        connectTo(proxy.port());
        ObservedCommand observed(start(u"echo up; sleep 60"_s));
        QVERIFY(observed.waitForOutput("up"));
        QElapsedTimer timer;
        timer.start();

        proxy.isSwallowing = true;

        QVERIFY(observed.waitForEnd(15000));
        QVERIFY(observed.result.error);
        QCOMPARE(observed.result.error->code, ErrorCode::ConnectionLost);
        QVERIFY(timer.elapsed() < 8000);
        // Nothing of it is left: the next command gets a link of its own.
        proxy.isSwallowing = false;
        ObservedCommand next(start(u"true"_s));
        QVERIFY(next.waitForEnd(20000));
        QVERIFY2(!next.result.error, text(next.result));
        QCOMPARE(proxy.accepted(), 2);
    }

    void shouldReportALinkThatDiesWhileLoggingIn_data()
    {
        QTest::addColumn<int>("bytes");
        QTest::newRow("before the greeting") << 0;
        QTest::newRow("in the key exchange") << 100;
        QTest::newRow("at the end of the key exchange") << 1200;
    }

    void shouldReportALinkThatDiesWhileLoggingIn()
    {
        QFETCH(const int, bytes);
        QVERIFY(m_sshd->start());
        m_settings.connectTimeout = 600ms;
        FaultyProxy proxy(m_sshd->port());
        proxy.swallowAfter = bytes;
        connectTo(proxy.port());

        ObservedCommand observed(start(u"true"_s));

        QVERIFY(observed.waitForEnd(15000));
        QVERIFY(observed.result.error);
        QCOMPARE(observed.result.error->code, ErrorCode::Unreachable);
    }

    void shouldNameWhatAServerOffersWhenNothingFits_data()
    {
        QTest::addColumn<QByteArray>("setting");
        QTest::addColumn<QString>("purpose");
        QTest::newRow("cipher")
            << "Ciphers 3des-cbc\n"_ba
            << u"for encryption that Slipway's own SSH knows, but only: 3des-cbc."_s;
        QTest::newRow("key exchange")
            << "KexAlgorithms diffie-hellman-group1-sha1\n"_ba
            << u"for the key exchange that Slipway's own SSH knows, but only: "
               "diffie-hellman-group1-sha1."_s;
    }

    void shouldNameWhatAServerOffersWhenNothingFits()
    {
        QFETCH(const QByteArray, setting);
        QFETCH(const QString, purpose);
        QVERIFY(m_sshd->start(setting));
        connectTo(m_sshd->port());

        ObservedCommand observed(start(u"true"_s));

        QVERIFY(observed.waitForEnd(15000));
        QVERIFY(observed.result.error);
        QCOMPARE(observed.result.error->code, ErrorCode::Unreachable);
        QVERIFY2(observed.result.error->message.contains(purpose), text(observed.result));
        QVERIFY2(observed.result.error->message.contains(u"SLIPWAY_SSH=system"_s),
                 text(observed.result));
    }

    void shouldReportAKilledSessionAndGoOnWithAnother()
    {
        QVERIFY(m_sshd->start());
        connectTo(m_sshd->port());
        ObservedCommand observed(start(u"echo up; sleep 60"_s));
        QVERIFY(observed.waitForOutput("up"));

        const QList<qint64> sessions = m_sshd->sessions();
        for (const qint64 session : sessions)
            ::kill(pid_t(session), SIGKILL);

        QVERIFY(observed.waitForEnd(15000));
        QVERIFY(observed.result.error);
        QCOMPARE(observed.result.error->code, ErrorCode::ConnectionLost);
        ObservedCommand next(start(u"true"_s));
        QVERIFY(next.waitForEnd(20000));
        QVERIFY2(!next.result.error, text(next.result));
    }

    void shouldComeAgainWhenTurnedAwayBeforeTheGreeting()
    {
        QVERIFY(m_sshd->start());
        FaultyProxy proxy(m_sshd->port());
        proxy.refusals = 3;
        connectTo(proxy.port());

        ObservedCommand observed(start(u"echo here"_s));

        QVERIFY(observed.waitForEnd(20000));
        QVERIFY2(!observed.result.error, text(observed.result));
        QCOMPARE(observed.out, "here\n"_ba);
        QCOMPARE(proxy.accepted(), 4);
    }

    void shouldGiveUpOnAServerThatTurnsEverybodyAway()
    {
        FaultyProxy proxy(1);
        proxy.refusals = 1000;
        connectTo(proxy.port());

        ObservedCommand observed(start(u"true"_s));

        QVERIFY(observed.waitForEnd(30000));
        QVERIFY(observed.result.error);
        QCOMPARE(observed.result.error->code, ErrorCode::Unreachable);
        QVERIFY2(observed.result.error->message.contains(u"MaxStartups"_s), text(observed.result));
    }

    void shouldBearAGreetingThatIsNoGreeting_data()
    {
        QTest::addColumn<QByteArray>("greeting");
        QTest::addColumn<bool>("isSsh");
        QByteArray noise;
        for (int i = 0; i < 2000; ++i)
            noise += char((i * 7919 + i / 3) % 256);
        QTest::newRow("noise") << noise << false;
        QTest::newRow("zeros") << QByteArray(5000, '\0') << false;
        QTest::newRow("a line without end") << QByteArray(2'000'000, 'x') << false;
        QTest::newRow("lines without end") << QByteArray("hello\r\n").repeated(300'000) << false;
        QTest::newRow("a web server")
            << "HTTP/1.1 400 Bad Request\r\nServer: nginx/1.26.3\r\n\r\n"_ba << false;
        QTest::newRow("SSH 1") << "SSH-1.5-OpenSSH_1.2\r\n"_ba << true;
        QTest::newRow("noise after a greeting")
            << QByteArray("SSH-2.0-OpenSSH_10.0\r\n" + noise) << true;
        QTest::newRow("escapes in a greeting")
            << QByteArray("SSH-2.0-\x1b]2;evil\a\x1b[31m\r\n" + QByteArray(64, '\xff')) << true;
    }

    void shouldBearAGreetingThatIsNoGreeting()
    {
        QFETCH(const QByteArray, greeting);
        QFETCH(const bool, isSsh);
        m_settings.connectTimeout = 700ms;
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        QObject::connect(&server, &QTcpServer::newConnection, &server,
                         [&server, greeting] { server.nextPendingConnection()->write(greeting); });
        connectTo(server.serverPort());
        QElapsedTimer timer;
        timer.start();

        ObservedCommand observed(start(u"true"_s));

        QVERIFY(observed.waitForEnd(30000));
        QVERIFY(observed.result.error);
        QCOMPARE(observed.result.error->code, ErrorCode::Unreachable);
        const QString &message = observed.result.error->message;
        QVERIFY2(message.contains(u"web-1"_s), text(observed.result));
        QCOMPARE(message.contains(u"does not speak SSH"_s), !isSsh);
        QVERIFY2(std::ranges::all_of(message, [](QChar letter) { return letter.isPrint(); }),
                 text(observed.result));
        QVERIFY2(message.size() < 400, text(observed.result));
        QVERIFY(timer.elapsed() < 20000);
    }

    void shouldLeaveNoDescriptorOpenAfterAConnection()
    {
        QVERIFY(m_sshd->start());
        connectTo(m_sshd->port());
        const auto open = [] {
            return QDir(u"/proc/self/fd"_s).count();
        };
        qsizetype before = 0;

        for (int i = 0; i < 4; ++i) {
            ObservedCommand observed(start(u"true"_s));
            QVERIFY(observed.waitForEnd(20000));
            QVERIFY2(!observed.result.error, text(observed.result));
            m_connections->closeIdle();
            // The session ends when its socket does.
            QTRY_COMPARE(m_sshd->sessions().size(), 0);
            if (i == 0)
                before = qsizetype(open());
        }

        QCOMPARE(qsizetype(open()), before);
    }

    void shouldChangeKeysInTheMiddleOfOutput()
    {
        QVERIFY(m_sshd->start("RekeyLimit 1M\n"));
        connectTo(m_sshd->port());

        ObservedCommand observed(start(u"seq 3000000 | head -c 20000000"_s));

        QVERIFY(observed.waitForEnd(60000));
        QVERIFY2(!observed.result.error, text(observed.result));
        QCOMPARE(observed.out.size(), 20'000'000);
        qsizetype at = 0;
        for (int i = 1; at < observed.out.size(); ++i) {
            const QByteArray line = QByteArray::number(i) + '\n';
            const qsizetype size = std::min(line.size(), observed.out.size() - at);
            QVERIFY(QByteArrayView(observed.out).sliced(at, size)
                    == QByteArrayView(line).first(size));
            at += size;
        }
    }

    void shouldChangeKeysInTheMiddleOfAnUpload()
    {
        QVERIFY(m_sshd->start("RekeyLimit 1M\n"));
        connectTo(m_sshd->port());
        QByteArray content;
        for (int i = 0; content.size() < 20'000'000; ++i)
            content += QByteArray::number(i);
        const QString path = m_sshd->path("uploaded");

        auto running = m_connections->uploader(u"web-1"_s).start({content, path, 0600});
        QSignalSpy ended(running.get(), &RunningUpload::finished);

        QVERIFY(ended.wait(60000));
        const auto result = ended.first().first().value<UploadResult>();
        QVERIFY2(!result.error, result.error ? qPrintable(result.error->message) : "");
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.readAll() == content);
    }

    void shouldBearTenMegabytesOnOneLine()
    {
        QVERIFY(m_sshd->start());
        connectTo(m_sshd->port());

        ObservedCommand observed(
            start(u"head -c 10000000 /dev/zero | tr '\\0' x; echo; echo end"_s));

        QVERIFY(observed.waitForEnd(60000));
        QVERIFY2(!observed.result.error, text(observed.result));
        QCOMPARE(observed.out.size(), 10'000'005);
        QVERIFY(observed.out.endsWith("x\nend\n"));
        QVERIFY(observed.largestChunk <= 1024 * 1024);
    }

private:
    void connectTo(int port)
    {
        SshTarget target;
        target.name = u"web-1"_s;
        target.host = u"127.0.0.1"_s;
        target.port = port;
        target.identity = m_sshd->userKey();
        target.knownHosts = m_sshd->knownHosts("[127.0.0.1]:" + QByteArray::number(port) + ' '
                                               + m_sshd->hostKey() + '\n');
        m_connections = std::make_unique<SshConnections>(QList{target}, m_settings, m_prompter);
    }
    std::unique_ptr<RunningCommand> start(const QString &script) const
    {
        Command command;
        command.script = script;
        return m_connections->runner(u"web-1"_s).start(std::move(command));
    }
    static const char *text(const CommandResult &result)
    {
        static QByteArray text;
        text = result.error ? result.error->message.toUtf8() + " / " + result.error->detail.toUtf8()
                            : QByteArray();
        return text.constData();
    }

    std::unique_ptr<SshdFixture> m_sshd;
    FakeSshPrompter m_prompter;
    SshSettings m_settings;
    std::unique_ptr<SshConnections> m_connections;
};

QTEST_GUILESS_MAIN(TestSshFaults)
#include "tst_sshfaults.moc"
