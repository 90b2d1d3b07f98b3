// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/executors/remotescriptexecutor.h"

#include "support/fakeclock.h"
#include "support/fakecommandrunner.h"
#include "support/fakesecretsource.h"
#include "support/observedexecution.h"
#include "support/printable.h"

#include <map>

SLIPWAY_PRINTABLE(ErrorCode)

using namespace slipway;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// Servers named a, b, c …, with an executor on them.
struct Fleet
{
    FakeClock clock;
    FakeSecretSource secrets{{{u"PW"_s, "hunter2"}}};
    HostSlots hostSlots;
    std::map<ServerId, FakeCommandRunner> servers;
    RemoteScriptExecutor executor{
        [this](const ServerId &host) -> CommandRunner & { return servers[host]; }, secrets, clock,
        hostSlots};

    explicit Fleet(int slotCount = HostSlots::standard) : hostSlots(slotCount) { }

    FakeCommand &on(const char *host)
    {
        return *servers.at(ServerId(QString::fromLatin1(host))).commands.last();
    }
};

ExecutionRequest requestFor(const QString &hosts, const SshAction &action = {})
{
    ExecutionRequest request;
    request.step.id = StepId(u"deploy"_s);
    request.step.action = action;
    request.resolved.id = request.step.id;
    for (const QChar host : hosts) {
        SshAction rendered = action;
        rendered.script = u"deploy "_s + host;
        request.resolved.targets.append({ServerId(host), rendered, {}});
    }
    return request;
}

SshAction rolling(int count, milliseconds pause, int maxFailed = 0)
{
    SshAction action;
    action.rolling = Rolling{count, 0, pause};
    action.maxFailed = maxFailed;
    return action;
}

} // namespace

