// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/enginedriver.h"

#include "plan/planreader.h"
#include "support/printable.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

SLIPWAY_PRINTABLE(RunOutcome)
SLIPWAY_PRINTABLE(StepState)
SLIPWAY_PRINTABLE(ErrorCode)
SLIPWAY_PRINTABLE(Question::Kind)

#define RUN(driver, ...)                                                                           \
    do {                                                                                           \
        const auto done = driver.commands(QStringList{__VA_ARGS__});                               \
        QVERIFY2(done, done ? "" : qPrintable(done.error().message));                              \
    } while (false)

namespace {
const QString chain = u"- {id: a, run: x}\n- {id: b, run: x}"_s;
const QString onWeb = u"- {id: a, ssh: {on: web, script: x}}\n- {id: b, run: x}"_s;

int countOf(const EngineDriver &driver, const QString &line)
{
    return int(driver.log().count(line));
}
} // namespace

/// The rules of the run engine, in the order of its document, first half: acting, failing, asking.
class TestEngineRules : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(); }

    void rule01_intentIsOnTheDiskBeforeTheAction();
    void rule01_resultIsOnTheDiskBeforeWhatDependsOnIt();
    void rule01_aCrashInBetweenLeavesTheStepUnknown();
    void rule01_nothingActsWhileTheJournalCannotBeWritten();
    void rule01_resultsOfWhatRunsAreKeptUntilTheyCanBeWritten();
    void rule02_retryReallyExecutesAgain();
    void rule03_eachAnswerHasExactlyOneEffect();
    void rule03_failByAPersonNeverRetries();
    void rule03_atTheRetryLimitOnlyRetryDisappears();
    void rule04_everyKindOfFailureReachesTheSameQuestion_data();
    void rule04_everyKindOfFailureReachesTheSameQuestion();
    void rule04_excludeHostIsOfferedOnlyWhereHostsAreLeft();
    void rule04_rollBackIsOfferedOnlyWhenSomethingCanBeUndone();
    void rule04_editAndRetryRunsTheEditedAction();
    void rule04_retryFromHereRunsOnEveryHostAgain();
    void rule04_finishedIsNotSucceeded();
    void rule05_aRequiredStepIsOverriddenNeverSkipped();
    void rule05_anOverrideNeedsAReason();
    void rule06_stopRunsOnlyAlwaysStepsAndSaysWhich();
    void rule07_anUnansweredQuestionIsWaitedForForever();
    void rule08_waitingIsNotCountedAsDuration();
};

void TestEngineRules::rule01_intentIsOnTheDiskBeforeTheAction()
{
    EngineDriver driver;
    driver.journal.setAnswering(FakeJournal::Answering::WhenTold);

    QVERIFY(driver.start(chain));
    QVERIFY(driver.executor.started.isEmpty());
    driver.journal.answerOne();
    driver.settle();

    QCOMPARE(driver.log().last(), u"step-intent a 1"_s);
    QCOMPARE(driver.executor.started, QStringList{u"a"_s});
}

void TestEngineRules::rule01_resultIsOnTheDiskBeforeWhatDependsOnIt()
{
    EngineDriver driver;
    driver.journal.setAnswering(FakeJournal::Answering::WhenTold);
    QVERIFY(driver.start(chain));
    driver.journal.answerOne();
    driver.settle();

    QCOMPARE(driver.executor.started, QStringList{u"a"_s});
    QVERIFY(driver.journal.isHolding());
    driver.journal.answerOne();
    driver.settle();

    // The result and the intent that follows from it are one append.
    QCOMPARE(driver.journal.appends(), 3);
    QCOMPARE(driver.log().mid(2),
             (QStringList{u"step-result a succeeded"_s, u"step-intent b 1"_s}));
    QCOMPARE(driver.executor.started, (QStringList{u"a"_s, u"b"_s}));
}

void TestEngineRules::rule01_aCrashInBetweenLeavesTheStepUnknown()
{
    EngineDriver driver;
    driver.executor.behave(u"a"_s, {FakeExecutor::hanging()});
    QVERIFY(driver.start(chain));

    RUN(driver, u"crash"_s);

    QCOMPARE(driver.status(u"a"_s).state, StepState::Unknown);
    QCOMPARE(driver.executor.started, QStringList{u"a"_s});
}

