// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/enginedriver.h"

#include "support/printable.h"

#include <QJsonDocument>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

SLIPWAY_PRINTABLE(RunOutcome)
SLIPWAY_PRINTABLE(StepState)
SLIPWAY_PRINTABLE(ErrorCode)

#define RUN(driver, ...)                                                                           \
    do {                                                                                           \
        const auto done = driver.commands(QStringList{__VA_ARGS__});                               \
        QVERIFY2(done, done ? "" : qPrintable(done.error().message));                              \
    } while (false)

namespace {
const QString chain = u"- {id: a, run: x}\n- {id: b, run: x}"_s;
const QString undoable = u"- {id: a, run: x, undo: {run: ua}}\n- {id: b, run: x}\n"
                         "- {id: c, run: x, undo: {run: uc}}\n- {id: d, run: x}"_s;
} // namespace

/// The rules of the run engine, second half: outcomes, resuming, undoing, secrets.
class TestEngineMoreRules : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(); }

    void rule09_aHandledFailureStaysInTheOutcome();
    void rule09_whatWasTypedByHandMarksTheRun();
    void rule10_rerunningAStepUpdatesThisRunAndLetsTheRestGoOn();
    void rule10_rerunInAFinishedRunComputesTheOutcomeAnew();
    void rule10_rerunLeavesWhatSucceededAlone();
    void rule11_resumeOfAnUnknownOrFinishedRunIsAnError();
    void rule12_aCommandThatIsNotIdempotentIsNeverSentAgainUnasked();
    void rule12_anIdempotentStepRunsAgainAndSaysSo();
    void rule12_aPersonMayMarkTheUnknownAsDone();
    void rule14_anOverriddenGateDoesNotAskAgain();
    void rule15_rollbackUndoesOnlyWhatThisRunChangedNewestFirst();
    void rule15_nothingChangedMeansNothingToUndo();
    void rule15_evidenceIsKeptBeforeTheUndo();
    void rule16_aBrokenLockIsRecordedAsAnOverride();
    void rule17_aHostsFailureMarksTheHost();
    void rule17_anExcludedHostStaysExcluded();
    void rule17_aQuarantinedHostIsLeftOutFromThenOn();
    void rule18_thePreviewIsMadeByTheRunsOwnResolver();
    void rule19_aRunKeepsThePlanItStartedWith();
    void rule21_secretsAreHiddenInEventsAndOutput();
    void rule21_aSecretSplitAcrossChunksIsHidden();
};

void TestEngineMoreRules::rule09_aHandledFailureStaysInTheOutcome()
{
    EngineDriver driver;
    driver.executor.behave(u"a"_s, {FakeExecutor::failing()});
    QVERIFY(driver.start(chain));

    RUN(driver, u"a: retry"_s);

    QCOMPARE(driver.state().outcome, RunOutcome::SuccessWithDeviations);
    QCOMPARE(driver.state().deviations.size(), 1);
    QCOMPARE(driver.finished.size(), 1);
    QCOMPARE(driver.finished.first(), RunOutcome::SuccessWithDeviations);
}

void TestEngineMoreRules::rule09_whatWasTypedByHandMarksTheRun()
{
    EngineDriver driver;
    driver.redactor.add(Secret("hunter2hunter2"_ba));
    QVERIFY(driver.start(u"- {id: a, manual: Look}"_s));

    driver.engine->noteTyped(
        {ServerId(u"web-1"_s), u"web-1$ login hunter2hunter2"_s, u"asha"_s, u"one.cast"_s});
    RUN(driver, u"a: done"_s);

    QCOMPARE(driver.state().outcome, RunOutcome::SuccessWithDeviations);
    QCOMPARE(driver.state().deviations.size(), 1);
    QVERIFY(
        driver.state().deviations.constFirst().startsWith("asha typed on web-1: web-1$ login "_L1));
    QVERIFY(!driver.state().deviations.constFirst().contains("hunter2"_L1));
    QVERIFY(driver.foldsAlike());

    driver.engine->noteTyped({ServerId(u"web-1"_s), u"later"_s, u"asha"_s, {}});
    driver.settle();
    QCOMPARE(driver.state().deviations.size(), 1);
}