class TestRemoteScriptExecutor : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldRunEachHostsOwnScript()
    {
        Fleet fleet;
        SshAction action;
        action.sudo = true;
        ExecutionRequest request = requestFor(u"ab"_s, action);
        request.step.timeout = 9s;
        request.resolved.targets[1].secrets = {u"PW"_s};
        ObservedExecution observed(fleet.executor.start(request));

        QVERIFY(observed.log.isEmpty());
        observed.settle();

        QCOMPARE(observed.log, (QStringList{u"+a"_s, u"+b"_s}));
        QCOMPARE(fleet.on("a").command.script, u"deploy a"_s);
        QVERIFY(fleet.on("a").command.sudo);
        QVERIFY(fleet.on("a").command.secrets.empty());
        QCOMPARE(fleet.on("b").command.secrets.at(u"PW"_s).revealForUse(),
                 QByteArrayView("hunter2"));
        QCOMPARE(fleet.on("b").command.timeout, milliseconds(9s));
    }

    void shouldReportOutputAndResultOfEachHost()
    {
        Fleet fleet;
        ObservedExecution observed(fleet.executor.start(requestFor(u"ab"_s)));
        observed.settle();

        fleet.on("a").print("from a");
        fleet.clock.advance(3s);
        fleet.on("b").exit(4);
        fleet.on("a").exit(0);
        QVERIFY(observed.waitForEnd());

        QCOMPARE(observed.log, (QStringList{u"+a"_s, u"+b"_s, u"b failed"_s, u"a succeeded"_s}));
        QCOMPARE(observed.output.value(ServerId(u"a"_s)), QByteArray("from a"));
        const HostStatus b = observed.hosts.value(ServerId(u"b"_s));
        QCOMPARE(b.exitCode, 4);
        QCOMPARE(b.error->code, ErrorCode::ExitStatus);
        QCOMPARE(b.startedAt.msecsTo(b.endedAt), 3000);
        QCOMPARE(toString(observed.result.outcome), u"failed"_s);
        QCOMPARE(observed.message(), u"It failed on 1 host(s): b (exit status 4)."_s);
        QCOMPARE(observed.result.exitCode, 4);
    }

    void shouldNameWhatRunsForEver()
    {
        Fleet fleet;
        ExecutionRequest request = requestFor(u"ab"_s);
        request.run = RunId(u"20260101-1"_s);
        request.intent = 17;
        ObservedExecution observed(fleet.executor.start(request));
        observed.settle();
        fleet.on("a").exit(0);
        observed.settle();

        observed.running->acknowledge(ServerId(u"a"_s));

        QCOMPARE(fleet.on("a").command.durable->id, u"20260101-1/deploy/17/a"_s);
        QVERIFY(fleet.on("a").command.durable->mode == DurableName::Mode::StartOrAttach);
        QVERIFY(fleet.on("a").isAcknowledged);
        QVERIFY(!fleet.on("b").isAcknowledged);
        fleet.on("b").exit(0);
        QVERIFY(observed.waitForEnd());
    }

    void shouldCarryOnWithAnInterruptedAttempt()
    {
        Fleet fleet;
        ExecutionRequest request = requestFor(u"abcd"_s, rolling(2, 0s, 1));
        request.step.timeout = 60s;
        for (ResolvedStep::Target &target : request.resolved.targets)
            target.secrets = {u"PW"_s};
        request.alreadyDone = {ServerId(u"a"_s)};
        HostStatus failed;
        failed.state = StepState::Failed;
        HostStatus running;
        running.state = StepState::Running;
        running.startedAt = fleet.clock.now().addSecs(-20);
        request.interrupted = {{ServerId(u"b"_s), failed}, {ServerId(u"c"_s), running}};
        ObservedExecution observed(fleet.executor.start(request));
        observed.settle();

        QCOMPARE(observed.log, QStringList());
        QVERIFY(!fleet.servers.contains(ServerId(u"a"_s)));
        QVERIFY(!fleet.servers.contains(ServerId(u"b"_s)));
        QVERIFY(fleet.on("c").command.durable->mode == DurableName::Mode::AttachOnly);
        QVERIFY(fleet.on("c").command.secrets.empty());
        QCOMPARE(fleet.on("c").command.timeout, milliseconds(40s));
        fleet.on("c").exit(0);
        observed.settle();
        QVERIFY(fleet.on("d").command.durable->mode == DurableName::Mode::StartOrAttach);
        QCOMPARE(fleet.on("d").command.secrets.size(), std::size_t(1));
        fleet.on("d").exit(0);

        QVERIFY(observed.waitForEnd());
        QCOMPARE(observed.log, (QStringList{u"c succeeded"_s, u"+d"_s, u"d succeeded"_s}));
        QCOMPARE(observed.hosts.value(ServerId(u"c"_s)).startedAt, running.startedAt);
        QCOMPARE(toString(observed.result.outcome), u"warned"_s);
    }

    void shouldNotKnowWhatAHostCannotTell()
    {
        Fleet fleet;
        ExecutionRequest request = requestFor(u"ab"_s);
        HostStatus running;
        running.state = StepState::Running;
        request.interrupted = {{ServerId(u"a"_s), running}, {ServerId(u"b"_s), running}};
        ObservedExecution observed(fleet.executor.start(request));
        observed.settle();
        CommandResult result;
        result.fate = CommandResult::Fate::NoTrace;
        result.error = Error{ErrorCode::ConnectionLost, u"a has no trace of it."_s};

        fleet.on("a").end(result);
        fleet.on("b").exit(3);

        QVERIFY(observed.waitForEnd());
        QCOMPARE(observed.log, QStringList{u"b failed"_s});
        QCOMPARE(toString(observed.result.outcome), u"unknown"_s);
        QCOMPARE(observed.message(), u"a has no trace of it."_s);
        QVERIFY(fleet.hostSlots.isFree());
    }

    void shouldNotCarryOnWithWhatHasATerminal()
    {
        Fleet fleet;
        SshAction action;
        QVERIFY(fleet.executor.canCarryOn(requestFor(u"ab"_s, action)));
        action.pty = true;

        QVERIFY(!fleet.executor.canCarryOn(requestFor(u"ab"_s, action)));
    }

    void shouldPauseBetweenBatches()
    {
        Fleet fleet;
        ObservedExecution observed(fleet.executor.start(requestFor(u"abc"_s, rolling(2, 20s))));
        observed.settle();
        fleet.on("a").exit(0);
        fleet.on("b").exit(0);
        observed.settle();

        fleet.clock.advance(19s);
        observed.settle();
        QVERIFY(!observed.log.contains(u"+c"_s));
        fleet.clock.advance(1s);
        observed.settle();
        QVERIFY(observed.log.contains(u"+c"_s));

        fleet.on("c").exit(0);
        QVERIFY(observed.waitForEnd());
        QCOMPARE(toString(observed.result.outcome), u"succeeded"_s);
    }

    void shouldWarnWhenNoMoreFailThanTolerated()
    {
        Fleet fleet;
        ObservedExecution observed(fleet.executor.start(requestFor(u"abc"_s, rolling(1, 0s, 1))));
        observed.settle();
        fleet.on("a").exit(0);
        observed.settle();
        fleet.on("b").fail(ErrorCode::Unreachable);
        observed.settle();
        fleet.on("c").exit(0);

        QVERIFY(observed.waitForEnd());
        QCOMPARE(toString(observed.result.outcome), u"warned"_s);
        QCOMPARE(observed.message(), u"1 host(s) could not be reached: b."_s);
    }

    void shouldStopTheRolloutAtAFailure()
    {
        Fleet fleet;
        ObservedExecution observed(fleet.executor.start(requestFor(u"abc"_s, rolling(1, 5s))));
        observed.settle();

        fleet.on("a").exit(1);
        QVERIFY(observed.waitForEnd());

        QCOMPARE(observed.log, (QStringList{u"+a"_s, u"a failed"_s}));
        QVERIFY2(observed.message().contains(u"2 host(s) did not have their turn: b, c."_s),
                 qPrintable(observed.message()));
        QCOMPARE(fleet.clock.timerCount(), 0);
    }

    void shouldLeaveHostsAloneThatAreDone()
    {
        Fleet fleet;
        ExecutionRequest request = requestFor(u"abc"_s);
        request.attempt = 2;
        request.alreadyDone = {ServerId(u"a"_s), ServerId(u"c"_s)};
        ObservedExecution observed(fleet.executor.start(request));
        observed.settle();

        fleet.on("b").exit(0);
        QVERIFY(observed.waitForEnd());

        QCOMPARE(observed.log, (QStringList{u"+b"_s, u"b succeeded"_s}));
        QCOMPARE(toString(observed.result.outcome), u"succeeded"_s);
    }

    void shouldTakeAnOkExitStatusAsSuccess()
    {
        Fleet fleet;
        ExecutionRequest request = requestFor(u"a"_s);
        request.step.okExit = {0, 3};
        ObservedExecution observed(fleet.executor.start(request));
        observed.settle();

        fleet.on("a").exit(3);
        QVERIFY(observed.waitForEnd());

        QCOMPARE(toString(observed.result.outcome), u"succeeded"_s);
        QCOMPARE(observed.hosts.value(ServerId(u"a"_s)).exitCode, 3);
    }

    void shouldTakeTheFirstHostsOutputs()
    {
        Fleet fleet;
        ExecutionRequest request = requestFor(u"ab"_s);
        request.step.outputs = {u"tag"_s, u"more"_s};
        ObservedExecution observed(fleet.executor.start(request));
        observed.settle();

        fleet.on("b").exit(0, {{u"tag"_s, u"from b"_s}, {u"more"_s, u"x"_s}});
        fleet.on("a").exit(0, {{u"tag"_s, u"from a"_s}});
        QVERIFY(observed.waitForEnd());

        QCOMPARE(toString(observed.result.outcome), u"succeeded"_s);
        QCOMPARE(observed.result.outputs,
                 (QMap<QString, QString>{{u"tag"_s, u"from a"_s}, {u"more"_s, u"x"_s}}));
    }

    void shouldFailOverAMissingSecretBeforeTheFirstHost()
    {
        Fleet fleet;
        ExecutionRequest request = requestFor(u"ab"_s);
        request.resolved.targets[1].secrets = {u"GONE"_s};

        ObservedExecution observed(fleet.executor.start(request));

        QVERIFY(observed.waitForEnd());
        QCOMPARE(observed.result.error->code, ErrorCode::MissingSecret);
        QVERIFY(observed.log.isEmpty());
    }

    void shouldShareTheSlotsAmongSteps()
    {
        Fleet fleet(3);
        ObservedExecution first(fleet.executor.start(requestFor(u"ab"_s)));
        ObservedExecution second(fleet.executor.start(requestFor(u"cde"_s)));
        first.settle();

        QCOMPARE(first.log, (QStringList{u"+a"_s, u"+b"_s}));
        QCOMPARE(second.log, (QStringList{u"+c"_s}));
        fleet.on("a").exit(0);
        first.settle();
        QCOMPARE(second.log, (QStringList{u"+c"_s, u"+d"_s}));
        first.running.reset(); // gives the slot of b back
        second.settle();
        QCOMPARE(second.log, (QStringList{u"+c"_s, u"+d"_s, u"+e"_s}));
    }

    void shouldCancelRunningHostsAndStartNoOthers()
    {
        Fleet fleet;
        ObservedExecution observed(fleet.executor.start(requestFor(u"abc"_s, rolling(2, 0s))));
        observed.settle();
        fleet.on("a").exit(0);

        observed.running->cancel();
        observed.running->cancel();

        QVERIFY(observed.ended.isEmpty());
        QVERIFY(observed.waitForEnd());
        QCOMPARE(observed.log, (QStringList{u"+a"_s, u"+b"_s, u"a succeeded"_s, u"b cancelled"_s}));
        QCOMPARE(toString(observed.result.outcome), u"cancelled"_s);
        observed.settle();
        QCOMPARE(observed.ended.size(), 1);
    }

    void shouldCancelDuringAPause()
    {
        Fleet fleet;
        ObservedExecution observed(fleet.executor.start(requestFor(u"ab"_s, rolling(1, 60s))));
        observed.settle();
        fleet.on("a").exit(0);
        observed.settle();

        observed.running->cancel();
        QVERIFY(observed.waitForEnd());
        fleet.clock.advance(120s);
        observed.settle();

        QCOMPARE(toString(observed.result.outcome), u"cancelled"_s);
        QVERIFY(!observed.log.contains(u"+b"_s));
    }

    void shouldCancelBeforeItBegan()
    {
        Fleet fleet;
        ObservedExecution observed(fleet.executor.start(requestFor(u"a"_s)));

        observed.running->cancel();

        QVERIFY(observed.waitForEnd());
        QCOMPARE(toString(observed.result.outcome), u"cancelled"_s);
        QVERIFY(observed.log.isEmpty());
    }

    void shouldHaveNothingToDoWhenAllIsDone()
    {
        Fleet fleet;
        ExecutionRequest request = requestFor(u"a"_s);
        request.alreadyDone = {ServerId(u"a"_s)};

        ObservedExecution observed(fleet.executor.start(request));

        QVERIFY(observed.waitForEnd());
        QCOMPARE(toString(observed.result.outcome), u"succeeded"_s);
    }
};

QTEST_GUILESS_MAIN(TestRemoteScriptExecutor)
#include "tst_remotescriptexecutor.moc"
