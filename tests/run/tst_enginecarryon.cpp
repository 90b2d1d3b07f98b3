// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/enginedriver.h"

#include "support/printable.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

SLIPWAY_PRINTABLE(RunOutcome)
SLIPWAY_PRINTABLE(StepState)

namespace {
const QString onThreeHosts = u"- {id: a, ssh: {on: web, script: x}}"_s;

ExecutionResult unknownResult()
{
    ExecutionResult result;
    result.outcome = ExecutionResult::Outcome::Unknown;
    result.error = Error{ErrorCode::ConnectionLost, u"web-2 was restarted."_s};
    return result;
}
} // namespace

/// Steps whose hosts can tell, after an interruption of Slipway, how they went.
class TestEngineCarryOn : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QTest::failOnWarning(); }

    void shouldAskTheHostsThatBegan();
    void shouldEndWhatAllHostsHadEnded();
    void shouldAskAPersonWhereNoHostCanTell();
    void shouldRepeatWhatMayBeRepeated();
    void shouldForgetOutputThatIsToldAgain();
    void shouldAcknowledgeOnlyWhatIsOnRecord();
    void shouldRecordWhatBecameOfAConnection();
    void shouldCarryOnWithAnUndo();
    void shouldNotCarryOnAfterAStop();

private:
    /// web-1 succeeded, web-2 began, web-3 did not.
    static void startHalfway(EngineDriver &driver, const QString &steps = onThreeHosts)
    {
        driver.executor.carriesOn = true;
        driver.executor.behave(u"a"_s, {FakeExecutor::hanging()});
        QVERIFY(driver.start(steps));
        HostStatus good;
        good.state = StepState::Succeeded;
        FakeExecution *execution = driver.executor.running.value(u"a"_s);
        execution->host(ServerId(u"web-1"_s), good);
        execution->begin(ServerId(u"web-2"_s));
        driver.settle();
    }
};

void TestEngineCarryOn::shouldAskTheHostsThatBegan()
{
    EngineDriver driver;
    startHalfway(driver);
    const qint64 intent = driver.executor.requests.last().intent;

    QVERIFY(driver.commands({u"crash"_s}));

    QCOMPARE(driver.executor.requests.size(), 2);
    const ExecutionRequest again = driver.executor.requests.last();
    QCOMPARE(again.attempt, 1);
    QCOMPARE(again.intent, intent);
    QCOMPARE(driver.events().at(qsizetype(intent) - 1).kind == EventKind::StepIntent, true);
    QCOMPARE(again.alreadyDone, QList{ServerId(u"web-1"_s)});
    QCOMPARE(again.interrupted->value(ServerId(u"web-2"_s)).state, StepState::Running);
    QCOMPARE(again.interrupted->value(ServerId(u"web-3"_s)).state, StepState::Pending);
    QVERIFY(!driver.log().contains(u"step-unknown a"_s));
    QCOMPARE(driver.state().outcome, RunOutcome::Success);
    QVERIFY(driver.foldsAlike());
}

void TestEngineCarryOn::shouldEndWhatAllHostsHadEnded()
{
    EngineDriver driver;
    startHalfway(driver);
    HostStatus bad;
    bad.state = StepState::Failed;
    bad.exitCode = 4;
    for (const QString &host : {u"web-2"_s, u"web-3"_s})
        driver.executor.running.value(u"a"_s)->host(ServerId(host), bad);
    driver.settle();
    driver.executor.behave(u"a"_s, {FakeExecutor::failing()});

    QVERIFY(driver.commands({u"crash"_s}));

    const auto interrupted = driver.executor.requests.last().interrupted;
    QCOMPARE(interrupted->value(ServerId(u"web-2"_s)).state, StepState::Failed);
    QCOMPARE(interrupted->value(ServerId(u"web-3"_s)).exitCode, 4);
    QVERIFY(driver.question(u"a"_s));
    QCOMPARE(driver.status(u"a"_s).attempt, 1);
}

void TestEngineCarryOn::shouldAskAPersonWhereNoHostCanTell()
{
    EngineDriver driver;
    startHalfway(driver);
    driver.executor.behave(u"a"_s, {FakeExecutor::hanging()});
    QVERIFY(driver.commands({u"crash"_s}));

    driver.executor.running.value(u"a"_s)->end(unknownResult());
    driver.settle();

    QCOMPARE(driver.status(u"a"_s).state, StepState::Unknown);
    QCOMPARE(driver.status(u"a"_s).hosts.value(ServerId(u"web-2"_s)).state, StepState::Unknown);
    const Question *question = driver.question(u"a"_s);
    QVERIFY(question);
    QVERIFY(question->kind == Question::Kind::UnknownOutcome);
    QVERIFY2(question->text.contains(u"web-2 was restarted."_s), qPrintable(question->text));
    // Nothing ran again unasked.
    QCOMPARE(driver.executor.requests.size(), 2);
    QVERIFY(driver.commands({u"a: retry"_s}));
    QCOMPARE(driver.executor.requests.last().attempt, 2);
    QVERIFY(!driver.executor.requests.last().interrupted);
    QVERIFY(driver.executor.requests.last().intent != driver.executor.requests.first().intent);
}