void TestEngineMoreRules::rule10_rerunningAStepUpdatesThisRunAndLetsTheRestGoOn()
{
    EngineDriver driver;
    driver.executor.behave(u"a"_s, {FakeExecutor::failing()});
    QVERIFY(driver.start(u"- {id: a, run: x, on_failure: stop}\n- {id: b, run: x}"_s));
    QCOMPARE(driver.state().outcome, RunOutcome::Failed);

    RUN(driver, u"rerun a"_s);

    QCOMPARE(driver.executor.started, (QStringList{u"a"_s, u"a"_s, u"b"_s}));
    QCOMPARE(driver.state().outcome, RunOutcome::SuccessWithDeviations);
    QCOMPARE(driver.finished.size(), 2);
    QVERIFY(driver.foldsAlike());
}

void TestEngineMoreRules::rule10_rerunInAFinishedRunComputesTheOutcomeAnew()
{
    EngineDriver driver;
    QVERIFY(driver.start(chain));
    QCOMPARE(driver.state().outcome, RunOutcome::Success);
    driver.executor.behave(u"b"_s, {FakeExecutor::failing()});

    RUN(driver, u"rerun b"_s);
    QVERIFY(driver.engine->isActive());
    RUN(driver, u"b: stop"_s);

    QCOMPARE(driver.state().outcome, RunOutcome::Aborted);
}

void TestEngineMoreRules::rule10_rerunLeavesWhatSucceededAlone()
{
    EngineDriver driver;
    QVERIFY(driver.start(chain));

    RUN(driver, u"rerun a"_s);

    QCOMPARE(driver.executor.started, (QStringList{u"a"_s, u"b"_s, u"a"_s}));
    RUN(driver, u"refused rerun nothing"_s);
}

void TestEngineMoreRules::rule11_resumeOfAnUnknownOrFinishedRunIsAnError()
{
    EngineDriver driver;
    QVERIFY(driver.start(chain));

    QCOMPARE(driver.crashAndResume().error().code, ErrorCode::Refused);
    QCOMPARE(driver.crashAndResume(0).error().code, ErrorCode::NotFound);
    QCOMPARE(driver.executor.started.size(), 2);
}

void TestEngineMoreRules::rule12_aCommandThatIsNotIdempotentIsNeverSentAgainUnasked()
{
    EngineDriver driver;
    driver.executor.behave(u"a"_s, {FakeExecutor::hanging()});
    QVERIFY(driver.start(u"- {id: a, run: x, undo: {run: y}}\n- {id: b, run: x}"_s));

    RUN(driver, u"crash"_s);
    QCOMPARE(
        driver.choices(u"a"_s),
        (QStringList{u"mark-succeeded"_s, u"retry"_s, u"override"_s, u"roll-back"_s, u"stop"_s}));
    const QuestionId asked = driver.question(u"a"_s)->id;
    RUN(driver, u"crash"_s, u"crash"_s);

    // Asked again as it is, not anew.
    QCOMPARE(driver.asked.size(), 1);
    QCOMPARE(driver.asked.first().id, asked);
    QCOMPARE(driver.executor.started, QStringList{u"a"_s});
    RUN(driver, u"a: retry"_s);
    QCOMPARE(driver.executor.started, (QStringList{u"a"_s, u"a"_s, u"b"_s}));
}

void TestEngineMoreRules::rule12_anIdempotentStepRunsAgainAndSaysSo()
{
    EngineDriver driver;
    driver.executor.behave(u"a"_s, {FakeExecutor::hanging()});
    QVERIFY(driver.start(u"- {id: a, run: x, idempotent: true}"_s));

    RUN(driver, u"crash"_s);

    QCOMPARE(
        driver.log().mid(2),
        (QStringList{u"run-resumed"_s, u"step-unknown a"_s, u"step-intent a 2"_s,
                     u"step-result a succeeded"_s, u"run-finished success with deviations"_s}));
}

void TestEngineMoreRules::rule12_aPersonMayMarkTheUnknownAsDone()
{
    EngineDriver driver;
    driver.executor.behave(u"a"_s, {FakeExecutor::hanging()});
    QVERIFY(driver.start(chain));
    RUN(driver, u"crash"_s);

    RUN(driver, u"a: mark-succeeded"_s);

    QCOMPARE(driver.executor.started, (QStringList{u"a"_s, u"b"_s}));
    QCOMPARE(driver.status(u"a"_s).state, StepState::Succeeded);
    QCOMPARE(driver.state().outcome, RunOutcome::SuccessWithDeviations);
}

