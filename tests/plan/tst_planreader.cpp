// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/plantesting.h"

#include <QJsonArray>
#include <QTest>

using namespace slipway;
using namespace slipway::test;
using namespace std::chrono_literals;

class TestPlanReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void shouldReadTheFivePhaseDocumentWithoutADiagnostic();
    void shouldReadTheHeadAndThePhases();
    void shouldReadInputs();
    void shouldReadEveryCommonKey();
    void shouldTakeScalarsAsTheTextTheyAre();
    void shouldReadRunAndSsh();
    void shouldReadUploadAndHttp();
    void shouldReadWhatPeopleDo();
    void shouldReadGates();
    void shouldReadDecisions();
    void shouldReadWaitNotifyAndPlan();
    void shouldFollowAliases();
    void shouldGiveEqualPlansForEqualTexts();
    void shouldGiveAsMuchAsCouldBeRead();

private:
    const Step &step(const char *id) const;
    template<typename T> const T &action(const char *id) const
    {
        return std::get<T>(step(id).action);
    }

    PlanReading m_all;
};

void TestPlanReader::initTestCase()
{
    QTest::failOnWarning();
    m_all = readPlan(planFile(u"everything.yaml"_s));
    // One default does not fit its type on purpose: reading must go on after it.
    QStringList errors;
    for (const Diagnostic &diagnostic : m_all.diagnostics) {
        if (diagnostic.severity == Diagnostic::Severity::Error)
            errors.append(diagnostic.code);
    }
    QVERIFY2(errors == QStringList{u"default"_s}, qPrintable(messages(m_all.diagnostics)));
}

const Step &TestPlanReader::step(const char *id) const
{
    static const Step none;
    const Step *step = m_all.plan.step(StepId(QString::fromUtf8(id)));
    return step ? *step : none;
}

void TestPlanReader::shouldReadTheFivePhaseDocumentWithoutADiagnostic()
{
    const PlanReading reading = readPlan(planFile(u"deployment-workflow.yaml"_s));

    QCOMPARE(messages(reading.diagnostics), QString());
    QCOMPARE(reading.plan.phases.size(), 5);
    QCOMPARE(reading.plan.stepCount(), 35);
}

void TestPlanReader::shouldReadTheHeadAndThePhases()
{
    const Plan &plan = m_all.plan;

    QCOMPARE(plan.name, u"Everything"_s);
    QCOMPARE(plan.goal, u"Say everything"_s);
    QCOMPARE(plan.timeline, u"2-3 weeks"_s);
    QCOMPARE(plan.notes, u"Of the *plan*"_s);
    const QJsonObject team{{u"size"_s, u"3"_s}, {u"leads"_s, QJsonArray{u"asha"_s, u"~"_s}}};
    QCOMPARE(plan.extensions, (QJsonObject{{u"x-team"_s, team}, {u"x-version"_s, u"1.10"_s}}));
    QCOMPARE(plan.phases.size(), 2);
    const Phase &first = plan.phases.at(0);
    QCOMPARE(first.id, PhaseId(u"first"_s));
    QCOMPARE(first.name, u"The first"_s);
    QCOMPARE(first.schedule, u"Week 1, day 1-2"_s);
    QVERIFY(first.estimate == (Estimate{15min, 30min}));
    QVERIFY(first.optional);
    QCOMPARE(first.deliverables, (QStringList{u"Environment tested"_s, u"1.10"_s}));
    QCOMPARE(first.notes, u"Of the phase"_s);
    QCOMPARE(first.place, (SourcePlace{19, 5}));
    QCOMPARE(plan.phases.at(1).name, u"second"_s);
    QVERIFY(plan.phaseOf(StepId(u"plan-long"_s)) == &plan.phases.at(1));
    QVERIFY(!plan.phaseOf(StepId(u"nobody"_s)));
    QVERIFY(!plan.step(StepId(u"nobody"_s)));
}

void TestPlanReader::shouldReadInputs()
{
    using Type = PlanInput::Type;
    const QList<PlanInput> &inputs = m_all.plan.inputs;

    QCOMPARE(inputs.size(), 7);
    QCOMPARE(inputs.at(0),
             (PlanInput{u"version"_s,
                        Type::String,
                        u"^v\\d+$"_s,
                        {},
                        true,
                        std::nullopt,
                        u"Which tag?"_s,
                        {11, 3}}));
    QCOMPARE(inputs.at(1),
             (PlanInput{u"count"_s, Type::Integer, {}, {}, false, u"3"_s, {}, {12, 3}}));
    QVERIFY(inputs.at(2).type == Type::Number);
    QVERIFY(inputs.at(3).type == Type::Boolean);
    QCOMPARE(inputs.at(4).choices, (QStringList{u"eu"_s, u"us"_s}));
    QVERIFY(inputs.at(5).type == Type::Secret);
    QCOMPARE(inputs.at(6),
             (PlanInput{u"free"_s, Type::String, {}, {}, false, std::nullopt, {}, {17, 3}}));
}