void TestEngineCarryOn::shouldRepeatWhatMayBeRepeated()
{
    EngineDriver driver;
    startHalfway(driver, u"- {id: a, idempotent: true, ssh: {on: web, script: x}}"_s);
    driver.executor.behave(u"a"_s, {FakeExecutor::hanging()});
    QVERIFY(driver.commands({u"crash"_s}));
    QCOMPARE(driver.executor.requests.size(), 2);

    driver.executor.running.value(u"a"_s)->end(unknownResult());
    driver.settle();

    QCOMPARE(driver.executor.requests.size(), 3);
    QCOMPARE(driver.status(u"a"_s).state, StepState::Succeeded);
}

void TestEngineCarryOn::shouldForgetOutputThatIsToldAgain()
{
    EngineDriver driver;
    startHalfway(driver);
    FakeExecution *execution = driver.executor.running.value(u"a"_s);
    execution->print("done\n", ServerId(u"web-1"_s));
    execution->print("half", ServerId(u"web-2"_s));
    driver.clock.advance(std::chrono::seconds(1));
    driver.settle();

    QVERIFY(driver.commands({u"crash"_s}));

    const auto chunks = driver.journal.output(driver.request.id, StepId(u"a"_s)).result();
    QCOMPARE(chunks->size(), 1);
    QCOMPARE(chunks->first().bytes, "done\n"_ba);
}

void TestEngineCarryOn::shouldAcknowledgeOnlyWhatIsOnRecord()
{
    EngineDriver driver;
    driver.executor.behave(u"a"_s, {FakeExecutor::hanging()});
    QVERIFY(driver.start(onThreeHosts));
    HostStatus good;
    good.state = StepState::Succeeded;
    const QPointer<FakeExecution> execution = driver.executor.running.value(u"a"_s);
    driver.journal.setAnswering(FakeJournal::Answering::WhenTold);

    execution->host(ServerId(u"web-1"_s), good);
    driver.settle();
    QCOMPARE(execution->acknowledged, QStringList());
    while (driver.journal.isHolding())
        driver.journal.answerOne();
    driver.settle();

    QCOMPARE(execution->acknowledged, QStringList{u"web-1"_s});
}

void TestEngineCarryOn::shouldRecordWhatBecameOfAConnection()
{
    EngineDriver driver;
    startHalfway(driver);

    driver.executor.running.value(u"a"_s)->note(ServerId(u"web-2"_s), u"web-2 is back."_s);
    driver.settle();

    const RunEvent last = driver.events().last();
    QCOMPARE(last.kind == EventKind::Note, true);
    QCOMPARE(last.host, ServerId(u"web-2"_s));
    QCOMPARE(last.data[u"text"_s].toString(), u"web-2 is back."_s);
}

void TestEngineCarryOn::shouldCarryOnWithAnUndo()
{
    EngineDriver driver;
    driver.executor.carriesOn = true;
    driver.executor.behave(u"undo a"_s, {FakeExecutor::hanging()});
    QVERIFY(
        driver.start(u"- {id: a, ssh: {on: web, script: x}, undo: {ssh: {on: web, script: y}}}\n"
                     "- {id: m, manual: look}"_s));
    QVERIFY(driver.commands({u"rollback"_s}));
    HostStatus good;
    good.state = StepState::Succeeded;
    FakeExecution *execution = driver.executor.running.value(u"undo a"_s);
    execution->host(ServerId(u"web-1"_s), good);
    execution->begin(ServerId(u"web-2"_s));
    driver.settle();
    const qint64 intent = execution->request.intent;

    QVERIFY(driver.commands({u"crash"_s}));

    const ExecutionRequest again = driver.executor.requests.last();
    QVERIFY(again.undo);
    QCOMPARE(again.intent, intent);
    QCOMPARE(again.resolved.targets.size(), 2);
    QCOMPARE(again.interrupted->value(ServerId(u"web-2"_s)).state, StepState::Running);
    QCOMPARE(driver.state().outcome, RunOutcome::RolledBack);
}

void TestEngineCarryOn::shouldNotCarryOnAfterAStop()
{
    EngineDriver driver;
    startHalfway(driver);
    driver.executor.running.value(u"a"_s)->endsWhenCancelled = false;
    QVERIFY(driver.commands({u"stop"_s}));

    QVERIFY(driver.commands({u"crash"_s}));

    QCOMPARE(driver.executor.requests.size(), 1);
    QCOMPARE(driver.status(u"a"_s).state, StepState::Unknown);
}

QTEST_GUILESS_MAIN(TestEngineCarryOn)
#include "tst_enginecarryon.moc"
