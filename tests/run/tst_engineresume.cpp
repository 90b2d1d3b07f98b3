// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/enginedriver.h"

#include "support/printable.h"

#include <QElapsedTimer>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

SLIPWAY_PRINTABLE(RunOutcome)
SLIPWAY_PRINTABLE(StepState)
SLIPWAY_PRINTABLE(RunPhase)
SLIPWAY_PRINTABLE(ErrorCode)

#define RUN(driver, ...)                                                                           \
    do {                                                                                           \
        const auto done = driver.commands(QStringList{__VA_ARGS__});                               \
        QVERIFY2(done, done ? "" : qPrintable(done.error().message));                              \
    } while (false)

/// Starting somewhere else than at the beginning: start-at, resume, and what large plans cost.
class TestEngineResume : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(); }

    void shouldSkipWhatComesBeforeTheStart();
    void shouldRefuseAnUnknownStart();
    void shouldRefuseAPlanWithUndefinedValues();
    void shouldKeepTheResultsOfHosts();
    void shouldKeepARetryThatIsDue();
    void shouldKeepOutputsForLaterSteps();
    void shouldCarryOnWithANestedPlanAsTheSameAttempt();
    void shouldStayPaused();
    void shouldEndAStopAfterACrash();
    void shouldRecordAnOverrideMadeForTheResumption();
    void shouldRunATransientlyHiddenSecretAsItWas();
    void shouldRefuseAHiddenPlanThatIsNotThereAnyMore();
    void shouldEndANestedPlanThatTakesTooLong();
    void shouldOfferToSkipInAnOptionalPhase();
    void shouldLimitWhatRunsAtTheSameTime();
    void shouldTakeOneAppendAStep();
    void shouldStartTenThousandSteps();
};

void TestEngineResume::shouldSkipWhatComesBeforeTheStart()
{
    EngineDriver driver;
    RunRequest request = EngineDriver::requestFor(
        EngineDriver::planText(u"- {id: a, run: x}\n- {id: b, run: x}\n- {id: c, run: x}"_s));
    request.startAt = StepId(u"b"_s);

    QVERIFY(driver.start(request));

    QCOMPARE(driver.executor.started.join(u' '), u"b c"_s);
    QCOMPARE(driver.status(u"a"_s).state, StepState::Skipped);
    QCOMPARE(driver.state().outcome, RunOutcome::SuccessWithDeviations);
}

void TestEngineResume::shouldRefuseAnUnknownStart()
{
    EngineDriver driver;
    RunRequest request = EngineDriver::requestFor(EngineDriver::planText(u"- {id: a, run: x}"_s));
    request.startAt = StepId(u"nowhere"_s);

    QCOMPARE(driver.start(request).error().code, ErrorCode::InvalidInput);
    QVERIFY(driver.log().isEmpty());
}

void TestEngineResume::shouldRefuseAPlanWithUndefinedValues()
{
    EngineDriver driver;

    const auto started = driver.start(u"- {id: a, run: 'echo {{ vars.nope }}'}\n"
                                      "- {id: b, ssh: {on: moon, script: x}}"_s);

    QCOMPARE(started.error().code, ErrorCode::InvalidInput);
    QVERIFY(started.error().detail.contains(u"vars.nope"_s));
    QVERIFY(started.error().detail.contains(u"moon"_s));
    QVERIFY(driver.executor.started.isEmpty());
}

void TestEngineResume::shouldKeepTheResultsOfHosts()
{
    EngineDriver driver;
    driver.executor.behave(u"a"_s, {FakeExecutor::hanging()});
    QVERIFY(driver.start(u"- {id: a, ssh: {on: web, script: x}}"_s));
    HostStatus good;
    good.state = StepState::Succeeded;
    driver.executor.running.value(u"a"_s)->host(ServerId(u"web-1"_s), good);
    driver.settle();

    RUN(driver, u"crash"_s);
    QCOMPARE(driver.question(u"a"_s)->hosts, (QList{ServerId(u"web-2"_s), ServerId(u"web-3"_s)}));
    RUN(driver, u"a: retry"_s);

    QCOMPARE(driver.executor.requests.last().alreadyDone, QList{ServerId(u"web-1"_s)});
    QCOMPARE(driver.status(u"a"_s).hosts.value(ServerId(u"web-1"_s)).state, StepState::Succeeded);
}

