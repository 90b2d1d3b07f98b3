// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/executors/scriptexecutor.h"

#include "exec/localcommandrunner.h"
#include "run/secretmarkers.h"
#include "support/fakecommandrunner.h"
#include "support/fakesecretsource.h"
#include "support/observedexecution.h"
#include "support/printable.h"

#include <QTemporaryDir>

SLIPWAY_PRINTABLE(ErrorCode)

using namespace slipway;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

ExecutionRequest requestFor(const RunAction &action, const QStringList &secrets = {})
{
    ExecutionRequest request;
    request.run = RunId(u"run-1"_s);
    request.step.id = StepId(u"build"_s);
    request.step.action = action;
    request.resolved.id = request.step.id;
    request.resolved.targets = {{ServerId(), action, secrets}};
    return request;
}

RunAction scriptAction(const QString &script)
{
    RunAction action;
    action.script = script;
    return action;
}

} // namespace

class TestScriptExecutor : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldHandOverWhatTheStepSays()
    {
        FakeCommandRunner runner;
        const FakeSecretSource secrets({{u"TOKEN"_s, "t0ken"}, {u"PW"_s, "hunter2"}});
        ScriptExecutor executor(runner, secrets);
        RunAction action = scriptAction(u"make"_s);
        action.shell = u"bash"_s;
        action.cwd = u"shop"_s;
        action.environment = {{u"URL"_s, u"https://joe:"_s + secretMarker(u"PW"_s) + u"@host"_s}};
        ExecutionRequest request = requestFor(action, {u"TOKEN"_s});
        request.step.timeout = 10s;
        request.step.idleTimeout = 2s;
        request.step.outputs = {u"tag"_s};

        ObservedExecution observed(executor.start(request));

        const Command &command = runner.commands.first()->command;
        QCOMPARE(command.script, u"make"_s);
        QCOMPARE(command.shell, u"bash"_s);
        QCOMPARE(command.cwd, u"shop"_s);
        QCOMPARE(command.environment.value(u"URL"_s), u"https://joe:hunter2@host"_s);
        QCOMPARE(command.secrets.at(u"TOKEN"_s).revealForUse(), QByteArrayView("t0ken"));
        QCOMPARE(command.timeout, milliseconds(10s));
        QCOMPARE(command.idleTimeout, milliseconds(2s));
        QVERIFY(command.collectsOutputs);
    }

    void shouldPassOnOutputAndOutputs()
    {
        FakeCommandRunner runner;
        const FakeSecretSource secrets;
        ScriptExecutor executor(runner, secrets);
        ExecutionRequest request = requestFor(scriptAction(u"make"_s));
        request.step.outputs = {u"tag"_s};
        ObservedExecution observed(executor.start(request));

        runner.commands.first()->print("one\n");
        runner.commands.first()->exit(0, {{u"tag"_s, u"v1"_s}});

        QCOMPARE(observed.ended.size(), 1);
        QCOMPARE(toString(observed.result.outcome), u"succeeded"_s);
        QCOMPARE(observed.result.exitCode, 0);
        QCOMPARE(observed.result.outputs.value(u"tag"_s), u"v1"_s);
        QCOMPARE(observed.output.value(ServerId()), QByteArray("one\n"));
        QVERIFY(observed.hosts.isEmpty());
    }

    void shouldJudgeHowTheScriptEnded_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QList<int>>("okExit");
        QTest::addColumn<QString>("outcome");

        QTest::newRow("0") << 0 << QList<int>{0} << u"succeeded"_s;
        QTest::newRow("1") << 1 << QList<int>{0} << u"failed"_s;
        QTest::newRow("3 is fine") << 3 << QList<int>{0, 3} << u"succeeded"_s;
        QTest::newRow("0 is not") << 0 << QList<int>{3} << u"failed"_s;
        QTest::newRow("none given") << 0 << QList<int>{} << u"succeeded"_s;
    }

    void shouldJudgeHowTheScriptEnded()
    {
        QFETCH(int, status);
        QFETCH(QList<int>, okExit);
        FakeCommandRunner runner;
        const FakeSecretSource secrets;
        ScriptExecutor executor(runner, secrets);
        ExecutionRequest request = requestFor(scriptAction(u"make"_s));
        request.step.okExit = okExit;
        ObservedExecution observed(executor.start(request));

        runner.commands.first()->exit(status);

        QTEST(toString(observed.result.outcome), "outcome");
        QCOMPARE(observed.result.exitCode, status);
        if (observed.result.error)
            QCOMPARE(observed.result.error->code, ErrorCode::ExitStatus);
    }

    void shouldNameTheSignalThatEndedTheScript()
    {
        FakeCommandRunner runner;
        const FakeSecretSource secrets;
        ScriptExecutor executor(runner, secrets);
        ObservedExecution observed(executor.start(requestFor(scriptAction(u"make"_s))));
        CommandResult killed;
        killed.signalName = u"KILL"_s;

        runner.commands.first()->end(killed);

        QCOMPARE(toString(observed.result.outcome), u"failed"_s);
        QCOMPARE(observed.message(), u"The script was ended by the signal KILL."_s);
    }

    void shouldFailOverAMissingSecretBeforeItStarts_data()
    {
        QTest::addColumn<RunAction>("action");
        QTest::addColumn<QStringList>("needed");

        RunAction withMarker = scriptAction(u"make"_s);
        withMarker.environment = {{u"A"_s, secretMarker(u"GONE"_s)}};
        QTest::newRow("in the script") << scriptAction(u"make"_s) << QStringList{u"GONE"_s};
        QTest::newRow("in the environment") << withMarker << QStringList{};
    }

    void shouldFailOverAMissingSecretBeforeItStarts()
    {
        QFETCH(RunAction, action);
        QFETCH(QStringList, needed);
        FakeCommandRunner runner;
        const FakeSecretSource secrets;
        ScriptExecutor executor(runner, secrets);

        ObservedExecution observed(executor.start(requestFor(action, needed)));

        QVERIFY(observed.ended.isEmpty());
        QVERIFY(observed.waitForEnd());
        QCOMPARE(toString(observed.result.outcome), u"failed"_s);
        QCOMPARE(observed.result.error->code, ErrorCode::MissingSecret);
        QVERIFY(runner.commands.isEmpty());
    }

    void shouldFailOverAnOutputThatWasNotWritten()
    {
        FakeCommandRunner runner;
        const FakeSecretSource secrets;
        ScriptExecutor executor(runner, secrets);
        ExecutionRequest request = requestFor(scriptAction(u"make"_s));
        request.step.outputs = {u"tag"_s, u"commit"_s};
        ObservedExecution observed(executor.start(request));

        runner.commands.first()->exit(0, {{u"tag"_s, u"v1"_s}});

        QCOMPARE(toString(observed.result.outcome), u"failed"_s);
        QCOMPARE(observed.result.error->code, ErrorCode::Assertion);
        QVERIFY(observed.message().contains(u"commit"_s));
    }

    void shouldCancelTheCommand()
    {
        FakeCommandRunner runner;
        const FakeSecretSource secrets;
        ScriptExecutor executor(runner, secrets);
        ObservedExecution observed(executor.start(requestFor(scriptAction(u"make"_s))));

        observed.running->cancel();

        QVERIFY(runner.commands.first()->isCancelled);
        QVERIFY(observed.ended.isEmpty());
        QVERIFY(observed.waitForEnd());
        QCOMPARE(toString(observed.result.outcome), u"cancelled"_s);
    }

    void shouldWorkOnThisMachine()
    {
        const QTemporaryDir folder;
        LocalCommandRunner runner(folder.path());
        const FakeSecretSource secrets({{u"PW"_s, "hunter2"}});
        ScriptExecutor executor(runner, secrets);
        ExecutionRequest request = requestFor(
            scriptAction(u"pwd; echo ${#SLIPWAY_SECRET_PW}; echo tag=v7 >> $SLIPWAY_OUTPUT"_s),
            {u"PW"_s});
        request.step.outputs = {u"tag"_s};

        ObservedExecution observed(executor.start(request));

        QVERIFY(observed.waitForEnd());
        QCOMPARE(toString(observed.result.outcome), u"succeeded"_s);
        QCOMPARE(observed.output.value(ServerId()), folder.path().toUtf8() + "\n7\n");
        QCOMPARE(observed.result.outputs.value(u"tag"_s), u"v7"_s);
    }
};

QTEST_GUILESS_MAIN(TestScriptExecutor)
#include "tst_scriptexecutor.moc"
