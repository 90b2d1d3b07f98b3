// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/enginedriver.h"

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
QString gate(const QString &approvals)
{
    return u"- {id: g, gate: {approvals: {"_s + approvals + u"}}}\n- {id: b, run: x}"_s;
}
} // namespace

/// Steps that wait for people: manual steps, decisions, approvals.
class TestEnginePeople : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(); }

    void shouldAskForEvidenceWhereItIsDue();
    void shouldNotTakeAHalfTickedChecklistForDone();
    void shouldTakeNotApplicableAsASkipByAPerson();
    void shouldSkipTheBranchThatIsNotPicked_data();
    void shouldSkipTheBranchThatIsNotPicked();
    void shouldLoopBackByADecisionAndOpenTheBranchesAgain();
    void shouldNeedOneOfEachRole();
    void shouldNeedSeveralPeople();
    void shouldNotLetTheOperatorApproveTheirOwnRun();
    void shouldRefuseWhoMayNotApproveAndWhoDidAlready();
    void shouldStopTheGateAtOneNo();
    void shouldRefuseARunWhoseApprovalsCanNeverComeTogether();
    void shouldRemindOfAnApproval();
    void shouldAskWhenNobodyApprovesInTime();
    void shouldFailWhenNobodyApprovesInTimeIfThePlanSaysSo();
    void shouldTimeOutAManualStep();
    void shouldWaitForAClockTime();
    void shouldHoldNothingForAPlannedTime();
};

void TestEnginePeople::shouldAskForEvidenceWhereItIsDue()
{
    EngineDriver driver;
    QVERIFY(driver.start(u"- {id: a, manual: {text: Look, evidence: required}}"_s));
    QVERIFY(driver.question(u"a"_s)->evidenceRequired);

    RUN(driver, u"refused a: done"_s, u"a: done https://example.com/shot.png"_s);

    QCOMPARE(driver.status(u"a"_s).evidence[u"text"_s].toString(),
             u"https://example.com/shot.png"_s);
    QCOMPARE(driver.state().outcome, RunOutcome::Success);
}

void TestEnginePeople::shouldNotTakeAHalfTickedChecklistForDone()
{
    EngineDriver driver;
    QVERIFY(driver.start(u"- {id: a, manual: {text: Look, checklist: [one, two]}}"_s));
    Answer answer;
    answer.choice = Choice::Done;
    answer.checked = {u"one"_s};
    const QuestionId asked = driver.question(u"a"_s)->id;

    QCOMPARE(driver.engine->answer(asked, answer).error().code, ErrorCode::InvalidInput);
    answer.checked = {u"one"_s, u"two"_s};
    QVERIFY(driver.engine->answer(asked, answer));
    driver.settle();

    QCOMPARE(driver.state().outcome, RunOutcome::Success);
}

void TestEnginePeople::shouldTakeNotApplicableAsASkipByAPerson()
{
    EngineDriver driver;
    QVERIFY(driver.start(u"- {id: a, manual: Do it}\n- {id: b, run: x}"_s));

    RUN(driver, u"refused a: not-applicable"_s, u"a: not-applicable no such thing here"_s);

    QCOMPARE(driver.status(u"a"_s).state, StepState::Skipped);
    QCOMPARE(driver.state().outcome, RunOutcome::SuccessWithDeviations);
}

void TestEnginePeople::shouldSkipTheBranchThatIsNotPicked_data()
{
    QTest::addColumn<QString>("option");
    QTest::addColumn<QStringList>("started");
    QTest::newRow("next") << u"yes"_s << QStringList{u"deploy"_s, u"check"_s, u"end"_s};
    QTest::newRow("named") << u"no"_s << QStringList{u"fix"_s, u"end"_s};
}