void TestEngineResume::shouldKeepARetryThatIsDue()
{
    EngineDriver driver;
    driver.executor.behave(u"a"_s, {FakeExecutor::failing()});
    QVERIFY(driver.start(u"- {id: a, run: x, idempotent: true, retry: {times: 1, delay: 60s}}"_s));

    RUN(driver, u"advance 30"_s, u"crash"_s, u"advance 29"_s);
    QCOMPARE(driver.executor.started.size(), 1);
    RUN(driver, u"advance 1"_s);

    QCOMPARE(driver.executor.started.size(), 2);
}

void TestEngineResume::shouldKeepOutputsForLaterSteps()
{
    EngineDriver driver;
    FakeExecutor::Behaviour behaviour;
    behaviour.outputs = {{u"tag"_s, u"v4.2"_s}};
    driver.executor.behave(u"a"_s, {behaviour});
    QVERIFY(driver.start(u"- {id: a, run: x, outputs: [tag]}\n- {id: m, manual: y}\n"
                         "- {id: b, run: 'echo {{ steps.a.outputs.tag }}'}"_s));

    RUN(driver, u"crash"_s, u"m: done"_s);

    const Action ran = driver.executor.requests.last().resolved.targets.first().action;
    QCOMPARE(std::get<RunAction>(ran).script, u"echo 'v4.2'"_s);
}

void TestEngineResume::shouldCarryOnWithANestedPlanAsTheSameAttempt()
{
    EngineDriver driver;
    driver.executor.behave(u"a"_s, {FakeExecutor::hanging()});
    QVERIFY(driver.start(u"- {id: a, plan: plans/other.yaml}"_s));

    RUN(driver, u"crash"_s);

    QCOMPARE(driver.executor.requests.size(), 2);
    QCOMPARE(driver.executor.requests.last().attempt, 1);
    QVERIFY(!driver.log().contains(u"step-unknown a"_s));
    QCOMPARE(driver.state().outcome, RunOutcome::Success);
}

void TestEngineResume::shouldStayPaused()
{
    EngineDriver driver;
    QVERIFY(driver.start(u"- {id: a, manual: x}\n- {id: b, run: x}"_s));

    RUN(driver, u"pause"_s, u"a: done"_s, u"crash"_s);
    QCOMPARE(driver.state().phase, RunPhase::Paused);
    QCOMPARE(driver.status(u"b"_s).state, StepState::Ready);
    RUN(driver, u"continue"_s);

    QCOMPARE(driver.executor.started, QStringList{u"b"_s});
}

void TestEngineResume::shouldEndAStopAfterACrash()
{
    EngineDriver driver;
    driver.executor.behave(u"a"_s, {FakeExecutor::hanging()});
    QVERIFY(driver.start(u"- {id: a, run: x}\n- {id: z, run: x, always: true}"_s));
    driver.executor.running.value(u"a"_s)->endsWhenCancelled = false;

    RUN(driver, u"stop enough"_s, u"crash"_s);

    QCOMPARE(driver.status(u"a"_s).state, StepState::Unknown);
    QCOMPARE(driver.executor.started.join(u' '), u"a z"_s);
    QCOMPARE(driver.state().outcome, RunOutcome::Aborted);
}

void TestEngineResume::shouldRecordAnOverrideMadeForTheResumption()
{
    EngineDriver driver;
    QVERIFY(driver.start(u"- {id: a, manual: x}"_s));
    driver.request.overrides = {{u"The lock of asha"_s, u"olga"_s, u"asha went home"_s}};

    RUN(driver, u"crash"_s, u"a: done"_s);

    QCOMPARE(driver.log().count(u"override"_s), 1);
    QCOMPARE(driver.state().outcome, RunOutcome::SuccessWithDeviations);
}

void TestEngineResume::shouldRunATransientlyHiddenSecretAsItWas()
{
    EngineDriver driver;
    driver.redactor.add(Secret("crm.example"));
    RunRequest request = EngineDriver::requestFor(EngineDriver::planText(
        u"- {id: m, manual: y}\n- {id: b, run: 'ping {{ vars.domain }} crm.example'}"_s));
    request.context.vars[u"domain"_s] = u"crm.example.com"_s;
    QVERIFY(driver.start(request));
    QVERIFY(!driver.events().first().data[u"plan"_s].toString().contains(u"crm.example"_s));

    RUN(driver, u"crash"_s, u"m: done"_s);

    const Action ran = driver.executor.requests.last().resolved.targets.first().action;
    QCOMPARE(std::get<RunAction>(ran).script, u"ping 'crm.example.com' crm.example"_s);
}