void TestPlanReader::shouldReadEveryCommonKey()
{
    Step expected;
    expected.id = StepId(u"run-long"_s);
    expected.name = u"Run, the long form"_s;
    expected.action = step("run-long").action;
    expected.needs = QList<StepId>{StepId(u"run-text"_s)};
    expected.when = u"inputs.count > 2 and steps.run-text.state == succeeded"_s;
    expected.timeout = 1h;
    expected.idleTimeout = 90s;
    expected.retry = {3, 1500ms, 1.5};
    expected.idempotent = true;
    expected.required = false;
    expected.always = true;
    expected.owner = RoleId(u"devops"_s);
    expected.estimate = Estimate{5min, 5min};
    expected.at = QTime(10, 15);
    expected.undo = RunAction{u"make undo"_s, {}, {}, {}};
    expected.onFailure = {FailurePolicy::Kind::Goto, StepId(u"run-text"_s), u"Try again"_s};
    expected.outputs = QStringList{u"tag"_s, u"SIZE"_s};
    expected.okExit = {0, 3};
    expected.notes = u"Some *notes*.\n"_s;
    expected.links = {{u"Docs"_s, u"https://example.com/"_s},
                      {u"https://example.org/"_s, u"https://example.org/"_s},
                      {u"https://example.net/"_s, u"https://example.net/"_s}};
    expected.place = {30, 9};

    QVERIFY(step("run-long") == expected);
    QVERIFY(step("run-text").needs == std::nullopt);
    QVERIFY(step("ssh-short").needs == QList<StepId>{});
    QCOMPARE(step("ssh-short").okExit, QList<int>{2});
    QVERIFY(step("ssh-short").onFailure.kind == FailurePolicy::Kind::Stop);
    QVERIFY(step("ssh-long").onFailure.kind == FailurePolicy::Kind::Continue);
}

void TestPlanReader::shouldTakeScalarsAsTheTextTheyAre()
{
    QCOMPARE(action<RunAction>("run-text").script, u"no"_s);
    QCOMPARE(step("run-text").name, u"run-text"_s);
    QCOMPARE(action<PlanAction>("plan-long").inputs.value(u"n"_s), u"1.10"_s);
    const auto reading = readPlan("slipway: 1\nname: 1.10\ntimeline: 0x1F\ngoal: ~\n"
                                  "phases: [{id: no, steps: [{id: 1, run: true, name: null}]}]\n");
    QCOMPARE(messages(reading.diagnostics), QString());
    QCOMPARE(reading.plan.name, u"1.10"_s);
    QCOMPARE(reading.plan.timeline, u"0x1F"_s);
    QCOMPARE(reading.plan.goal, u"~"_s);
    QCOMPARE(reading.plan.phases.at(0).id, PhaseId(u"no"_s));
    QCOMPARE(reading.plan.phases.at(0).steps.at(0).name, u"null"_s);
}

void TestPlanReader::shouldReadRunAndSsh()
{
    const RunAction run{u"# first\nmake {{ inputs.version }}\n"_s,
                        u"/bin/bash"_s,
                        u"build"_s,
                        {{u"A"_s, u"1"_s},
                         {u"B"_s, u"yes"_s},
                         {u"C"_s, QString()},
                         {u"D"_s, u"{{ secrets.TOKEN }}"_s}}};
    QVERIFY(action<RunAction>("run-long") == run);
    const SshAction ssh{{u"web"_s, u"db-1"_s},
                        u"echo {{ server.name }} {{ steps.run-long.outputs.tag }}"_s,
                        Rolling{0, 25, 20s},
                        1,
                        SshAction::OnHostFailure::Quarantine,
                        true,
                        true};
    QVERIFY(action<SshAction>("ssh-long") == ssh);
    QVERIFY(action<SshAction>("ssh-short")
            == (SshAction{{u"web"_s},
                          u"uptime"_s,
                          std::nullopt,
                          0,
                          SshAction::OnHostFailure::Stop,
                          false,
                          false}));
    QVERIFY(action<SshAction>("ssh-rolling").rolling == (Rolling{2, 0, 0ms}));
    QVERIFY(action<SshAction>("ssh-rolling").onHostFailure
            == SshAction::OnHostFailure::FinishBatch);
}

