// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exec/commandrunner.h"
#include "support/observedcommand.h"

#include <QTemporaryDir>
#include <QTest>

namespace slipway {

/// What every CommandRunner must do. A test derives from it and says how to make one; folders and
/// processes are those of the machine the runner works on, which for tests is always this one.
class CommandRunnerContract : public QObject
{
    Q_OBJECT
protected:
    virtual CommandRunner &runner() = 0;

    static Command script(const char *text)
    {
        Command command;
        command.script = QString::fromUtf8(text);
        return command;
    }

private Q_SLOTS:
    void contractShouldReportTheExitStatus_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("exitCode");
        QTest::newRow("0") << QStringLiteral("true") << 0;
        QTest::newRow("3") << QStringLiteral("exit 3") << 3;
        QTest::newRow("255") << QStringLiteral("exit 255") << 255;
        QTest::newRow("of the last command") << QStringLiteral("true\n(exit 7)") << 7;
        QTest::newRow("of the first that fails") << QStringLiteral("(exit 5)\ntrue") << 5;
        QTest::newRow("unknown command") << QStringLiteral("no-such-command-here") << 127;
        QTest::newRow("syntax error") << QStringLiteral("if then") << 2;
    }

    void contractShouldReportTheExitStatus()
    {
        QFETCH(QString, text);
        Command command;
        command.script = text;

        ObservedCommand observed(runner().start(std::move(command)));

        QVERIFY(observed.waitForEnd());
        QVERIFY2(!observed.result.error,
                 qPrintable(observed.result.error ? observed.result.error->message : QString()));
        QTEST(observed.result.exitCode, "exitCode");
    }

    void contractShouldReportTheSignalThatEndedIt()
    {
        ObservedCommand observed(runner().start(script("kill -TERM $$; sleep 5")));

        QVERIFY(observed.waitForEnd());
        QVERIFY(!observed.result.error);
        QCOMPARE(observed.result.signalName, QStringLiteral("TERM"));
        QCOMPARE(observed.result.exitCode, -1);
    }

    void contractShouldKeepTheTwoStreamsApart()
    {
        ObservedCommand observed(runner().start(script("echo one; echo two >&2; printf three")));

        QVERIFY(observed.waitForEnd());
        QCOMPARE(observed.out, QByteArray("one\nthree"));
        QCOMPARE(observed.err, QByteArray("two\n"));
    }

    void rule20_allOutputIsReadBeforeTheCommandIsDone()
    {
        ObservedCommand observed(
            runner().start(script("head -c 3000000 /dev/zero | tr '\\0' 'a'; echo end >&2")));

        QVERIFY(observed.waitForEnd());
        QVERIFY(!observed.outputAfterEnd);
        QCOMPARE(observed.out.size(), 3000000);
        QCOMPARE(observed.out.count('a'), 3000000);
        QCOMPARE(observed.err, QByteArray("end\n"));
        QVERIFY(observed.largestChunk <= 64 * 1024);
    }

    void contractShouldShowOutputAsItComes()
    {
        ObservedCommand observed(runner().start(script("printf 'ready? '; sleep 20")));

        QVERIFY(observed.waitForOutput("ready? "));
        QVERIFY(observed.ended.isEmpty());
    }

    void contractShouldCloseStandardInput()
    {
        ObservedCommand observed(runner().start(script("cat; read line || echo nothing")));

        QVERIFY(observed.waitForEnd());
        QCOMPARE(observed.out, QByteArray("nothing\n"));
    }

    void contractShouldPassTheEnvironmentAsItIs()
    {
        Command command = script("printf '%s|%s' \"$GREETING\" \"$EMPTY\"");
        command.environment
            = {{QStringLiteral("GREETING"), QStringLiteral("it's \"$HOME\"\n`ü` \\")},
               {QStringLiteral("EMPTY"), QString()}};

        ObservedCommand observed(runner().start(std::move(command)));

        QVERIFY(observed.waitForEnd());
        QCOMPARE(observed.out, QByteArray("it's \"$HOME\"\n`ü` \\|"));
    }

    void contractShouldPassSecretsInTheEnvironmentAlone()
    {
        Command command
            = script("printf %s \"$SLIPWAY_SECRET_PW\" | od -An -c | tr -d ' \\n'; echo\n"
                     "ps -eo args | grep -c '[h]unter-2' || true");
        command.secrets.emplace(QStringLiteral("PW"), Secret("hunter-2 '\"$x"));

        ObservedCommand observed(runner().start(std::move(command)));

        QVERIFY(observed.waitForEnd());
        QCOMPARE(observed.out, QByteArray("hunter-2'\"$x\n0\n"));
    }

