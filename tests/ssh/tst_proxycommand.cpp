// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/execjob.h"
#include "ssh/ioworker.h"
#include "ssh/promptbroker.h"
#include "ssh/statusboard.h"
#include "support/fakesshprompter.h"
#include "support/observedcommand.h"
#include "support/sshdfixture.h"

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace slipway;

/// Connections that a program carries, and how that program is called.
class TestProxyCommand : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(QRegularExpression(u".?"_s)); }
    void init()
    {
        m_sshd = std::make_unique<SshdFixture>();
        m_prompts = std::make_unique<PromptBroker>(m_prompter);
        m_worker = std::make_unique<IoWorker>(m_workers, std::make_shared<KeyStore>(), *m_prompts,
                                              m_settings, m_board);
    }
    void cleanup()
    {
        m_worker.reset();
        m_prompts.reset();
        m_sshd.reset();
    }

    void shouldReachAServerThroughAProgram()
    {
        QVERIFY(m_sshd->start());

        ObservedCommand observed(run(through(bash()), "head -c 2000000 /dev/zero | tr '\\0' x"));

        QVERIFY(observed.waitForEnd(20000));
        QVERIFY2(!observed.result.error, text(observed.result));
        QCOMPARE(observed.out.size(), 2'000'000);
    }

    void shouldEndTheProgramWithTheConnection()
    {
        QVERIFY(m_sshd->start());
        const QString mark = m_sshd->path("pid");
        ObservedCommand observed(
            run(through(u"sh -c 'echo $$ >"_s + mark + u"; "_s + bash() + u"; true'"_s),
                "echo up; sleep 60"));
        QVERIFY(observed.waitForOutput("up"));
        QFile file(mark);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QString process = u"/proc/"_s + QString::fromLatin1(file.readAll()).trimmed();
        QVERIFY(QFileInfo::exists(process));

        m_worker.reset();

        QTRY_VERIFY_WITH_TIMEOUT(!QFileInfo::exists(process + u"/exe"_s)
                                     || !QFileInfo(process + u"/exe"_s).isReadable(),
                                 10000);
        QTRY_VERIFY(m_sshd->sessions().isEmpty());
    }

    void shouldSayWhatAProgramThatFailsSaid()
    {
        ObservedCommand observed(
            run(through(u"sh -c 'echo no way to the gate >&2; exit 3'"_s), "true"));

        QVERIFY(observed.waitForEnd());
        QCOMPARE(observed.result.error->code, ErrorCode::Unreachable);
        QVERIFY2(observed.result.error->message.contains(u"It said: no way to the gate"_s),
                 text(observed.result));
    }

    void shouldSayThatTheProgramDoesNotExist()
    {
        ObservedCommand observed(run(through(u"/no/such/program"_s), "true"));

        QVERIFY(observed.waitForEnd());
        QCOMPARE(observed.result.error->code, ErrorCode::Unreachable);
        QVERIFY2(observed.result.error->message.contains(u"/no/such/program"_s),
                 text(observed.result));
    }

    void shouldGiveUpOnAProgramThatCarriesNothing()
    {
        SshHost host = through(u"sleep 60"_s);
        host.connectTimeout = 500ms;

        ObservedCommand observed(run(host, "true"));

        QVERIFY(observed.waitForEnd());
        QCOMPARE(observed.result.error->code, ErrorCode::Unreachable);
    }

    void shouldFillInWhatTheCommandNames()
    {
        const auto command = ProxyCommand::expand(
            u"nc -X %h:%p %r%% %n"_s,
            {{u'h', u"10.0.0.1"_s}, {u'p', u"22"_s}, {u'r', u"me"_s}, {u'n', u"web-1"_s}});

        QCOMPARE(command.value_or(QString()), u"nc -X 10.0.0.1:22 me% web-1"_s);
    }

    void shouldRefuseWhatAShellCouldTakeForMore_data()
    {
        QTest::addColumn<QString>("host");
        for (const auto &host : {u"a;reboot"_s, u"$(id)"_s, u"a b"_s, u"-oProxy"_s, u"`id`"_s})
            QTest::newRow(qPrintable(host)) << host;
    }

    void shouldRefuseWhatAShellCouldTakeForMore()
    {
        QFETCH(QString, host);

        const auto command = ProxyCommand::expand(u"nc %h"_s, {{u'h', host}});

        QVERIFY(!command);
        QCOMPARE(command.error().code, ErrorCode::InvalidInput);
    }

    void shouldSayThatATokenIsUnknown()
    {
        QVERIFY(!ProxyCommand::expand(u"nc %z"_s, {}));
        QVERIFY(!ProxyCommand::expand(u"nc %"_s, {}));
    }

private:
    SshHost through(const QString &command) const
    {
        SshHost host;
        host.name = u"web-1"_s;
        host.host = u"127.0.0.1"_s;
        host.port = m_sshd->port();
        host.user = SshdFixture::userName();
        host.identity = m_sshd->userKey();
        host.knownHosts = m_sshd->knownHosts();
        host.authentication = QStringList{u"publickey"_s};
        host.proxyCommand = command;
        return host;
    }
    /// A relay out of what every Debian has.
    QString bash() const
    {
        return u"bash -c \"exec 3<>/dev/tcp/127.0.0.1/%1; cat <&3 & cat >&3\""_s.arg(
            m_sshd->port());
    }
    std::unique_ptr<RunningCommand> run(const SshHost &host, const char *script)
    {
        Command command;
        command.script = QString::fromUtf8(script);
        auto link = std::make_shared<CommandLink>(m_dispatcher);
        auto running = std::make_unique<SshCommand>(link);
        auto program = RemoteScript::make(command);
        if (!program)
            return running;
        auto job = std::make_shared<ExecJob>(host.name, std::move(command), *program, link);
        link->bind(m_worker->mailbox(), [job = std::weak_ptr(job)] {
            if (const auto alive = job.lock())
                alive->wake();
        });
        m_worker->add({host}, job);
        return running;
    }
    static const char *text(const CommandResult &result)
    {
        static QByteArray text;
        text = result.error ? result.error->message.toUtf8() : QByteArray();
        return text.constData();
    }

    std::unique_ptr<SshdFixture> m_sshd;
    FakeSshPrompter m_prompter;
    SshSettings m_settings;
    StatusBoard m_board;
    Dispatcher m_dispatcher;
    WorkerPool m_workers;
    std::unique_ptr<PromptBroker> m_prompts;
    std::unique_ptr<IoWorker> m_worker;
};

QTEST_GUILESS_MAIN(TestProxyCommand)
#include "tst_proxycommand.moc"
