// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/stepresolver.h"

#include "run/actiontexts.h"
#include "run/secretmarkers.h"
#include "support/printable.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

SLIPWAY_PRINTABLE(ErrorCode)

namespace {

Server server(const QString &name, const QStringList &groups)
{
    Server made;
    made.name = ServerId(name);
    made.host = name + u".example.com"_s;
    made.groups = groups;
    made.vars = {{u"rack"_s, name.right(1)}};
    return made;
}

ResolveContext context()
{
    ResolveContext made;
    made.vars = {{u"domain"_s, u"it's.example.com"_s}};
    made.inputs = {{u"version"_s, u"v4 2"_s}};
    made.servers = {server(u"db-1"_s, {u"db"_s}), server(u"web-1"_s, {u"web"_s}),
                    server(u"web-2"_s, {u"web"_s})};
    made.run = RunId(u"r1"_s);
    made.operatorName = u"olga"_s;
    made.secretNames = {u"TOKEN"_s};
    made.outputs = {{StepId(u"build"_s), {{u"tag"_s, u"abc"_s}}}};
    return made;
}

Step step(const Action &action)
{
    Step made;
    made.id = StepId(u"s"_s);
    made.name = u"S"_s;
    made.action = action;
    return made;
}

Result<ResolvedStep> resolved(const Action &action,
                              StepResolver::Mode mode = StepResolver::Mode::Run)
{
    return StepResolver::resolve(step(action), action, context(), mode);
}

RunAction run(const QString &script)
{
    RunAction action;
    action.script = script;
    return action;
}

class OneSecret final : public SecretSource
{
public:
    QStringList names() const override { return {u"TOKEN"_s}; }
    Result<Secret> secret(const QString &name) const override
    {
        if (name != u"TOKEN"_s)
            return failure(ErrorCode::MissingSecret, u"There is no such secret."_s);
        return Secret("s3cret");
    }
};

} // namespace

class TestStepResolver : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(); }

    void shouldQuoteValuesInScripts();
    void shouldNameSecretsOfScriptsAndNeverHoldThem();
    void shouldMarkSecretsOutsideScripts();
    void shouldNotLetAValuePretendToBeASecret();
    void shouldRefuseASecretWhereItWouldBeShown();
    void shouldFillInEachServer();
    void shouldListServersOnceInWorkspaceOrder();
    void shouldRefuseAnUnknownGroup();
    void shouldChooseHostsByValues();
    void shouldShowFutureOutputsInThePreviewOnly();
    void shouldTakeAnInputOfTypeSecretFromTheSecrets();
    void shouldFindEverythingUndefinedInAPlan_data();
    void shouldFindEverythingUndefinedInAPlan();
    void shouldFindMissingInputs();
    void shouldAcceptAPlanWithNothingUndefined();
};

void TestStepResolver::shouldQuoteValuesInScripts()
{
    const auto step = resolved(run(u"go {{ inputs.version }} {{ vars.domain }} {{ run.id }}"_s));

    QVERIFY(step);
    QCOMPARE(std::get<RunAction>(step->targets.first().action).script,
             u"go 'v4 2' 'it'\\''s.example.com' 'r1'"_s);
    QCOMPARE(step->targets.first().host, ServerId());
}

void TestStepResolver::shouldNameSecretsOfScriptsAndNeverHoldThem()
{
    const auto step = resolved(run(u"login {{ secrets.TOKEN }}"_s));

    QVERIFY(step);
    QCOMPARE(std::get<RunAction>(step->targets.first().action).script,
             u"login \"$SLIPWAY_SECRET_TOKEN\""_s);
    QCOMPARE(step->targets.first().secrets, QStringList{u"TOKEN"_s});
}

void TestStepResolver::shouldMarkSecretsOutsideScripts()
{
    HttpAction action;
    action.url = u"https://{{ vars.domain }}/"_s;
    action.headers = {{u"Authorization"_s, u"Bearer {{ secrets.TOKEN }}"_s}};

    const auto step = resolved(action);

    QVERIFY(step);
    const ResolvedStep::Target &target = step->targets.first();
    const QString header = std::get<HttpAction>(target.action).headers.first();
    QCOMPARE(target.secrets, QStringList{u"TOKEN"_s});
    QCOMPARE(withDottedSecrets(header), u"Bearer ••••"_s);
    QCOMPARE(*substituteSecrets(header, OneSecret()), u"Bearer s3cret"_s);
    QVERIFY(describeAction(target.action).contains(u"Bearer ••••"_s));
    QCOMPARE(substituteSecrets(secretMarker(u"X"_s), OneSecret()).error().code,
             ErrorCode::MissingSecret);
}

