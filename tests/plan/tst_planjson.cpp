// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/planjson.h"
#include "plan/plantext.h"
#include "support/plantesting.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace slipway;
using namespace slipway::test;

namespace {

Plan withoutPlaces(Plan plan)
{
    for (PlanInput &input : plan.inputs)
        input.place = {};
    for (Phase &phase : plan.phases) {
        phase.place = {};
        for (Step &step : phase.steps)
            step.place = {};
    }
    return plan;
}

QJsonObject object(const char *json)
{
    return QJsonDocument::fromJson(json).object();
}

} // namespace

class TestPlanJson : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }
    void shouldReadBackAsAnEqualPlan_data();
    void shouldReadBackAsAnEqualPlan();
    void shouldKeepEveryActionWhole();
    void shouldTakeShortFormsToo();
    void shouldRefuseWhatIsNoAction_data();
    void shouldRefuseWhatIsNoAction();
    void shouldOutlineAPlanAsText();
};

void TestPlanJson::shouldReadBackAsAnEqualPlan_data()
{
    QTest::addColumn<QString>("file");

    QTest::newRow("everything") << u"everything.yaml"_s;
    QTest::newRow("the five phases") << u"deployment-workflow.yaml"_s;
}

void TestPlanJson::shouldReadBackAsAnEqualPlan()
{
    QFETCH(QString, file);
    const PlanReading original = readPlan(planFile(file));

    const QByteArray json = QJsonDocument(planToJson(original.plan)).toJson();
    const PlanReading again = readPlan(json);

    QCOMPARE(again.diagnostics.size(), original.diagnostics.size());
    QVERIFY(withoutPlaces(again.plan) == withoutPlaces(original.plan));
}

void TestPlanJson::shouldKeepEveryActionWhole()
{
    const Plan plan = readPlan(planFile(u"everything.yaml"_s)).plan;

    for (const Phase &phase : plan.phases) {
        for (const Step &step : phase.steps) {
            const QJsonObject json = actionToJson(step.action);
            const Result<Action> again = actionFromJson(json);

            QVERIFY2(again, qPrintable(step.id.toString()));
            QVERIFY2(*again == step.action, qPrintable(step.id.toString()));
            QCOMPARE(json.keys(), QStringList{actionKey(step.action)});
        }
    }
}

void TestPlanJson::shouldTakeShortFormsToo()
{
    const Result<Action> run = actionFromJson(object(R"({"run": "make"})"));
    const Result<Action> wait = actionFromJson(object(R"({"wait": "5m"})"));

    QVERIFY(run && std::get<RunAction>(*run).script == u"make"_s);
    QVERIFY(wait && std::get<WaitAction>(*wait).duration == std::chrono::minutes(5));
}

void TestPlanJson::shouldRefuseWhatIsNoAction_data()
{
    QTest::addColumn<QByteArray>("json");

    for (const char *json :
         {"{}", R"({"fly": "away"})", R"({"run": "a", "wait": "5m"})", R"({"run": ""})",
          R"({"run": {}})", R"({"run": 5, "x": 1})", R"({"ssh": {"on": "web"}})",
          R"({"run": "echo {{ nothing }}"})", R"({"run": ["a"]})", R"({"wait": null})"})
        QTest::newRow(json) << QByteArray(json);
}

void TestPlanJson::shouldRefuseWhatIsNoAction()
{
    QFETCH(QByteArray, json);

    const Result<Action> action = actionFromJson(object(json.constData()));

    QVERIFY(!action);
    QVERIFY(action.error().code == ErrorCode::InvalidInput);
    QVERIFY(!action.error().message.isEmpty());
}

void TestPlanJson::shouldOutlineAPlanAsText()
{
    const Plan plan
        = readPlan(
              planOf("  - {id: a, name: Prepare, run: \"# why\\nmake all\", estimate: 5m}\n"
                     "  - {id: b, needs: [], ssh: {on: [web], script: \"set -e\\nx\\ny\"}}\n"
                     "  - {id: c, needs: [a, b], wait: 10m, on_failure: {goto: a, label: Again}}\n"
                     "  - {id: d, decision: {question: Good?, options: {yes: next, no: a}}}\n"))
              .plan;

    QCOMPARE(planToText(plan),
             u"Test\n"
             "\n"
             "Phase 1: p\n"
             "  a  Prepare (5m)\n"
             "      run  make all\n"
             "  b\n"
             "      ssh  on web: x …\n"
             "      waits for nothing\n"
             "  c\n"
             "      wait  for 10m\n"
             "      waits for a, b\n"
             "      on failure → a (Again)\n"
             "  d\n"
             "      decision  Good?\n"
             "      yes → next\n"
             "      no → a\n"_s);
}

QTEST_GUILESS_MAIN(TestPlanJson)
#include "tst_planjson.moc"
