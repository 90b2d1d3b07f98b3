// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/enginedriver.h"

#include "support/printable.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

SLIPWAY_PRINTABLE(RunOutcome)
SLIPWAY_PRINTABLE(StepState)
SLIPWAY_PRINTABLE(RunPhase)
SLIPWAY_PRINTABLE(Question::Kind)

#define RUN(driver, ...)                                                                           \
    do {                                                                                           \
        const auto done = driver.commands(QStringList{__VA_ARGS__});                               \
        QVERIFY2(done, done ? "" : qPrintable(done.error().message));                              \
    } while (false)

namespace {
const QString twoUndos = u"- {id: a, run: x, undo: {run: ua}}\n- {id: b, run: x, undo: {run: ub}}\n"
                         "- {id: c, manual: x}\n- {id: z, run: x, always: true}"_s;
}

/// Stopping, rolling back, and the ends a run can come to.
class TestEngineRollback : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(); }

    void shouldRunAlwaysStepsAfterTheUndo();
    void shouldWaitForWhatRunsBeforeUndoing();
    void shouldUndoByCompletionNotByFileOrder();
    void shouldAskWhenAnUndoFails();
    void shouldSkipAnUndoWithAReason();
    void shouldEndAbortedWhenARollbackIsStopped();
    void shouldLetAPersonUndo();
    void shouldUndoOnlyOnTheHostsThatWereTouched();
    void shouldRollBackAFinishedRun();
    void shouldNotUndoTwice();
    void shouldGoOnWithARollbackAfterACrash();
    void shouldAskAfterACrashWithinAnUndo();
    void shouldCancelWhatRunsOnStop();
    void shouldTakeASuccessInSpiteOfTheCancel();
    void shouldNotBeginAnIntentThatWasStoppedOnTheWay();
    void shouldAskAboutAFailingAlwaysStepAfterAStop();
    void shouldEndWhenNothingMoreCanBegin();
};

void TestEngineRollback::shouldRunAlwaysStepsAfterTheUndo()
{
    EngineDriver driver;
    QVERIFY(driver.start(twoUndos));

    RUN(driver, u"rollback"_s);

    QCOMPARE(driver.executor.started.join(u' '), u"a b undo b undo a z"_s);
    QCOMPARE(driver.state().outcome, RunOutcome::RolledBack);
    QCOMPARE(driver.status(u"c"_s).state, StepState::Cancelled);
    QVERIFY(driver.foldsAlike());
}

void TestEngineRollback::shouldWaitForWhatRunsBeforeUndoing()
{
    EngineDriver driver;
    driver.executor.behave(u"b"_s, {FakeExecutor::hanging()});
    QVERIFY(driver.start(twoUndos));
    driver.executor.running.value(u"b"_s)->endsWhenCancelled = false;
    QCOMPARE(driver.engine->rollbackSteps(), (QList{StepId(u"b"_s), StepId(u"a"_s)}));

    RUN(driver, u"rollback"_s);
    QVERIFY(driver.executor.running.value(u"b"_s)->isCancelled);
    QCOMPARE(driver.executor.started.join(u' '), u"a b"_s);
    RUN(driver, u"end b fail"_s);

    QCOMPARE(driver.executor.started.join(u' '), u"a b undo b undo a z"_s);
}

void TestEngineRollback::shouldUndoByCompletionNotByFileOrder()
{
    EngineDriver driver;
    driver.executor.behave(u"a"_s, {FakeExecutor::hanging()});
    QVERIFY(driver.start(u"- {id: a, run: x, undo: {run: ua}}\n"
                         "- {id: b, run: x, needs: [], undo: {run: ub}}\n- {id: c, manual: x}"_s));

    RUN(driver, u"end a ok"_s, u"rollback"_s);

    QCOMPARE(driver.executor.started.mid(2).join(u' '), u"undo a undo b"_s);
}

void TestEngineRollback::shouldAskWhenAnUndoFails()
{
    EngineDriver driver;
    driver.executor.behave(u"undo b"_s, {FakeExecutor::failing()});
    QVERIFY(driver.start(twoUndos));

    RUN(driver, u"rollback"_s);
    QCOMPARE(driver.choices(u"b"_s), (QStringList{u"retry"_s, u"skip"_s, u"stop"_s}));
    QVERIFY(driver.question(u"b"_s)->aboutUndo);
    QCOMPARE(driver.state().phase, RunPhase::RollingBack);
    RUN(driver, u"b: retry"_s);

    QCOMPARE(driver.executor.started.join(u' '), u"a b undo b undo b undo a z"_s);
    QCOMPARE(driver.state().outcome, RunOutcome::RolledBack);
}