void TestEngineRules::rule01_nothingActsWhileTheJournalCannotBeWritten()
{
    EngineDriver driver;
    driver.journal.failAppends(2);

    QVERIFY(driver.start(chain));
    QCOMPARE(driver.recordingFailures.size(), 1);
    driver.clock.advance(std::chrono::seconds(1));
    driver.settle();
    QVERIFY(driver.executor.started.isEmpty());
    driver.clock.advance(std::chrono::seconds(2));
    driver.settle();

    QCOMPARE(driver.recordingFailures.size(), 2);
    QCOMPARE(driver.state().outcome, RunOutcome::Success);
}

void TestEngineRules::rule01_resultsOfWhatRunsAreKeptUntilTheyCanBeWritten()
{
    EngineDriver driver;
    driver.executor.behave(u"a"_s, {FakeExecutor::hanging()});
    QVERIFY(driver.start(chain));
    driver.journal.failAppends(1);

    RUN(driver, u"end a ok"_s);
    QCOMPARE(driver.status(u"a"_s).state, StepState::Running);
    QCOMPARE(driver.executor.started, QStringList{u"a"_s});
    RUN(driver, u"advance 1"_s);

    QCOMPARE(driver.state().outcome, RunOutcome::Success);
}

void TestEngineRules::rule02_retryReallyExecutesAgain()
{
    EngineDriver driver;
    driver.executor.behave(u"a"_s, {FakeExecutor::failing(), FakeExecutor::failing()});
    QVERIFY(driver.start(chain));

    RUN(driver, u"a: retry"_s, u"a: retry"_s);

    QCOMPARE(driver.executor.started, (QStringList{u"a"_s, u"a"_s, u"a"_s, u"b"_s}));
    QCOMPARE(driver.executor.requests.at(2).attempt, 3);
}

void TestEngineRules::rule03_eachAnswerHasExactlyOneEffect()
{
    EngineDriver driver;
    driver.executor.behave(u"a"_s, {FakeExecutor::failing(), FakeExecutor::hanging()});
    QVERIFY(driver.start(chain));
    const QuestionId asked = driver.question(u"a"_s)->id;
    Answer retry;
    retry.choice = Choice::Retry;

    QVERIFY(driver.engine->answer(asked, retry));
    const auto second = driver.engine->answer(asked, retry);
    driver.settle();

    QCOMPARE(second.error().code, ErrorCode::NotFound);
    QCOMPARE(driver.executor.started.size(), 2);
}

void TestEngineRules::rule03_failByAPersonNeverRetries()
{
    EngineDriver driver;
    QVERIFY(driver.start(u"- {id: a, manual: Do it, idempotent: true, retry: {times: 3}}"_s));

    RUN(driver, u"a: failed it smokes"_s);

    QCOMPARE(driver.status(u"a"_s).state, StepState::Failed);
    QCOMPARE(driver.status(u"a"_s).attempt, 1);
    QCOMPARE(driver.question(u"a"_s)->kind, Question::Kind::Failure);
}

void TestEngineRules::rule03_atTheRetryLimitOnlyRetryDisappears()
{
    EngineDriver driver;
    driver.executor.behave(u"a"_s, QList<FakeExecutor::Behaviour>(4, FakeExecutor::failing()));
    RunRequest request = EngineDriver::requestFor(EngineDriver::planText(chain));
    request.retryLimit = 2;
    QVERIFY(driver.start(request));

    RUN(driver, u"a: retry"_s, u"a: retry-from-here"_s);

    QCOMPARE(driver.choices(u"a"_s), (QStringList{u"override"_s, u"stop"_s}));
    RUN(driver, u"refused a: retry"_s);
}