void TestPlanReader::shouldReadUploadAndHttp()
{
    QVERIFY(action<UploadAction>("upload-it")
            == (UploadAction{{u"web"_s}, u"a.tar"_s, u"/srv/a.tar"_s, u"0600"_s}));
    QVERIFY(action<UploadAction>("upload-plain").mode == u"0644"_s);
    HttpAction text;
    text.url = u"https://{{ vars.domain }}/health/"_s;
    QVERIFY(action<HttpAction>("http-text") == text);
    const HttpAction http{
        u"http://x/"_s,
        u"POST"_s,
        {{u"Accept"_s, u"application/json"_s}, {u"X-Token"_s, u"{{ secrets.TOKEN }}"_s}},
        u"{\"a\": 1}"_s,
        {u"[STATUS] == 200"_s, u"[BODY].status == ok"_s, u"[RESPONSE_TIME] < 500"_s},
        10s,
        3,
        true};
    QVERIFY(action<HttpAction>("http-long") == http);
    QCOMPARE(action<HttpAction>("http-one").expect, QStringList{u"[STATUS] == 200"_s});
}

void TestPlanReader::shouldReadWhatPeopleDo()
{
    QVERIFY(action<EnvAction>("env-text") == (EnvAction{u".env.production"_s, {}, {}, {}}));
    QVERIFY(action<EnvAction>("env-long")
            == (EnvAction{u".env"_s, u"compose"_s, u"production"_s, u".env.example"_s}));
    QVERIFY(action<ManualAction>("manual-text")
            == (ManualAction{u"Do it."_s, {}, ManualAction::Evidence::None}));
    QVERIFY(action<ManualAction>("manual-long")
            == (ManualAction{
                u"Do it well."_s, {u"One"_s, u"Two"_s}, ManualAction::Evidence::Required}));
}

void TestPlanReader::shouldReadGates()
{
    QVERIFY(
        action<GateAction>("gate-metrics")
        == (GateAction{
            {u"uptime"_s, u"errors"_s}, 1min, 30min, 5, GateAction::OnNoData::Fail, std::nullopt}));
    const Approvals approvals{{RoleId(u"devops"_s), RoleId(u"product"_s)},
                              2,
                              true,
                              30min,
                              24h,
                              Approvals::OnTimeout::Fail};
    QVERIFY(action<GateAction>("gate-approvals").approvals == approvals);
    QVERIFY(action<GateAction>("gate-all").approvals
            == (Approvals{{RoleId(u"devops"_s)}, 0, false, {}, {}, Approvals::OnTimeout::Ask}));
}

void TestPlanReader::shouldReadDecisions()
{
    const DecisionAction expected{u"Good?"_s,
                                  {{u"yes"_s, StepId()},
                                   {u"no"_s, StepId(u"manual-text"_s)},
                                   {u"later"_s, StepId(u"plan-long"_s)}}};
    QVERIFY(action<DecisionAction>("decide") == expected);
}

void TestPlanReader::shouldReadWaitNotifyAndPlan()
{
    QVERIFY(action<WaitAction>("wait-duration") == (WaitAction{10min, {}}));
    QVERIFY(action<WaitAction>("wait-clock") == (WaitAction{0ms, QTime(22, 30)}));
    QVERIFY(action<NotifyAction>("notify-it")
            == (NotifyAction{u"team"_s, u"{{ run.id }} by {{ run.operator }}"_s}));
    QVERIFY(action<PlanAction>("plan-text") == (PlanAction{u"other.yaml"_s, {}}));
    QCOMPARE(action<PlanAction>("plan-long").inputs.value(u"version"_s), u"{{ inputs.version }}"_s);
}

void TestPlanReader::shouldFollowAliases()
{
    const PlanReading reading = readPlan("slipway: 1\nname: a\nx-web: &web {on: web, script: x}\n"
                                         "phases: [{id: p, steps: [{id: a, ssh: *web}]}]\n");

    QCOMPARE(messages(reading.diagnostics), QString());
    QCOMPARE(std::get<SshAction>(reading.plan.phases.at(0).steps.at(0).action).script, u"x"_s);
}

void TestPlanReader::shouldGiveEqualPlansForEqualTexts()
{
    const QByteArray text = planFile(u"everything.yaml"_s);

    QVERIFY(readPlan(text).plan == readPlan(text).plan);
}

void TestPlanReader::shouldGiveAsMuchAsCouldBeRead()
{
    const PlanReading reading
        = readPlan(planOf("  - {id: a, run: x, timeout: soon}\n  - {id: b, manual: y}\n"));

    QVERIFY(hasErrors(reading.diagnostics));
    QCOMPARE(reading.plan.stepCount(), 2);
    QCOMPARE(std::get<RunAction>(reading.plan.phases.at(0).steps.at(0).action).script, u"x"_s);
}

QTEST_GUILESS_MAIN(TestPlanReader)
#include "tst_planreader.moc"
