// SPDX-License-Identifier: GPL-3.0-or-later
#include "exec/localcommandrunner.h"
#include "exec/localprocess.h"

#include "support/commandrunnercontract.h"

#include <QElapsedTimer>
#include <QTimer>

#include <csignal>

using namespace slipway;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestLocalCommandRunner : public CommandRunnerContract
{
    Q_OBJECT
    QTemporaryDir m_folder;
    LocalCommandRunner m_runner{m_folder.path(), {.kill = 300ms, .endOfOutput = 300ms}};

    CommandRunner &runner() override { return m_runner; }
    QByteArray contentOf(const QString &name) const
    {
        QFile file(m_folder.filePath(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private Q_SLOTS:
    void init() { QTest::failOnWarning(); }

    void shouldRunInTheDefaultFolderAndBelowIt()
    {
        QVERIFY(QDir(m_folder.path()).mkpath(u"a b/c"_s));
        ObservedCommand here(m_runner.start(script("pwd -P")));
        Command command = script("pwd -P");
        command.cwd = u"a b/c"_s;
        ObservedCommand below(m_runner.start(std::move(command)));

        QVERIFY(here.waitForEnd());
        QVERIFY(below.waitForEnd());

        QCOMPARE(here.out.trimmed(), m_folder.path().toUtf8());
        QCOMPARE(below.out.trimmed(), m_folder.filePath(u"a b/c"_s).toUtf8());
    }

    void shouldSayWhatIsMissing_data()
    {
        QTest::addColumn<QString>("shell");
        QTest::addColumn<QString>("cwd");
        QTest::addColumn<QString>("named");

        QTest::newRow("folder") << QString() << u"no/such"_s << u"no/such"_s;
        QTest::newRow("shell") << u"no-such-shell"_s << QString() << u"no-such-shell"_s;
        QTest::newRow("shell's path") << u"/no/such/sh"_s << QString() << u"/no/such/sh"_s;
        QTest::newRow("not to be run") << u"/etc/passwd"_s << QString() << u"/etc/passwd"_s;
    }

    void shouldSayWhatIsMissing()
    {
        QFETCH(QString, named);
        QFETCH(QString, shell);
        QFETCH(QString, cwd);
        Command command = script("true");
        command.shell = shell;
        command.cwd = cwd;

        ObservedCommand observed(m_runner.start(std::move(command)));

        QVERIFY(observed.ended.isEmpty());
        QVERIFY(observed.waitForEnd());
        QVERIFY(observed.result.error);
        QCOMPARE(observed.result.error->code, ErrorCode::NotFound);
        QVERIFY2(observed.result.error->message.contains(named),
                 qPrintable(observed.result.error->message));
    }

    void shouldUseTheShellThatIsNamed_data()
    {
        QTest::addColumn<QString>("shell");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QByteArray>("out");
        QTest::addColumn<int>("exitCode");

        QTest::newRow("bash") << u"bash"_s << u"x=(a b); echo ${x[1]}; false; echo no"_s
                              << QByteArray("b\n") << 1;
        QTest::newRow("arguments")
            << u"bash -u"_s << u"false; echo on; echo $nope"_s << QByteArray("on\n") << 127;
        QTest::newRow("perl") << u"perl"_s << u"print 6*7; exit 9"_s << QByteArray("42") << 9;
    }

    void shouldUseTheShellThatIsNamed()
    {
        QFETCH(QString, shell);
        QFETCH(QString, text);
        Command command;
        command.shell = shell;
        command.script = text;

        ObservedCommand observed(m_runner.start(std::move(command)));

        QVERIFY(observed.waitForEnd());
        QTEST(observed.out, "out");
        QTEST(observed.result.exitCode, "exitCode");
    }

    void shouldRunAScriptTooLongForAnArgument()
    {
        Command command;
        command.script = "x='"_L1 + QString(300 * 1024, u'a') + "'\necho ${#x}\nfalse\necho no"_L1;

        ObservedCommand observed(m_runner.start(std::move(command)));

        QVERIFY(observed.waitForEnd());
        QCOMPARE(observed.out, QByteArray("307200\n"));
        QCOMPARE(observed.result.exitCode, 1);
    }

    void shouldNotHandOverItsOwnSecretsOrFiles()
    {
        qputenv("SLIPWAY_SECRET_OTHER", "mine");
        qputenv("SLIPWAY_OUTPUT", "/tmp/other");
        QFile file(m_folder.filePath(u"open"_s));
        QVERIFY(file.open(QIODevice::ReadWrite));

        ObservedCommand observed(m_runner.start(
            script("echo \"<$SLIPWAY_SECRET_OTHER$SLIPWAY_OUTPUT>\"; ls /proc/self/fd | wc -l")));

        QVERIFY(observed.waitForEnd());
        qunsetenv("SLIPWAY_SECRET_OTHER");
        qunsetenv("SLIPWAY_OUTPUT");
        QCOMPARE(observed.out, QByteArray("<>\n4\n")); // 0, 1, 2 and the folder that ls reads
    }

    void shouldKillWhatIgnoresTheRequestToEnd()
    {
        ObservedCommand observed(m_runner.start(script(
            "trap '' TERM; (trap '' TERM; exec sleep 60) & echo started; sleep 60; sleep 60")));
        QVERIFY(observed.waitForOutput("started"));
        QElapsedTimer timer;
        timer.start();

        observed.running->cancel();

        QVERIFY(observed.waitForEnd());
        QCOMPARE(observed.result.error->code, ErrorCode::Cancelled);
        QVERIFY(timer.elapsed() >= 250);
        QVERIFY(timer.elapsed() < 3000);
    }

    /// As at the end of the program; no warning, and no sleeper stays behind.
    void shouldBeGoneAtOnceWithItsOwner()
    {
        QString sleeper;
        {
            LocalProcess process(script("trap '' TERM; echo $$; sleep 60; :"), m_folder.path(), {});
            connect(&process, &LocalProcess::outputReceived, this,
                    [&sleeper](OutputStream, const QByteArray &bytes) {
                        sleeper = u"/proc/"_s + QString::fromLatin1(bytes.trimmed());
                    });
            process.start();
            QTRY_VERIFY(!sleeper.isEmpty());
            QVERIFY(QFileInfo::exists(sleeper));
        }

        QVERIFY(!QFileInfo::exists(sleeper));
    }

    void shouldLetACommandCleanUpWhenCancelled()
    {
        ObservedCommand observed(m_runner.start(
            script("trap 'echo cleaned; exit 1' TERM; echo started; sleep 60 & wait")));
        QVERIFY(observed.waitForOutput("started"));

        observed.running->cancel();

        QVERIFY(observed.waitForEnd());
        QVERIFY(observed.out.contains("cleaned"));
        QCOMPARE(observed.result.error->code, ErrorCode::Cancelled);
    }

    void shouldNotWaitForEverForABackgroundProcess()
    {
        ObservedCommand observed(m_runner.start(script("sleep 60 & echo $! > sleeper; echo done")));

        QVERIFY(observed.waitForEnd(3000));
        ::kill(contentOf(u"sleeper"_s).trimmed().toInt(), SIGKILL);

        QVERIFY(!observed.result.error);
        QCOMPARE(observed.result.exitCode, 0);
        QCOMPARE(observed.out, QByteArray("done\n"));
        QVERIFY2(observed.err.contains("background"), observed.err.constData());
    }

    void shouldReadWhatABackgroundProcessPrintsSoonAfter()
    {
        ObservedCommand observed(m_runner.start(script("(sleep 0.1; echo late) & echo early")));

        QVERIFY(observed.waitForEnd());
        QCOMPARE(observed.out, QByteArray("early\nlate\n"));
        QCOMPARE(observed.err, QByteArray());
    }

    void shouldKeepTheOrderOfTheTwoStreamsWhereTheyAreApart()
    {
        ObservedCommand observed(
            m_runner.start(script("echo a; sleep 0.1; echo b >&2; sleep 0.1; echo c")));
        QByteArray all;
        connect(observed.running.get(), &RunningCommand::outputReceived, this,
                [&all](OutputStream, const QByteArray &bytes) { all += bytes; });

        QVERIFY(observed.waitForEnd());
        QCOMPARE(all, QByteArray("a\nb\nc\n"));
    }

    void shouldRefuseOutputsItCannotRead()
    {
        Command command = script("echo 'not a pair' > \"$SLIPWAY_OUTPUT\"");
        command.collectsOutputs = true;

        ObservedCommand observed(m_runner.start(std::move(command)));

        QVERIFY(observed.waitForEnd());
        QVERIFY(observed.result.error);
        QCOMPARE(observed.result.error->code, ErrorCode::InvalidInput);
    }

    void shouldRefuseASecretNoVariableCanHold()
    {
        Command command = script("true");
        command.secrets.emplace(u"KEY"_s, Secret(QByteArrayView("ab\0cd", 5)));

        ObservedCommand observed(m_runner.start(std::move(command)));

        QVERIFY(observed.waitForEnd());
        QCOMPARE(observed.result.error->code, ErrorCode::InvalidInput);
        QVERIFY(observed.result.error->message.contains(u"KEY"_s));
    }

    void shouldAllowBeingDeletedFromItsOwnSignals()
    {
        auto first = m_runner.start(script("true"));
        auto second = m_runner.start(script("echo x; sleep 60"));
        int ended = 0;
        connect(first.get(), &RunningCommand::finished, this, [&first, &ended] {
            first.reset();
            ++ended;
        });
        connect(second.get(), &RunningCommand::outputReceived, this, [&second, &ended] {
            second.reset();
            ++ended;
        });

        QTRY_COMPARE(ended, 2);
    }

    void shouldNotBlockTheLoopUnderMuchOutput()
    {
        ObservedCommand observed(m_runner.start(script("head -c 100000000 /dev/zero")));
        QElapsedTimer sinceTick;
        qint64 longest = 0;
        QTimer ticker;
        connect(&ticker, &QTimer::timeout, this,
                [&sinceTick, &longest] { longest = std::max(longest, sinceTick.restart()); });
        sinceTick.start();
        ticker.start(5ms);

        QVERIFY(observed.waitForEnd());

        QCOMPARE(observed.out.size(), 100000000);
        QVERIFY2(observed.result.duration < 10s, "less than 10 MB/s");
        QVERIFY2(longest < 1000, qPrintable(QString::number(longest)));
    }

    void shouldStartQuickly()
    {
        QElapsedTimer timer;
        timer.start();
        constexpr int count = 50;
        for (int i = 0; i < count; ++i) {
            ObservedCommand observed(m_runner.start(script("true")));
            QVERIFY(observed.waitForEnd());
        }
        qInfo("%.2f ms a command", double(timer.nsecsElapsed()) / 1e6 / count);
        // A sanitizer and a busy machine slow it down a hundredfold.
        QVERIFY(timer.elapsed() < 30000);
    }
};

QTEST_GUILESS_MAIN(TestLocalCommandRunner)
#include "tst_localcommandrunner.moc"