void TestEngineMoreRules::rule14_anOverriddenGateDoesNotAskAgain()
{
    EngineDriver driver;
    QVERIFY(driver.start(u"- {id: g, gate: {metrics: [uptime]}}\n- {id: b, run: x}"_s));
    QCOMPARE(driver.status(u"g"_s).error->code, ErrorCode::Unavailable);

    RUN(driver, u"g: override the metrics are looked at by hand"_s);

    QCOMPARE(driver.log().filter(u"question-asked g"_s).size(), 1);
    QCOMPARE(driver.state().outcome, RunOutcome::SuccessWithDeviations);
}

void TestEngineMoreRules::rule15_rollbackUndoesOnlyWhatThisRunChangedNewestFirst()
{
    EngineDriver driver;
    driver.executor.behave(u"d"_s, {FakeExecutor::failing()});
    QVERIFY(driver.start(undoable));
    QCOMPARE(driver.engine->rollbackSteps(), (QList{StepId(u"c"_s), StepId(u"a"_s)}));

    RUN(driver, u"d: roll-back"_s);

    QCOMPARE(driver.executor.started.mid(4), (QStringList{u"undo c"_s, u"undo a"_s}));
    QCOMPARE(driver.status(u"a"_s).state, StepState::Undone);
    QCOMPARE(driver.status(u"b"_s).state, StepState::Succeeded);
    QCOMPARE(driver.state().outcome, RunOutcome::RolledBack);
    QVERIFY(driver.engine->rollbackSteps().isEmpty());
    QVERIFY(driver.foldsAlike());
}

void TestEngineMoreRules::rule15_nothingChangedMeansNothingToUndo()
{
    EngineDriver driver;
    driver.executor.behave(u"a"_s, {FakeExecutor::failing(ErrorCode::Unreachable)});
    QVERIFY(driver.start(undoable));

    QVERIFY(driver.engine->rollbackSteps().isEmpty());
    QCOMPARE(driver.engine->rollBack(u"olga"_s).error().code, ErrorCode::Refused);
    QVERIFY(!driver.choices(u"a"_s).contains(u"roll-back"_s));
}

void TestEngineMoreRules::rule15_evidenceIsKeptBeforeTheUndo()
{
    EngineDriver driver;
    driver.executor.behave(u"d"_s, {FakeExecutor::failing(ErrorCode::Assertion)});
    QVERIFY(driver.start(undoable));

    RUN(driver, u"d: roll-back"_s);

    const qsizetype note = driver.log().indexOf(u"note"_s);
    QVERIFY(note > 0 && note < driver.log().indexOf(u"undo-intent c"_s));
    const QJsonObject evidence = driver.events().at(note).data[u"evidence"_s].toObject();
    QCOMPARE(evidence[u"d"_s][u"error"_s][u"code"_s].toString(), u"assertion"_s);
}

void TestEngineMoreRules::rule16_aBrokenLockIsRecordedAsAnOverride()
{
    EngineDriver driver;
    RunRequest request = EngineDriver::requestFor(EngineDriver::planText(chain));
    request.overrides = {{u"The lock of asha"_s, u"olga"_s, u"asha went home"_s}};

    QVERIFY(driver.start(request));

    QCOMPARE(driver.log().at(1), u"override"_s);
    QCOMPARE(driver.state().outcome, RunOutcome::SuccessWithDeviations);
}

void TestEngineMoreRules::rule17_aHostsFailureMarksTheHost()
{
    EngineDriver driver;
    driver.executor.failHost(u"web-2"_s, 1, ErrorCode::ConnectionLost);

    QVERIFY(driver.start(u"- {id: a, ssh: {on: web, script: x}}"_s));

    const StepStatus status = driver.status(u"a"_s);
    QCOMPARE(status.hosts.value(ServerId(u"web-1"_s)).state, StepState::Succeeded);
    QCOMPARE(status.hosts.value(ServerId(u"web-2"_s)).state, StepState::Failed);
    QCOMPARE(status.hosts.value(ServerId(u"web-2"_s)).error->code, ErrorCode::ConnectionLost);
}

void TestEngineMoreRules::rule17_anExcludedHostStaysExcluded()
{
    EngineDriver driver;
    driver.executor.failHost(u"web-2"_s, 5);
    QVERIFY(driver.start(
        u"- {id: a, ssh: {on: web, script: x}}\n- {id: b, ssh: {on: web, script: x}}"_s));

    RUN(driver, u"refused a: exclude-host"_s, u"a: exclude-host it is broken"_s);

    QCOMPARE(driver.status(u"a"_s).state, StepState::Warned);
    QCOMPARE(driver.executor.requests.last().resolved.targets.size(), 2);
    QCOMPARE(driver.state().excludedHosts, QList{ServerId(u"web-2"_s)});
    QCOMPARE(driver.state().outcome, RunOutcome::SuccessWithDeviations);
}

