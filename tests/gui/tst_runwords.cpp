// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/run/editableaction.h"
#include "gui/run/forecast.h"
#include "gui/run/questionpresenter.h"

#include <QTest>
#include <QTimeZone>

using namespace Qt::StringLiterals;
using namespace slipway;
using namespace std::chrono_literals;

namespace {

Step step(const QString &id, std::optional<milliseconds> estimate)
{
    Step made;
    made.id = StepId(id);
    made.name = id;
    made.action = RunAction{.script = u"true"_s, .shell = {}, .cwd = {}, .environment = {}};
    if (estimate)
        made.estimate = Estimate{*estimate, *estimate};
    return made;
}

RunState stateOf(const QList<Step> &steps)
{
    Phase phase;
    phase.id = PhaseId(u"p"_s);
    phase.steps = steps;
    RunState state;
    state.plan.phases = {phase};
    for (const Step &each : steps)
        state.steps.insert(each.id, {});
    return state;
}

} // namespace

class TestRunWords : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shouldNameTheStepTheHostAndWhatHappened();
    void shouldOfferWhatTheEngineOffersInItsOrder();
    void shouldOfferADecisionsOptions();
    void shouldNotListWhoHasApprovedAmongThoseWhoMay();
    void shouldForecastTheLongestChainThatIsLeft();
    void shouldForecastNothingWithoutEstimates();
    void shouldKeepWhatIsNotEdited();
};

void TestRunWords::shouldNameTheStepTheHostAndWhatHappened()
{
    RunState state = stateOf({step(u"Restart"_s, {})});
    OpenQuestion open;
    open.question.step = StepId(u"Restart"_s);
    open.question.hosts = {ServerId(u"web-2"_s)};
    open.question.text = u"“Restart” failed on web-2: exit status 1."_s;

    const QuestionText text = QuestionPresenter::present(open, {&state, {}, {}});

    QCOMPARE(text.headline, u"“Restart” failed on web-2"_s);
    QCOMPARE(text.text, u"exit status 1."_s);
    QVERIFY(text.tone == QuestionText::Tone::Red);
}

void TestRunWords::shouldOfferWhatTheEngineOffersInItsOrder()
{
    OpenQuestion open;
    open.question.choices = {Choice::Retry, Choice::Skip, Choice::RollBack, Choice::Stop};

    const QuestionText text
        = QuestionPresenter::present(open, {nullptr, {u"Switch"_s, u"Upload"_s}, {u"Clean up"_s}});

    QList<Choice> offered;
    for (const ChoiceOffer &offer : text.offers)
        offered << offer.choice;
    QVERIFY(offered == open.question.choices);
    QVERIFY(text.offers.at(1).asks == ChoiceOffer::Asks::Reason);
    QVERIFY(text.offers.at(2).destructive);
    QVERIFY(text.offers.at(2).explanation.contains(u"Switch, Upload"_s));
    QVERIFY(text.offers.at(3).destructive);
    QVERIFY(text.offers.at(3).explanation.contains(u"Clean up"_s));
}

void TestRunWords::shouldOfferADecisionsOptions()
{
    OpenQuestion open;
    open.question.kind = Question::Kind::Decision;
    open.question.choices = {Choice::Option};
    open.question.options = {u"yes"_s, u"no"_s};

    const QuestionText text = QuestionPresenter::present(open, {});

    QCOMPARE(text.offers.size(), 2);
    QCOMPARE(text.offers.at(0).label, u"Yes"_s);
    QCOMPARE(text.offers.at(1).option, u"no"_s);
}

void TestRunWords::shouldNotListWhoHasApprovedAmongThoseWhoMay()
{
    RunState state = stateOf({step(u"go"_s, {})});
    state.steps[StepId(u"go"_s)].approvedBy = {u"tom"_s};
    OpenQuestion open;
    open.question.kind = Question::Kind::Approval;
    open.question.step = StepId(u"go"_s);
    open.question.mayAnswer = {u"tom"_s, u"lena"_s};

    const QuestionText text = QuestionPresenter::present(open, {&state, {}, {}});

    QCOMPARE(text.mayAnswer, QStringList{u"lena"_s});
    QCOMPARE(text.haveAnswered, QStringList{u"tom"_s});
}

void TestRunWords::shouldForecastTheLongestChainThatIsLeft()
{
    Step beside = step(u"beside"_s, 10min);
    beside.needs = QList<StepId>{};
    Step last = step(u"last"_s, 1min);
    last.needs = QList<StepId>{StepId(u"b"_s), StepId(u"beside"_s)};
    RunState state = stateOf({step(u"a"_s, 5min), step(u"b"_s, 4min), beside, last});
    const PlanGraph graph(state.plan);
    const QDateTime now(QDate(2026, 1, 2), QTime(12, 0), QTimeZone::UTC);

    QCOMPARE(remainingTime(state, graph, now), std::optional<milliseconds>(11min));
    state.steps[StepId(u"beside"_s)].state = StepState::Succeeded;
    QCOMPARE(remainingTime(state, graph, now), std::optional<milliseconds>(10min));
    StepStatus &running = state.steps[StepId(u"a"_s)];
    running.state = StepState::Running;
    running.startedAt = now.addSecs(-120);
    QCOMPARE(remainingTime(state, graph, now), std::optional<milliseconds>(8min));
}

void TestRunWords::shouldForecastNothingWithoutEstimates()
{
    const RunState state = stateOf({step(u"a"_s, {})});

    QVERIFY(!remainingTime(state, PlanGraph(state.plan), QDateTime::currentDateTimeUtc()));
}

void TestRunWords::shouldKeepWhatIsNotEdited()
{
    SshAction action;
    action.on = {u"web"_s};
    action.script = u"old"_s;
    action.sudo = true;

    const Action edited = EditableAction::withTexts(action, {u"new"_s});

    action.script = u"new"_s;
    QVERIFY(edited == Action(action));
}

QTEST_GUILESS_MAIN(TestRunWords)
#include "tst_runwords.moc"