void TestEngineRollback::shouldSkipAnUndoWithAReason()
{
    EngineDriver driver;
    driver.executor.behave(u"undo b"_s, {FakeExecutor::failing()});
    QVERIFY(driver.start(twoUndos));

    RUN(driver, u"rollback"_s, u"refused b: skip"_s, u"b: skip by hand later"_s);

    QCOMPARE(driver.state().outcome, RunOutcome::RolledBack);
    QCOMPARE(driver.state().deviations.filter(u"by hand later"_s).size(), 1);
    QCOMPARE(driver.status(u"b"_s).state, StepState::Succeeded);
}

void TestEngineRollback::shouldEndAbortedWhenARollbackIsStopped()
{
    EngineDriver driver;
    driver.executor.behave(u"undo b"_s, {FakeExecutor::failing()});
    QVERIFY(driver.start(twoUndos));

    RUN(driver, u"rollback"_s, u"b: stop"_s);

    QCOMPARE(driver.executor.started.join(u' '), u"a b undo b z"_s);
    QCOMPARE(driver.state().outcome, RunOutcome::Aborted);
}

void TestEngineRollback::shouldLetAPersonUndo()
{
    EngineDriver driver;
    QVERIFY(driver.start(u"- {id: a, run: x, undo: {manual: Put the old file back}}\n"
                         "- {id: c, manual: x}"_s));

    RUN(driver, u"rollback"_s);
    QCOMPARE(driver.question(u"a"_s)->text, u"Put the old file back"_s);
    QCOMPARE(driver.question(u"a"_s)->kind, Question::Kind::Manual);
    RUN(driver, u"crash"_s, u"a: done"_s);

    QCOMPARE(driver.status(u"a"_s).state, StepState::Undone);
    QCOMPARE(driver.state().outcome, RunOutcome::RolledBack);
}

void TestEngineRollback::shouldUndoOnlyOnTheHostsThatWereTouched()
{
    EngineDriver driver;
    driver.executor.failHost(u"web-2"_s, 1, ErrorCode::Unreachable);
    QVERIFY(
        driver.start(u"- {id: a, ssh: {on: web, script: x}, undo: {ssh: {on: web, script: u}}}"_s));

    RUN(driver, u"a: roll-back"_s);

    QList<ServerId> hosts;
    for (const ResolvedStep::Target &target : driver.executor.requests.last().resolved.targets)
        hosts.append(target.host);
    QCOMPARE(hosts, (QList{ServerId(u"web-1"_s), ServerId(u"web-3"_s)}));
}

void TestEngineRollback::shouldRollBackAFinishedRun()
{
    EngineDriver driver;
    QVERIFY(driver.start(u"- {id: a, run: x, undo: {run: ua}}"_s));
    QCOMPARE(driver.state().outcome, RunOutcome::Success);

    RUN(driver, u"rollback"_s);

    QCOMPARE(driver.state().outcome, RunOutcome::RolledBack);
    QCOMPARE(driver.executor.started.join(u' '), u"a undo a"_s);
    QVERIFY(driver.foldsAlike());
}

void TestEngineRollback::shouldNotUndoTwice()
{
    EngineDriver driver;
    QVERIFY(driver.start(twoUndos));

    RUN(driver, u"rollback"_s, u"refused rollback"_s);

    QCOMPARE(driver.executor.started.count(u"undo a"_s), 1);
}

void TestEngineRollback::shouldGoOnWithARollbackAfterACrash()
{
    EngineDriver driver;
    driver.executor.behave(u"undo b"_s, {FakeExecutor::failing()});
    QVERIFY(driver.start(twoUndos));

    RUN(driver, u"rollback"_s, u"crash"_s);
    QVERIFY(driver.question(u"b"_s)->aboutUndo);
    RUN(driver, u"b: retry"_s);

    QCOMPARE(driver.executor.started.join(u' '), u"a b undo b undo b undo a z"_s);
    QCOMPARE(driver.log().count(u"note"_s), 1);
}