void TestStepResolver::shouldNotLetAValuePretendToBeASecret()
{
    ResolveContext evil = context();
    evil.vars[u"domain"_s] = secretMarker(u"TOKEN"_s);
    NotifyAction action;
    action.channel = u"https://{{ vars.domain }}"_s;

    const auto resolvedStep
        = StepResolver::resolve(step(action), action, evil, StepResolver::Mode::Run);

    QVERIFY(resolvedStep);
    const Action filled = resolvedStep->targets.first().action;
    QVERIFY(secretsIn(std::get<NotifyAction>(filled).channel).isEmpty());
}

void TestStepResolver::shouldRefuseASecretWhereItWouldBeShown()
{
    ManualAction action;
    action.text = u"Type {{ secrets.TOKEN }}"_s;

    QCOMPARE(resolved(action).error().code, ErrorCode::InvalidInput);
}

void TestStepResolver::shouldFillInEachServer()
{
    SshAction action;
    action.on = {u"web"_s};
    action.script = u"echo {{ server.name }} {{ server.rack }}"_s;

    const auto step = resolved(action);

    QVERIFY(step);
    QCOMPARE(step->targets.size(), 2);
    QCOMPARE(std::get<SshAction>(step->targets.last().action).script, u"echo 'web-2' '2'"_s);
    action.script = u"echo {{ server.user }}"_s;
    QCOMPARE(resolved(action).error().code, ErrorCode::InvalidInput);
}

void TestStepResolver::shouldListServersOnceInWorkspaceOrder()
{
    const auto servers
        = StepResolver::serversOf({u"web-2"_s, u"web"_s, u"db"_s}, context().servers);

    QVERIFY(servers);
    QCOMPARE(servers->size(), 3);
    QCOMPARE(servers->first().name, ServerId(u"db-1"_s));
}

void TestStepResolver::shouldRefuseAnUnknownGroup()
{
    QCOMPARE(StepResolver::serversOf({u"web"_s, u"moon"_s}, context().servers).error().code,
             ErrorCode::InvalidInput);
    QCOMPARE(StepResolver::serversOf({}, context().servers).error().code, ErrorCode::InvalidInput);
}

void TestStepResolver::shouldChooseHostsByValues()
{
    ResolveContext chosen = context();
    chosen.inputs[u"where"_s] = u"db"_s;
    SshAction action;
    action.on = {u"{{ inputs.where }}"_s};

    const auto resolvedStep
        = StepResolver::resolve(step(action), action, chosen, StepResolver::Mode::Run);

    QVERIFY(resolvedStep);
    QCOMPARE(resolvedStep->targets.first().host, ServerId(u"db-1"_s));
}

void TestStepResolver::shouldShowFutureOutputsInThePreviewOnly()
{
    const RunAction action = run(u"go {{ steps.build.outputs.tag }} {{ steps.later.outputs.x }}"_s);

    QCOMPARE(resolved(action).error().code, ErrorCode::InvalidInput);
    const auto preview = resolved(action, StepResolver::Mode::Preview);

    QVERIFY(preview);
    QCOMPARE(std::get<RunAction>(preview->targets.first().action).script,
             u"go 'abc' '‹steps.later.outputs.x›'"_s);
}

void TestStepResolver::shouldTakeAnInputOfTypeSecretFromTheSecrets()
{
    ResolveContext given = context();
    given.secretInputs = {u"password"_s};
    given.secretNames.append(u"password"_s);
    const Action action = run(u"login {{ inputs.password }} {{ inputs.version }}"_s);

    const auto resolvedStep
        = StepResolver::resolve(step(action), action, given, StepResolver::Mode::Run);

    QVERIFY2(resolvedStep, resolvedStep ? "" : qPrintable(resolvedStep.error().message));
    QCOMPARE(std::get<RunAction>(resolvedStep->targets.first().action).script,
             u"login \"$SLIPWAY_SECRET_password\" 'v4 2'"_s);
    QCOMPARE(resolvedStep->targets.first().secrets, QStringList{u"password"_s});
}