void TestEngineMoreRules::rule17_aQuarantinedHostIsLeftOutFromThenOn()
{
    EngineDriver driver;
    driver.executor.failHost(u"web-2"_s, 1);
    driver.executor.toleratesHosts = true;

    QVERIFY(driver.start(u"- id: a\n  ssh: {on: web, script: x, max_failed: 1, "
                         "on_host_failure: quarantine}\n"
                         "- {id: b, ssh: {on: web, script: x}}"_s));

    QCOMPARE(driver.status(u"a"_s).state, StepState::Warned);
    QCOMPARE(driver.state().excludedHosts, QList{ServerId(u"web-2"_s)});
    QCOMPARE(driver.executor.requests.last().resolved.targets.size(), 2);
    QCOMPARE(driver.state().outcome, RunOutcome::SuccessWithDeviations);
}

void TestEngineMoreRules::rule18_thePreviewIsMadeByTheRunsOwnResolver()
{
    EngineDriver driver;
    const QString steps = u"- id: a\n  ssh: {on: web, script: 'echo {{ server.name }}'}"_s;
    RunRequest request = EngineDriver::requestFor(EngineDriver::planText(steps));

    QVERIFY(driver.start(request));

    request.context.run = request.id;
    const Step step = *request.plan.step(StepId(u"a"_s));
    const auto preview
        = StepResolver::resolve(step, step.action, request.context, StepResolver::Mode::Preview);
    QCOMPARE(driver.executor.requests.first().resolved, *preview);
}

void TestEngineMoreRules::rule19_aRunKeepsThePlanItStartedWith()
{
    EngineDriver driver;
    QVERIFY(driver.start(u"- {id: a, manual: x}\n- {id: b, run: old}"_s));
    RunRequest edited = EngineDriver::requestFor(
        EngineDriver::planText(u"- {id: a, manual: x}\n- {id: b, run: new}"_s));
    edited.context.vars[u"domain"_s] = u"elsewhere.example.com"_s;
    driver.request = edited;

    RUN(driver, u"crash"_s, u"a: done"_s);

    const Action ran = driver.executor.requests.first().resolved.targets.first().action;
    QCOMPARE(std::get<RunAction>(ran).script, u"old"_s);
}

void TestEngineMoreRules::rule21_secretsAreHiddenInEventsAndOutput()
{
    EngineDriver driver;
    driver.redactor.add(Secret("hunter2hunter2"));
    FakeExecutor::Behaviour behaviour = FakeExecutor::failing();
    behaviour.prints = "the password is hunter2hunter2\n";
    behaviour.outputs = {{u"token"_s, u"hunter2hunter2"_s}};
    driver.executor.behave(u"a"_s, {behaviour});
    QVERIFY(driver.start(chain));

    RUN(driver, u"a: override it is hunter2hunter2"_s);

    QByteArray everything;
    for (const RunEvent &event : driver.events())
        everything += QJsonDocument(toJson(event)).toJson();
    for (const OutputChunk &chunk : driver.journal.allOutput())
        everything += chunk.bytes;
    QVERIFY(everything.contains("the password is"));
    QVERIFY(!everything.contains("hunter2hunter2"));
}

void TestEngineMoreRules::rule21_aSecretSplitAcrossChunksIsHidden()
{
    EngineDriver driver;
    driver.redactor.add(Secret("hunter2hunter2"));
    driver.executor.behave(u"a"_s, {FakeExecutor::hanging()});
    QVERIFY(driver.start(chain));

    driver.executor.running.value(u"a"_s)->print("it is hunter2");
    driver.clock.advance(milliseconds(60));
    driver.executor.running.value(u"a"_s)->print("hunter2.\n");
    RUN(driver, u"end a ok"_s);

    QByteArray shown;
    for (const OutputChunk &chunk : driver.journal.allOutput())
        shown += chunk.bytes;
    QVERIFY2(!shown.contains("hunter2"), shown.constData());
    QVERIFY(shown.startsWith("it is "));
}

QTEST_GUILESS_MAIN(TestEngineMoreRules)
#include "tst_enginemorerules.moc"