void TestEngineRollback::shouldAskAfterACrashWithinAnUndo()
{
    EngineDriver driver;
    driver.executor.behave(u"undo b"_s, {FakeExecutor::hanging()});
    QVERIFY(driver.start(twoUndos));

    RUN(driver, u"rollback"_s, u"crash"_s);

    QCOMPARE(driver.executor.started.count(u"undo b"_s), 1);
    QCOMPARE(driver.choices(u"b"_s), (QStringList{u"retry"_s, u"skip"_s, u"stop"_s}));
}

void TestEngineRollback::shouldCancelWhatRunsOnStop()
{
    EngineDriver driver;
    driver.executor.behave(u"a"_s, {FakeExecutor::hanging()});
    QVERIFY(driver.start(u"- {id: a, run: x}\n- {id: z, run: x, always: true}"_s));

    RUN(driver, u"stop enough"_s);

    QCOMPARE(driver.status(u"a"_s).state, StepState::Cancelled);
    QCOMPARE(driver.executor.started.join(u' '), u"a z"_s);
    QCOMPARE(driver.state().outcome, RunOutcome::Aborted);
}

void TestEngineRollback::shouldTakeASuccessInSpiteOfTheCancel()
{
    EngineDriver driver;
    driver.executor.behave(u"a"_s, {FakeExecutor::hanging()});
    QVERIFY(driver.start(u"- {id: a, run: x}\n- {id: b, run: x}"_s));
    driver.executor.running.value(u"a"_s)->endsWhenCancelled = false;

    RUN(driver, u"stop enough"_s, u"end a ok"_s);

    QCOMPARE(driver.status(u"a"_s).state, StepState::Succeeded);
    QCOMPARE(driver.status(u"b"_s).state, StepState::Cancelled);
    QCOMPARE(driver.state().outcome, RunOutcome::Aborted);
}

void TestEngineRollback::shouldNotBeginAnIntentThatWasStoppedOnTheWay()
{
    EngineDriver driver;
    driver.journal.setAnswering(FakeJournal::Answering::WhenTold);
    QVERIFY(driver.start(u"- {id: a, run: x, undo: {run: u}}"_s));

    RUN(driver, u"stop enough"_s);
    while (driver.journal.isHolding()) {
        driver.journal.answerOne();
        driver.settle();
    }

    QVERIFY(driver.executor.started.isEmpty());
    QCOMPARE(driver.status(u"a"_s).state, StepState::Cancelled);
    QVERIFY(!driver.status(u"a"_s).changedSomething);
    QCOMPARE(driver.state().outcome, RunOutcome::Aborted);
}

void TestEngineRollback::shouldAskAboutAFailingAlwaysStepAfterAStop()
{
    EngineDriver driver;
    driver.executor.behave(u"z"_s, {FakeExecutor::failing(), FakeExecutor::failing()});
    QVERIFY(driver.start(u"- {id: a, manual: x}\n- {id: z, run: x, always: true}"_s));

    RUN(driver, u"stop enough"_s);
    QCOMPARE(driver.choices(u"z"_s),
             (QStringList{u"retry"_s, u"edit-and-retry"_s, u"override"_s, u"stop"_s}));
    RUN(driver, u"z: retry"_s, u"z: stop"_s);

    QCOMPARE(driver.status(u"z"_s).state, StepState::Failed);
    QCOMPARE(driver.state().outcome, RunOutcome::Aborted);
}

void TestEngineRollback::shouldEndWhenNothingMoreCanBegin()
{
    EngineDriver driver;
    QVERIFY(driver.start(u"- {id: a, run: x}\n- {id: m, manual: x, needs: []}\n"
                         "- {id: c, run: x, needs: [a, m]}"_s));
    RUN(driver, u"stop enough"_s);
    QCOMPARE(driver.state().outcome, RunOutcome::Aborted);

    // c is called off for want of m as well, which stays called off.
    RUN(driver, u"rerun a"_s);

    QCOMPARE(driver.state().phase, RunPhase::Finished);
    QCOMPARE(driver.status(u"c"_s).state, StepState::Cancelled);
    QCOMPARE(driver.state().outcome, RunOutcome::Aborted);
}

QTEST_GUILESS_MAIN(TestEngineRollback)
#include "tst_enginerollback.moc"
