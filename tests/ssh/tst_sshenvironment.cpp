// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/durablejob.h"
#include "ssh/execjob.h"
#include "ssh/ioworker.h"
#include "ssh/keystore.h"
#include "ssh/promptbroker.h"
#include "ssh/shelljob.h"
#include "ssh/sshchannel.h"
#include "ssh/statusboard.h"
#include "ssh/workerpool.h"
#include "support/fakesshprompter.h"
#include "support/observedcommand.h"
#include "support/sshdfixture.h"

#include <pwd.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace slipway;

namespace {

/// Read when the channel has closed.
class Sink final : public ByteSink
{
public:
    QByteArray take(QByteArrayView taken) override
    {
        bytes.append(taken);
        return {};
    }

    QByteArray bytes;
};

} // namespace

/// Variables that ~/.ssh/config sends along (SendEnv, SetEnv), on a real sshd.
class TestSshEnvironment : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        QTest::failOnWarning(QRegularExpression(u".?"_s));
        QVERIFY(m_sshd.start("AcceptEnv LC_* GREETING\n"));
    }
    void init()
    {
        m_host = SshHost();
        m_host.name = u"web-1"_s;
        m_host.host = u"127.0.0.1"_s;
        m_host.port = m_sshd.port();
        m_host.user = SshdFixture::userName();
        m_host.identity = m_sshd.userKey();
        m_host.authentication = {u"publickey"_s};
        m_host.knownHosts = m_sshd.knownHosts();
        m_host.environment = {{"REFUSED", "no"}, {"LC_ONE", "a 'b' c"}, {"GREETING", "hello"}};
        m_worker = std::make_unique<IoWorker>(m_workers, m_keys, m_prompts, m_settings, m_board);
    }
    void cleanup() { m_worker.reset(); }

    void shouldHandThemToACommand()
    {
        // From the second time on it is known which of them the server takes.
        for (int i = 0; i < 3; ++i) {
            const auto link = std::make_shared<CommandLink>(m_dispatcher);
            ObservedCommand observed(std::make_unique<SshCommand>(link));
            auto script = RemoteScript::make(command());
            run(std::make_shared<ExecJob>(m_host.name, command(), std::move(*script), link), link);

            QVERIFY(observed.waitForEnd(20000));

            QVERIFY(!observed.result.error);
            QCOMPARE(observed.out, "a 'b' c|hello|\n"_ba);
        }
    }

    void shouldStartNoShellMoreWhereTheLoginShellIsSh()
    {
        SshdFixture sshd;
        QVERIFY(sshd.start("AcceptEnv GREETING\nSetEnv SHELL=/bin/sh\n"));
        m_host.port = sshd.port();
        m_host.identity = sshd.userKey();
        m_host.knownHosts = sshd.knownHosts();
        const auto asked = [] {
            Command made = command();
            made.script = u"readlink /proc/$$/exe; echo \"$GREETING $*\"; (exit 7)"_s;
            return made;
        };
        QByteArrayList printed;
        for (int i = 0; i < 2; ++i) {
            const auto link = std::make_shared<CommandLink>(m_dispatcher);
            ObservedCommand observed(std::make_unique<SshCommand>(link));
            auto script = RemoteScript::make(asked());
            run(std::make_shared<ExecJob>(m_host.name, asked(), std::move(*script), link), link);
            QVERIFY(observed.waitForEnd(20000));
            QVERIFY(!observed.result.error);
            QCOMPARE(observed.result.exitCode, 7);
            printed.append(observed.out);
        }
        // This account's shell is another in truth: it reads the second command itself.
        const QByteArray sh = QFileInfo(u"/bin/sh"_s).canonicalFilePath().toUtf8();
        const QFileInfo own(QString::fromLocal8Bit(::getpwuid(::getuid())->pw_shell));
        QCOMPARE(printed.at(0), sh + "\nhello \n");
        QCOMPARE(printed.at(1), own.canonicalFilePath().toUtf8() + "\nhello \n");
    }

    void shouldAskOnceWhatTheServerTakes()
    {
        m_host.environment.insert("LC_ODD-NAME", "x");
        // A shell's own variables go before those of the connection, as ssh has it.
        const auto own = [] {
            Command made = command();
            made.environment = {{u"GREETING"_s, u"mine"_s}};
            return made;
        };
        QByteArrayList printed;
        for (int i = 0; i < 3; ++i) {
            const auto link = std::make_shared<CommandLink>(m_dispatcher);
            ObservedCommand observed(std::make_unique<SshCommand>(link));
            auto script = RemoteScript::make(own());
            run(std::make_shared<ExecJob>(m_host.name, own(), std::move(*script), link), link);
            QVERIFY(observed.waitForEnd(20000));
            printed.append(observed.out);
        }
        QCOMPARE(printed, QByteArrayList(3, "a 'b' c|mine|\n"));
    }

    void shouldHandThemToACommandThatOutlivesItsConnection()
    {
        Command durable = command();
        durable.durable = DurableName{u"variables-%1"_s.arg(m_sshd.port())};
        const auto link = std::make_shared<CommandLink>(m_dispatcher);
        ObservedCommand observed(std::make_unique<SshCommand>(link));
        auto script = DurableScript::make(durable);
        QVERIFY(script);
        run(std::make_shared<DurableJob>(m_host.name, std::move(durable), std::move(*script), 10s,
                                         link),
            link);

        QVERIFY(observed.waitForEnd(20000));
        observed.running->acknowledge();

        QVERIFY(!observed.result.error);
        QCOMPARE(observed.out, "a 'b' c|hello|\n"_ba);
    }

    void shouldHandThemToAConsoleBeforeItsOwn()
    {
        ChannelRequest request;
        request.command = command().script;
        request.environment = {{u"GREETING"_s, u"of the console"_s}, {u"LC_TWO"_s, u"two"_s}};
        request.command += u"; echo $LC_TWO"_s;
        const auto link = std::make_shared<ShellLink>(m_dispatcher, request.size);
        SshChannel channel(link);
        QSignalSpy closed(&channel, &ByteChannel::closed);
        const auto sink = std::make_shared<Sink>();
        run(std::make_shared<ShellJob>(m_host.name, request, sink, link), link);

        QVERIFY(closed.wait(20000));

        QCOMPARE(sink->bytes, "a 'b' c|hello|\r\ntwo\r\n"_ba);
    }

private:
    static Command command()
    {
        Command command;
        command.script = u"echo \"$LC_ONE|$GREETING|$REFUSED\""_s;
        return command;
    }
    template<typename Job, typename Link>
    void run(const std::shared_ptr<Job> &job, const std::shared_ptr<Link> &link)
    {
        link->bind(m_worker->mailbox(), [weak = std::weak_ptr(job)] {
            if (const auto alive = weak.lock())
                alive->wake();
        });
        m_worker->add({m_host}, job);
    }

    SshdFixture m_sshd;
    SshHost m_host;
    SshSettings m_settings;
    FakeSshPrompter m_prompter;
    PromptBroker m_prompts{m_prompter};
    StatusBoard m_board;
    Dispatcher m_dispatcher;
    std::shared_ptr<KeyStore> m_keys = std::make_shared<KeyStore>();
    WorkerPool m_workers;
    std::unique_ptr<IoWorker> m_worker;
};

QTEST_GUILESS_MAIN(TestSshEnvironment)
#include "tst_sshenvironment.moc"