void TestEngineResume::shouldRefuseAHiddenPlanThatIsNotThereAnyMore()
{
    EngineDriver driver;
    driver.redactor.add(Secret("crm.example"));
    QVERIFY(driver.start(u"- {id: m, manual: y}\n- {id: b, run: 'ping crm.example'}"_s));
    driver.request = EngineDriver::requestFor(
        EngineDriver::planText(u"- {id: m, manual: y}\n- {id: b, run: other}"_s));

    QCOMPARE(driver.crashAndResume().error().code, ErrorCode::InvalidInput);
}

void TestEngineResume::shouldEndANestedPlanThatTakesTooLong()
{
    EngineDriver driver;
    driver.executor.behave(u"a"_s, {FakeExecutor::hanging()});
    QVERIFY(driver.start(u"- {id: a, plan: plans/other.yaml, timeout: 60s}"_s));

    RUN(driver, u"advance 59"_s);
    QVERIFY(!driver.executor.running.value(u"a"_s)->isCancelled);
    RUN(driver, u"advance 1"_s);

    QCOMPARE(driver.status(u"a"_s).error->code, ErrorCode::Timeout);
    QVERIFY(driver.question(u"a"_s));
}

void TestEngineResume::shouldOfferToSkipInAnOptionalPhase()
{
    EngineDriver driver;
    driver.executor.behave(u"a"_s, {FakeExecutor::failing()});
    QByteArray text = EngineDriver::planText(u"- {id: a, run: x}"_s);
    text.replace("    name: Main\n", "    name: Main\n    optional: true\n");

    QVERIFY(driver.start(EngineDriver::requestFor(text)));

    QVERIFY(driver.choices(u"a"_s).contains(u"skip"_s));
    QVERIFY(!driver.choices(u"a"_s).contains(u"override"_s));
}

void TestEngineResume::shouldLimitWhatRunsAtTheSameTime()
{
    EngineDriver driver;
    QString steps;
    for (int index = 0; index < 5; ++index) {
        const QString id = u"s%1"_s.arg(index);
        driver.executor.behave(id, {FakeExecutor::hanging()});
        steps += u"- {id: %1, run: x, needs: []}\n"_s.arg(id);
    }
    RunRequest request = EngineDriver::requestFor(EngineDriver::planText(steps));
    request.maxParallel = 2;
    QVERIFY(driver.start(request));
    QCOMPARE(driver.executor.started.join(u' '), u"s0 s1"_s);
    QCOMPARE(driver.status(u"s2"_s).state, StepState::Ready);

    RUN(driver, u"end s1 ok"_s);

    QCOMPARE(driver.executor.started.join(u' '), u"s0 s1 s2"_s);
}

void TestEngineResume::shouldTakeOneAppendAStep()
{
    EngineDriver driver;
    QString steps;
    for (int index = 0; index < 100; ++index)
        steps += u"- {id: s%1, run: x}\n"_s.arg(index);

    QVERIFY(driver.start(steps));

    QCOMPARE(driver.state().outcome, RunOutcome::Success);
    QCOMPARE(driver.journal.appends(), 101);
}

void TestEngineResume::shouldStartTenThousandSteps()
{
    // A chain of conditions that do not hold: ten thousand steps in one turn of the event loop.
    EngineDriver driver;
    QString steps;
    for (int index = 0; index < 10000; ++index)
        steps += u"- {id: s%1, run: x, when: vars.domain == other}\n"_s.arg(index);
    const RunRequest request = EngineDriver::requestFor(EngineDriver::planText(steps));
    QElapsedTimer timer;
    timer.start();

    QVERIFY(driver.start(request));

    QCOMPARE(driver.state().outcome, RunOutcome::Success);
    QVERIFY2(timer.elapsed() < 5000, qPrintable(QString::number(timer.elapsed())));
}

QTEST_GUILESS_MAIN(TestEngineResume)
#include "tst_engineresume.moc"