void TestStepResolver::shouldFindEverythingUndefinedInAPlan_data()
{
    QTest::addColumn<Action>("action");
    QTest::addColumn<QString>("code");

    SshAction moon;
    moon.on = {u"moon"_s};
    SshAction user;
    user.on = {u"web"_s};
    user.script = u"{{ server.user }}"_s;
    ManualAction shown;
    shown.text = u"{{ secrets.TOKEN }}"_s;
    QTest::newRow("var") << Action(run(u"{{ vars.x }}"_s)) << u"undefined-value"_s;
    QTest::newRow("input") << Action(run(u"{{ inputs.x }}"_s)) << u"undefined-value"_s;
    QTest::newRow("server in a local script")
        << Action(run(u"{{ server.name }}"_s)) << u"undefined-value"_s;
    QTest::newRow("server without a user") << Action(user) << u"undefined-value"_s;
    QTest::newRow("env dialect") << Action(EnvAction{u".env"_s, u"dotnev"_s, {}, {}})
                                 << u"unknown-dialect"_s;
    QTest::newRow("env rules") << Action(EnvAction{u".env"_s, {}, u"strict"_s, {}})
                               << u"unknown-rules"_s;
    QTest::newRow("server") << Action(moon) << u"unknown-server"_s;
    QTest::newRow("secret") << Action(run(u"{{ secrets.NOPE }}"_s)) << u"unknown-secret"_s;
    QTest::newRow("secret in a text") << Action(shown) << u"secret-not-allowed"_s;
    QTest::newRow("output of nothing")
        << Action(run(u"{{ steps.nope.outputs.x }}"_s)) << u"undefined-value"_s;
    QTest::newRow("undeclared output")
        << Action(run(u"{{ steps.first.outputs.x }}"_s)) << u"undeclared-output"_s;
    QTest::newRow("output of a later step")
        << Action(run(u"{{ steps.last.outputs.tag }}"_s)) << u"output-not-ready"_s;
    QTest::newRow("template") << Action(run(u"{{ vars.x"_s)) << u"template"_s;
}

void TestStepResolver::shouldFindEverythingUndefinedInAPlan()
{
    QFETCH(const Action, action);
    QFETCH(const QString, code);
    Step first = step(run(u"x"_s));
    first.id = StepId(u"first"_s);
    Step last = first;
    last.id = StepId(u"last"_s);
    last.outputs = {u"tag"_s};
    Step middle = step(action);
    Step undone = step(run(u"x"_s));
    undone.id = StepId(u"undone"_s);
    undone.undo = action;
    Phase phase;
    phase.steps = {first, middle, undone, last};
    Plan plan;
    plan.phases = {phase};

    const QList<Diagnostic> found = StepResolver::check(plan, context());

    // In the action of one step, and in the undo of another.
    QCOMPARE(found.size(), 2);
    QCOMPARE(found.first().code, code);
    QCOMPARE(found.last().code, code);
}

void TestStepResolver::shouldFindMissingInputs()
{
    Plan plan;
    PlanInput input;
    input.name = u"tag"_s;
    input.required = true;
    plan.inputs = {input};

    QCOMPARE(StepResolver::check(plan, context()).value(0).code, u"missing-input"_s);
    ResolveContext given = context();
    given.inputs[u"tag"_s] = u"v1"_s;
    QVERIFY(StepResolver::check(plan, given).isEmpty());
}

void TestStepResolver::shouldAcceptAPlanWithNothingUndefined()
{
    Step build = step(run(u"{{ vars.domain }} {{ secrets.TOKEN }} {{ run.operator }}"_s));
    build.id = StepId(u"build"_s);
    build.outputs = {u"tag"_s};
    Step use = step(run(u"{{ steps.build.outputs.tag }}"_s));
    use.when = u"steps.build.state == succeeded"_s;
    Phase phase;
    phase.steps = {build, use};
    Plan plan;
    plan.phases = {phase};

    QCOMPARE(StepResolver::check(plan, context()), QList<Diagnostic>());
}

QTEST_GUILESS_MAIN(TestStepResolver)
#include "tst_stepresolver.moc"