    void contractShouldRunInTheGivenFolder()
    {
        const QTemporaryDir folder;
        Command command = script("pwd -P");
        command.cwd = folder.path();

        ObservedCommand observed(runner().start(std::move(command)));

        QVERIFY(observed.waitForEnd());
        QCOMPARE(observed.out.trimmed(), folder.path().toUtf8());
    }

    void contractShouldCollectOutputs()
    {
        Command command = script("echo VERSION=v1.2=3 >> \"$SLIPWAY_OUTPUT\"\n"
                                 "printf 'NOTES<<END\\na\\nb=c\\nEND\\n' >> \"$SLIPWAY_OUTPUT\"\n"
                                 "stat -c %a \"$SLIPWAY_OUTPUT\"; exit 4");
        command.collectsOutputs = true;

        ObservedCommand observed(runner().start(std::move(command)));

        QVERIFY(observed.waitForEnd());
        QCOMPARE(observed.out, QByteArray("600\n"));
        QCOMPARE(observed.result.exitCode, 4);
        QCOMPARE(observed.result.outputs,
                 (QMap<QString, QString>{{QStringLiteral("VERSION"), QStringLiteral("v1.2=3")},
                                         {QStringLiteral("NOTES"), QStringLiteral("a\nb=c")}}));
    }

    void contractShouldEndTheWholeGroupWhenCancelled()
    {
        const QTemporaryDir folder;
        Command command = script("(sleep 60; touch late) & sleep 60 & echo started; wait");
        command.cwd = folder.path();
        ObservedCommand observed(runner().start(std::move(command)));
        QVERIFY(observed.waitForOutput("started"));

        observed.running->cancel();
        observed.running->cancel();

        QVERIFY(observed.ended.isEmpty());
        QVERIFY(observed.waitForEnd());
        QVERIFY(observed.result.error);
        QCOMPARE(observed.result.error->code, ErrorCode::Cancelled);
        QCOMPARE(observed.result.exitCode, -1);
        QTest::qWait(0);
        QCOMPARE(observed.ended.size(), 1);
    }

    void contractShouldStopWhatTakesTooLong()
    {
        Command command = script("while :; do echo tick; sleep 0.05; done");
        command.timeout = std::chrono::milliseconds(300);
        command.idleTimeout = std::chrono::milliseconds(5000);

        ObservedCommand observed(runner().start(std::move(command)));

        QVERIFY(observed.waitForEnd());
        QVERIFY(observed.result.error);
        QCOMPARE(observed.result.error->code, ErrorCode::Timeout);
        QVERIFY(observed.out.contains("tick"));
    }

    void contractShouldStopWhatPrintsNothing()
    {
        Command command = script("for i in 1 2 3 4; do echo tick; sleep 0.1; done; sleep 60");
        command.idleTimeout = std::chrono::milliseconds(400);

        ObservedCommand observed(runner().start(std::move(command)));

        QVERIFY(observed.waitForEnd());
        QVERIFY(observed.result.error);
        QCOMPARE(observed.result.error->code, ErrorCode::Timeout);
        QCOMPARE(observed.out.count("tick"), 4);
    }

    void contractShouldEndTheProcessesOfACommandThatIsDeleted()
    {
        const QTemporaryDir folder;
        Command command = script("echo $$ > pid; echo started; sleep 60");
        command.cwd = folder.path();
        auto observed = std::make_unique<ObservedCommand>(runner().start(std::move(command)));
        QVERIFY(observed->waitForOutput("started"));

        observed.reset();

        QFile file(folder.filePath(QStringLiteral("pid")));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QString process
            = QStringLiteral("/proc/%1").arg(QString::fromLatin1(file.readAll()).trimmed());
        QTRY_VERIFY(!QFileInfo::exists(process));
    }

    void contractShouldRunManyAtOnce()
    {
        std::vector<std::unique_ptr<ObservedCommand>> all;
        for (int i = 0; i < 20; ++i) {
            Command command = script("echo $NUMBER; exit $NUMBER");
            command.environment.insert(QStringLiteral("NUMBER"), QString::number(i));
            all.push_back(std::make_unique<ObservedCommand>(runner().start(std::move(command))));
        }
        for (int i = 0; i < 20; ++i) {
            ObservedCommand &observed = *all[size_t(i)];
            QVERIFY(observed.waitForEnd());
            QCOMPARE(observed.result.exitCode, i);
            QCOMPARE(observed.out, QByteArray::number(i) + '\n');
        }
    }
};

} // namespace slipway