void TestEnginePeople::shouldSkipTheBranchThatIsNotPicked()
{
    QFETCH(const QString, option);
    QFETCH(const QStringList, started);
    EngineDriver driver;
    QVERIFY(driver.start(u"- {id: d, decision: {question: OK?, options: {yes: next, no: fix}}}\n"
                         "- {id: deploy, run: x}\n- {id: check, run: x}\n- {id: fix, run: x}\n"
                         "- {id: end, run: x, needs: [check, fix]}"_s));
    QCOMPARE(driver.question(u"d"_s)->options, (QStringList{u"yes"_s, u"no"_s}));

    RUN(driver, u"refused d: option perhaps"_s, u"d: option "_s + option);

    QCOMPARE(driver.executor.started, started);
    QCOMPARE(driver.state().outcome, RunOutcome::Success);
    QVERIFY(driver.foldsAlike());
}

void TestEnginePeople::shouldLoopBackByADecisionAndOpenTheBranchesAgain()
{
    EngineDriver driver;
    QVERIFY(
        driver.start(u"- {id: a, run: x}\n"
                     "- {id: d, decision: {question: Which?, options: {left: next, right: r}}}\n"
                     "- {id: l, run: x}\n- {id: r, run: x}\n- {id: j, run: x, needs: [l, r]}\n"
                     "- {id: e, decision: {question: Good?, options: {yes: next, no: a}}}\n"
                     "- {id: z, run: x}"_s));

    RUN(driver, u"d: option left"_s, u"e: option no"_s, u"d: option right"_s, u"e: option yes"_s);

    QCOMPARE(driver.executor.started.join(u' '), u"a l j a r j z"_s);
    QCOMPARE(driver.state().outcome, RunOutcome::Success);
    QCOMPARE(driver.status(u"e"_s).answers.size(), 2);
    QVERIFY(driver.foldsAlike());
}

void TestEnginePeople::shouldNeedOneOfEachRole()
{
    EngineDriver driver;
    QVERIFY(driver.start(gate(u"from: [devops, product], need: all"_s)));
    QCOMPARE(driver.question(u"g"_s)->mayAnswer,
             (QStringList{u"asha"_s, u"lena"_s, u"olga"_s, u"tom"_s}));

    RUN(driver, u"g: approve asha"_s, u"g: approve lena"_s);
    QCOMPARE(driver.status(u"g"_s).state, StepState::Waiting);
    RUN(driver, u"g: approve tom looks good"_s);

    QCOMPARE(driver.status(u"g"_s).approvedBy, (QStringList{u"asha"_s, u"lena"_s, u"tom"_s}));
    QCOMPARE(driver.state().outcome, RunOutcome::Success);
    QVERIFY(driver.log().contains(u"approval-given g tom approve"_s));
}

void TestEnginePeople::shouldNeedSeveralPeople()
{
    EngineDriver driver;
    QVERIFY(driver.start(gate(u"from: [devops, product], need: 2"_s)));

    RUN(driver, u"g: approve asha"_s, u"crash"_s, u"g: approve lena"_s);

    QCOMPARE(driver.state().outcome, RunOutcome::Success);
}

void TestEnginePeople::shouldNotLetTheOperatorApproveTheirOwnRun()
{
    EngineDriver driver;
    QVERIFY(driver.start(gate(u"from: [devops], need: 1, not_self: true"_s)));
    QCOMPARE(driver.question(u"g"_s)->mayAnswer, (QStringList{u"asha"_s, u"lena"_s}));

    RUN(driver, u"refused g: approve olga"_s, u"g: approve asha"_s);

    QCOMPARE(driver.state().outcome, RunOutcome::Success);
}

void TestEnginePeople::shouldRefuseWhoMayNotApproveAndWhoDidAlready()
{
    EngineDriver driver;
    QVERIFY(driver.start(gate(u"from: [devops], need: 2"_s)));

    RUN(driver, u"refused g: approve tom"_s, u"refused g: approve"_s, u"g: approve asha"_s,
        u"refused g: approve asha"_s, u"refused g: reject tom no"_s);

    QCOMPARE(driver.status(u"g"_s).approvedBy, QStringList{u"asha"_s});
}