void TestEngineRules::rule04_everyKindOfFailureReachesTheSameQuestion_data()
{
    QTest::addColumn<ErrorCode>("code");
    QTest::newRow("exit status") << ErrorCode::ExitStatus;
    QTest::newRow("http status") << ErrorCode::Assertion;
    QTest::newRow("timeout") << ErrorCode::Timeout;
    QTest::newRow("lost connection") << ErrorCode::ConnectionLost;
    QTest::newRow("unreachable host") << ErrorCode::Unreachable;
    QTest::newRow("missing secret") << ErrorCode::MissingSecret;
    QTest::newRow("host key") << ErrorCode::HostKey;
    QTest::newRow("internal") << ErrorCode::Internal;
}

void TestEngineRules::rule04_everyKindOfFailureReachesTheSameQuestion()
{
    QFETCH(const ErrorCode, code);
    EngineDriver driver;
    driver.executor.behave(u"b"_s, {FakeExecutor::failing(code)});

    QVERIFY(driver.start(u"- {id: a, run: x, undo: {run: y}}\n- {id: b, run: x}"_s));

    QCOMPARE(driver.status(u"b"_s).error->code, code);
    QCOMPARE(driver.choices(u"b"_s),
             (QStringList{u"retry"_s, u"retry-from-here"_s, u"edit-and-retry"_s, u"override"_s,
                          u"roll-back"_s, u"stop"_s}));
}

void TestEngineRules::rule04_excludeHostIsOfferedOnlyWhereHostsAreLeft()
{
    EngineDriver driver;
    driver.executor.failHost(u"web-2"_s, 1);
    QVERIFY(driver.start(onWeb));

    QCOMPARE(driver.question(u"a"_s)->hosts, QList{ServerId(u"web-2"_s)});
    QVERIFY(driver.choices(u"a"_s).contains(u"exclude-host"_s));

    EngineDriver all;
    for (const QString &host : {u"web-1"_s, u"web-2"_s, u"web-3"_s})
        all.executor.failHost(host, 1);
    QVERIFY(all.start(onWeb));

    QVERIFY(!all.choices(u"a"_s).contains(u"exclude-host"_s));
}

void TestEngineRules::rule04_rollBackIsOfferedOnlyWhenSomethingCanBeUndone()
{
    EngineDriver driver;
    driver.executor.behave(u"a"_s, {FakeExecutor::failing()});
    QVERIFY(driver.start(chain));

    QVERIFY(!driver.choices(u"a"_s).contains(u"roll-back"_s));
    QVERIFY(!driver.engine->rollBack(u"olga"_s));
}

void TestEngineRules::rule04_editAndRetryRunsTheEditedAction()
{
    EngineDriver driver;
    driver.executor.behave(u"a"_s, {FakeExecutor::failing()});
    QVERIFY(driver.start(chain));
    Answer answer;
    answer.choice = Choice::EditAndRetry;
    const QuestionId asked = driver.question(u"a"_s)->id;

    QCOMPARE(driver.engine->answer(asked, answer).error().code, ErrorCode::InvalidInput);
    answer.action = ManualAction{u"by hand"_s, {}, {}};
    QCOMPARE(driver.engine->answer(asked, answer).error().code, ErrorCode::InvalidInput);
    answer.action = RunAction{u"echo {{ vars.missing }}"_s, {}, {}, {}};
    QCOMPARE(driver.engine->answer(asked, answer).error().code, ErrorCode::InvalidInput);
    answer.action = RunAction{u"echo {{ vars.domain }}"_s, {}, {}, {}};
    QVERIFY(driver.engine->answer(asked, answer));
    driver.settle();

    const Action ran = driver.executor.requests.at(1).resolved.targets.first().action;
    QCOMPARE(std::get<RunAction>(ran).script, u"echo 'example.com'"_s);
    QCOMPARE(driver.state().outcome, RunOutcome::SuccessWithDeviations);
    QVERIFY(driver.foldsAlike());
}