void TestEnginePeople::shouldStopTheGateAtOneNo()
{
    EngineDriver driver;
    QVERIFY(driver.start(gate(u"from: [devops, product], need: 2"_s)));

    RUN(driver, u"g: approve asha"_s, u"refused g: reject tom"_s, u"g: reject tom too early"_s);

    QCOMPARE(driver.status(u"g"_s).state, StepState::Failed);
    QCOMPARE(driver.question(u"g"_s)->kind, Question::Kind::Failure);
    QVERIFY(driver.executor.started.isEmpty());
    RUN(driver, u"g: retry"_s);
    QVERIFY(driver.status(u"g"_s).approvedBy.isEmpty());
}

void TestEnginePeople::shouldRefuseARunWhoseApprovalsCanNeverComeTogether()
{
    for (const QString &approvals : {u"from: [nobody], need: 1"_s, u"from: [product], need: 2"_s}) {
        EngineDriver driver;
        QCOMPARE(driver.start(gate(approvals)).error().code, ErrorCode::InvalidInput);
        QVERIFY(driver.log().isEmpty());
        QVERIFY(!driver.engine->isActive());
    }
}

void TestEnginePeople::shouldRemindOfAnApproval()
{
    EngineDriver driver;
    QVERIFY(driver.start(gate(u"from: [product], need: 1, remind: 10m"_s)));

    RUN(driver, u"advance 599"_s);
    QVERIFY(!driver.log().contains(u"note g"_s));
    RUN(driver, u"advance 1"_s, u"crash"_s, u"advance 600"_s);
    QCOMPARE(driver.log().count(u"note g"_s), 2);
    RUN(driver, u"g: approve tom"_s, u"advance 6000"_s);

    QCOMPARE(driver.log().count(u"note g"_s), 2);
}

void TestEnginePeople::shouldAskWhenNobodyApprovesInTime()
{
    EngineDriver driver;
    QVERIFY(driver.start(gate(u"from: [product], need: 1, timeout: 1h, on_timeout: ask"_s)));

    RUN(driver, u"advance 1800"_s, u"crash"_s, u"advance 1799"_s);
    QCOMPARE(driver.status(u"g"_s).state, StepState::Waiting);
    RUN(driver, u"advance 1"_s);

    QCOMPARE(driver.status(u"g"_s).error->code, ErrorCode::Timeout);
    QCOMPARE(driver.question(u"g"_s)->kind, Question::Kind::Failure);
}

void TestEnginePeople::shouldFailWhenNobodyApprovesInTimeIfThePlanSaysSo()
{
    EngineDriver driver;
    QVERIFY(driver.start(u"- id: g\n  gate: {approvals: {from: [product], need: 1, timeout: 1h, "
                         "on_timeout: fail}}\n  on_failure: stop"_s));

    RUN(driver, u"advance 3600"_s);

    QCOMPARE(driver.state().outcome, RunOutcome::Failed);
}

void TestEnginePeople::shouldTimeOutAManualStep()
{
    EngineDriver driver;
    QVERIFY(driver.start(u"- {id: a, manual: Do it, timeout: 5m}"_s));

    RUN(driver, u"advance 300"_s);

    QCOMPARE(driver.status(u"a"_s).error->code, ErrorCode::Timeout);
    QCOMPARE(driver.question(u"a"_s)->kind, Question::Kind::Failure);
}

void TestEnginePeople::shouldWaitForAClockTime()
{
    EngineDriver driver;
    const QDateTime until = driver.clock.now().toLocalTime().addSecs(90);
    const QString clock = until.time().toString(u"HH:mm:ss"_s);
    QVERIFY(driver.start(u"- {id: a, wait: '%1'}"_s.arg(clock)));
    QCOMPARE(driver.status(u"a"_s).heldUntil, until.toUTC());

    RUN(driver, u"advance 89"_s);
    QCOMPARE(driver.status(u"a"_s).state, StepState::Holding);
    RUN(driver, u"crash"_s, u"advance 1"_s);

    QCOMPARE(driver.state().outcome, RunOutcome::Success);
}

void TestEnginePeople::shouldHoldNothingForAPlannedTime()
{
    EngineDriver driver;

    QVERIFY(driver.start(u"- {id: a, run: x, at: '10:15'}"_s));

    QCOMPARE(driver.state().outcome, RunOutcome::Success);
}

QTEST_GUILESS_MAIN(TestEnginePeople)
#include "tst_enginepeople.moc"