void TestEngineRules::rule04_retryFromHereRunsOnEveryHostAgain()
{
    EngineDriver driver;
    driver.executor.failHost(u"web-2"_s, 2);
    QVERIFY(driver.start(onWeb));

    RUN(driver, u"a: retry"_s);
    QCOMPARE(driver.executor.requests.at(1).alreadyDone,
             (QList{ServerId(u"web-1"_s), ServerId(u"web-3"_s)}));
    RUN(driver, u"a: retry-from-here"_s);

    QVERIFY(driver.executor.requests.at(2).alreadyDone.isEmpty());
    QCOMPARE(countOf(driver, u"host-result a web-1 succeeded"_s), 2);
}

void TestEngineRules::rule04_finishedIsNotSucceeded()
{
    EngineDriver driver;
    driver.executor.behave(u"a"_s, {FakeExecutor::failing()});

    QVERIFY(driver.start(chain));

    QVERIFY(isTerminal(driver.status(u"a"_s).state));
    QCOMPARE(driver.status(u"b"_s).state, StepState::Pending);
    QCOMPARE(driver.executor.started, QStringList{u"a"_s});
}

void TestEngineRules::rule05_aRequiredStepIsOverriddenNeverSkipped()
{
    EngineDriver driver;
    driver.executor.behave(u"a"_s, {FakeExecutor::failing()});
    QVERIFY(driver.start(chain));

    RUN(driver, u"refused a: skip I do not like it"_s, u"a: override it is known"_s);

    QCOMPARE(countOf(driver, u"override a"_s), 1);
    QVERIFY(driver.status(u"a"_s).overridden);
    QCOMPARE(driver.state().outcome, RunOutcome::SuccessWithDeviations);
    QVERIFY(driver.state().deviations.filter(u"olga"_s).size() == 1);
}

void TestEngineRules::rule05_anOverrideNeedsAReason()
{
    EngineDriver driver;
    driver.executor.behave(u"a"_s, {FakeExecutor::failing()});
    QVERIFY(driver.start(chain));

    RUN(driver, u"refused a: override"_s);

    QVERIFY(driver.question(u"a"_s));
}

void TestEngineRules::rule06_stopRunsOnlyAlwaysStepsAndSaysWhich()
{
    EngineDriver driver;
    QVERIFY(driver.start(u"- {id: gate, gate: {approvals: {from: [product], need: 1}}}\n"
                         "- {id: deploy, run: x}\n- {id: unlock, run: x, always: true}\n"
                         "- {id: tell, run: x, always: true}\n- {id: more, run: x}"_s));
    QCOMPARE(driver.engine->stepsAfterStop(), (QList{StepId(u"unlock"_s), StepId(u"tell"_s)}));

    RUN(driver, u"stop not today"_s, u"stop not today"_s);

    QCOMPARE(driver.executor.started, (QStringList{u"unlock"_s, u"tell"_s}));
    QCOMPARE(countOf(driver, u"stop-requested"_s), 1);
    QCOMPARE(driver.status(u"deploy"_s).state, StepState::Cancelled);
    QCOMPARE(driver.state().outcome, RunOutcome::Aborted);
    QVERIFY(driver.foldsAlike());
}

void TestEngineRules::rule07_anUnansweredQuestionIsWaitedForForever()
{
    EngineDriver driver;
    driver.executor.behave(u"a"_s, {FakeExecutor::failing()});
    QVERIFY(driver.start(chain));
    const QStringList before = driver.log();

    RUN(driver, u"advance 864000"_s);

    QCOMPARE(driver.log(), before);
    QVERIFY(driver.engine->isActive());
}

void TestEngineRules::rule08_waitingIsNotCountedAsDuration()
{
    EngineDriver driver;
    QVERIFY(driver.start(u"- {id: a, manual: Do it}"_s));

    RUN(driver, u"advance 3600"_s);
    QCOMPARE(driver.status(u"a"_s).state, StepState::Waiting);
    QCOMPARE(driver.status(u"a"_s).duration(driver.clock.now()), milliseconds(0));
    RUN(driver, u"a: done"_s);

    QCOMPARE(driver.status(u"a"_s).waited, milliseconds(3600000));
    QCOMPARE(driver.status(u"a"_s).duration(driver.clock.now()), milliseconds(0));
}

QTEST_GUILESS_MAIN(TestEngineRules)
#include "tst_enginerules.moc"
