// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/plantesting.h"

#include <QTest>

using namespace slipway;
using namespace slipway::test;

/// Texts, and exactly what the reader says about them: place and code of every diagnostic.
class TestPlanDiagnostics : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }
    void shouldReportEveryFaultOfAFileAtItsPlace_data();
    void shouldReportEveryFaultOfAFileAtItsPlace();
    void shouldReportEveryFaultOfAStepAtItsPlace_data();
    void shouldReportEveryFaultOfAStepAtItsPlace();
    void shouldWarnOfWhatIsAllowedButUnwise_data();
    void shouldWarnOfWhatIsAllowedButUnwise();
    void shouldSuggestTheKeyThatWasMeant();
    void shouldNameTheMembersOfACycle();
    void shouldPrintDiagnosticsAsCompilersDo();
};

void TestPlanDiagnostics::shouldReportEveryFaultOfAFileAtItsPlace_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QStringList>("expected");

    const auto row = [](const char *name, const QByteArray &text, const QStringList &expected) {
        QTest::newRow(name) << text << expected;
    };
    const QByteArray good = planOf("  - {id: a, run: b}\n");
    row("a good plan", good, {});
    row("an empty file", "", {u"1:1 empty-file"_s});
    row("only a comment", "# nothing\n", {u"1:1 empty-file"_s});
    row("a text", "hello\n", {u"1:1 type"_s});
    row("a list", "- a\n", {u"1:1 type"_s});
    row("an empty mapping", "{}\n",
        {u"1:1 missing-key"_s, u"1:1 missing-key"_s, u"1:1 missing-key"_s});
    row("another version", "slipway: 2\nname: a\nphases: [{id: p, steps: [{id: a, run: b}]}]\n",
        {u"1:10 version"_s});
    row("a byte order mark", "\xef\xbb\xbf" + good, {u"1:1 (byte-order-mark)"_s});
    row("UTF-16", QByteArray("\xff\xfes\0l\0", 6), {u"1:1 encoding"_s});
    row("no UTF-8", "slipway: 1\nname: caf\xe9\n", {u"2:10 encoding"_s});
    row("no UTF-8 at the end", "slipway: 1\nname: \xc3", {u"2:7 encoding"_s});
    row("a zero byte", QByteArray("a: b\0c\n", 7), {u"1:5 control-character"_s});
    row("an escape character", "name: \x1b[31m\n", {u"1:7 control-character"_s});
    row("a tab as indentation", "slipway: 1\nphases:\n\t- id: p\n", {u"3:1 tab"_s});
    row("an open bracket", "slipway: 1\nname: [a\n", {u"3:1 yaml"_s});
    row("an open quote", "name: \"a\n", {u"1:8 yaml"_s});
    row("two mappings in a line", "name: a: b\n", {u"1:8 yaml"_s});
    row("a duplicate key",
        "slipway: 1\nname: a\nname: b\nphases: [{id: p, steps: [{id: a, run: b}]}]\n",
        {u"3:1 duplicate-key"_s});
    row("a second document", good + "---\na: b\n", {u"7:1 several-documents"_s});
    row("a tag", "slipway: 1\nname: !secret a\nphases: [{id: p, steps: [{id: a, run: b}]}]\n",
        {u"2:15 tag"_s});
    row("a key that is a list",
        "slipway: 1\nname: a\n? [x]\n: b\nphases: [{id: p, steps: [{id: a, run: b}]}]\n",
        {u"3:3 key-not-text"_s});
    row("an unknown alias", "name: *nobody\n", {u"1:7 unknown-alias"_s});
    row("an alias to itself", "a: &a [*a]\n", {u"1:8 unknown-alias"_s});
    row("unknown keys everywhere",
        "slipway: 1\nnaem: x\nname: a\nphases:\n- id: p\n  titel: x\n  steps:\n  - {id: a, run: b, "
        "nedds: []}\n",
        {u"2:1 unknown-key"_s, u"6:3 unknown-key"_s, u"8:21 unknown-key"_s});
    row("keys of one's own",
        "slipway: 1\nx-team: {a: 1}\nname: a\nphases:\n- id: p\n  x-y: x\n  steps:\n  - {id: a, "
        "run: b, x-z: []}\n",
        {});
    row("no phases", "slipway: 1\nname: a\nphases: []\n", {u"3:9 empty"_s});
    row("phases that are a text", "slipway: 1\nname: a\nphases: many\n", {u"3:9 type"_s});
    row("a phase without id and steps", "slipway: 1\nname: a\nphases:\n- name: x\n",
        {u"4:3 (empty-phase)"_s, u"4:3 missing-key"_s, u"4:3 missing-key"_s});
    row("phases of one id",
        "slipway: 1\nname: a\nphases:\n- {id: p, steps: [{id: a, run: x}]}\n- {id: p, steps: [{id: "
        "b, run: x}]}\n",
        {u"5:3 duplicate-id"_s});
    row("a phase with an estimate of words",
        "slipway: 1\nname: a\nphases:\n- id: p\n  estimate: Ongoing\n  steps: [{id: a, run: x}]\n",
        {u"5:13 estimate"_s});
    row("inputs",
        "slipway: 1\nname: a\ninputs:\n  a b: {}\n  c: {type: choice}\n  d: {type: sting, pattern: "
        "'a('}\n"
        "  e: {type: secret, default: x}\n  f: {type: integer, default: x}\n  g: text\n"
        "phases: [{id: p, steps: [{id: a, run: b}]}]\n",
        {u"4:3 name"_s, u"4:3 (unused-input)"_s, u"5:3 (unused-input)"_s, u"5:6 missing-key"_s,
         u"6:3 (unused-input)"_s, u"6:13 choice"_s, u"6:32 pattern"_s, u"7:3 (unused-input)"_s,
         u"7:30 secret-default"_s, u"8:3 (unused-input)"_s, u"8:31 default"_s,
         u"9:3 (unused-input)"_s, u"9:6 type"_s});
}

void TestPlanDiagnostics::shouldReportEveryFaultOfAFileAtItsPlace()
{
    QFETCH(QByteArray, text);
    QFETCH(QStringList, expected);

    const PlanReading reading = readPlan(text);

    QStringList found = brief(reading.diagnostics);
    found.sort();
    expected.sort();
    QVERIFY2(found == expected, qPrintable(messages(reading.diagnostics)));
}

void TestPlanDiagnostics::shouldReportEveryFaultOfAStepAtItsPlace_data()
{
    QTest::addColumn<QByteArray>("steps");
    QTest::addColumn<QStringList>("expected");

    const auto row = [](const char *name, const QByteArray &steps, const QStringList &expected) {
        QTest::newRow(name) << steps << expected;
    };
    row("no id", "  - run: x\n", {u"6:5 missing-key"_s});
    row("an id that is none", "  - {id: My Step, run: x}\n", {u"6:10 id"_s});
    row("no action", "  - id: a\n", {u"6:5 no-action"_s});
    row("two actions", "  - id: a\n    run: x\n    wait: 5m\n", {u"8:5 several-actions"_s});
    row("one id twice", "  - {id: a, run: x}\n  - {id: a, run: y}\n", {u"7:5 duplicate-id"_s});
    row("an empty script", "  - {id: a, run: ''}\n", {u"6:18 empty"_s});
    row("an action without a value", "  - id: a\n    run:\n", {u"7:8 type"_s});
    row("wrong types",
        "  - id: a\n    run: x\n    timeout: soon\n    idle_timeout: 5\n    required: maybe\n"
        "    estimate: a while\n    at: noon\n    ok_exit: [0, 300]\n    links: x\n    outputs: "
        "[a-b]\n",
        {u"8:14 duration"_s, u"9:19 duration"_s, u"10:15 boolean"_s, u"11:15 estimate"_s,
         u"12:9 clock-time"_s, u"13:18 number"_s, u"14:12 type"_s, u"15:14 name"_s});
    row("needs of unknown steps",
        "  - {id: build, run: x}\n  - {id: b, needs: [biuld, gone], run: x}\n",
        {u"7:21 unknown-step"_s, u"7:28 unknown-step"_s});
    row("a need of itself", "  - {id: a, needs: a, run: x}\n", {u"6:13 cycle"_s});
    row("a cycle", "  - {id: a, needs: [c], run: x}\n  - {id: b, run: x}\n  - {id: c, run: x}\n",
        {u"6:13 cycle"_s});
    row("two cycles",
        "  - {id: a, needs: [b], run: x}\n  - {id: b, run: x}\n"
        "  - {id: c, needs: [d], run: x}\n  - {id: d, run: x}\n",
        {u"6:13 cycle"_s, u"8:13 cycle"_s});
    row("goto to nowhere", "  - {id: a, run: x, on_failure: {goto: z}}\n",
        {u"6:40 unknown-step"_s});
    row("goto forward", "  - {id: a, run: x, on_failure: {goto: b}}\n  - {id: b, run: x}\n",
        {u"6:40 goto-forward"_s});
    row("goto without a target", "  - {id: a, run: x, on_failure: goto}\n", {u"6:33 choice"_s});
    row("another policy", "  - {id: a, run: x, on_failure: contine}\n", {u"6:33 choice"_s});
    row("retry without idempotent", "  - {id: a, run: x, retry: {times: 2}}\n",
        {u"6:21 retry-needs-idempotent"_s});
    row("a retry that says little", "  - {id: a, run: x, idempotent: true, retry: {delay: 5}}\n",
        {u"6:46 missing-key"_s, u"6:54 duration"_s});
    row("decision to nowhere",
        "  - id: a\n    decision: {question: q, options: {yes: next, no: gone}}\n",
        {u"7:54 unknown-step"_s});
    row("a decision with one way", "  - id: a\n    decision: {question: q, options: {yes: next}}\n",
        {u"7:38 decision-options"_s});
    row("an open placeholder", "  - id: a\n    run: |\n      echo a\n      echo {{ inputs.x\n",
        {u"9:12 template"_s});
    row("an unknown namespace in the third line",
        "  - id: a\n    run: |\n      echo a\n      echo b\n      echo {{ input.x }}\n",
        {u"10:12 template"_s});
    row("an unknown filter", "  - {id: a, run: 'echo {{ vars.x | upper }}'}\n",
        {u"6:24 template"_s});
    row("two faults in a text", "  - {id: a, manual: '{{ }} {{ x }}'}\n",
        {u"6:22 template"_s, u"6:28 template"_s});
    row("an unknown input", "  - {id: a, run: 'echo {{ inputs.x }}'}\n", {u"6:24 unknown-input"_s});
    row("a server's value without a server", "  - {id: a, run: 'echo {{ server.name }}'}\n",
        {u"6:24 no-server"_s});
    row("an output that is not declared",
        "  - {id: a, run: x}\n  - {id: b, run: 'echo {{ steps.a.outputs.tag }}'}\n",
        {u"7:24 unknown-output"_s});
    row("an output of a step beside",
        "  - {id: a, run: x, outputs: [tag]}\n  - {id: b, needs: [], run: 'echo {{ "
        "steps.a.outputs.tag }}'}\n",
        {u"7:35 not-upstream"_s});
    row("an output of itself", "  - {id: a, outputs: t, run: 'echo {{ steps.a.outputs.t }}'}\n",
        {u"6:36 not-upstream"_s});
    row("an undo uses its step's output",
        "  - {id: a, outputs: t, run: x, undo: {run: 'echo {{ steps.a.outputs.t }}'}}\n", {});
    row("a value in backticks", "  - {id: a, run: 'echo `x {{ vars.a }}`'}\n", {u"6:27 quoting"_s});
    row("a script with an open quote", "  - {id: a, run: 'echo \"{{ vars.a }}'}\n",
        {u"6:25 quoting"_s});
    row("a condition that ends early", "  - {id: a, run: x, when: inputs.x ==}\n",
        {u"6:38 condition"_s});
    row("a condition on an unknown step", "  - {id: a, run: x, when: steps.z.state == failed}\n",
        {u"6:27 unknown-step"_s});
    row("an undo that is none", "  - {id: a, run: x, undo: ./back.sh}\n", {u"6:27 type"_s});
    row("an undo that decides",
        "  - {id: a, run: x, undo: {decision: {question: q, options: {a: next, b: next}}}}\n",
        {u"6:28 undo-action"_s});
    row("ssh without where and what", "  - id: a\n    ssh: {sudo: true}\n",
        {u"7:10 missing-key"_s, u"7:10 missing-key"_s});
    row("ssh of a text", "  - {id: a, ssh: uptime}\n", {u"6:18 type"_s});
    row("ssh options",
        "  - id: a\n    ssh: {on: [], script: x, rolling: {size: 0}, on_host_failure: go}\n",
        {u"7:15 empty"_s, u"7:46 rolling-size"_s, u"7:67 choice"_s});
    row("rolling by more than all",
        "  - id: a\n    ssh: {on: w, script: x, rolling: {size: 120%}}\n",
        {u"7:45 rolling-size"_s});
    row("upload modes", "  - id: a\n    upload: {on: w, from: a, to: b, mode: 0680}\n",
        {u"7:43 mode"_s});
    row("http",
        "  - id: a\n    http: {url: ftp://x, method: FETCH, expect: [STATUS == 200], in_a_row: "
        "0}\n",
        {u"7:17 url"_s, u"7:34 choice"_s, u"7:50 http-condition"_s, u"7:76 number"_s});
    row("an empty gate", "  - {id: a, gate: {settle: 5m}}\n", {u"6:19 empty-gate"_s});
    row("approvals of nobody", "  - {id: a, gate: {approvals: {from: [], need: 0}}}\n",
        {u"6:38 empty"_s, u"6:48 number"_s});
    row("a wait for something", "  - {id: a, wait: Godot}\n", {u"6:19 duration"_s});
    row("notify without a channel", "  - {id: a, notify: {text: x}}\n", {u"6:21 missing-key"_s});
    row("an environment variable that is none", "  - {id: a, run: {script: x, env: {a-b: c}}}\n",
        {u"6:36 name"_s});
}

void TestPlanDiagnostics::shouldReportEveryFaultOfAStepAtItsPlace()
{
    QFETCH(QByteArray, steps);
    QFETCH(QStringList, expected);

    const PlanReading reading = readPlan(planOf(steps));

    QVERIFY2(brief(reading.diagnostics) == expected, qPrintable(messages(reading.diagnostics)));
}

void TestPlanDiagnostics::shouldWarnOfWhatIsAllowedButUnwise_data()
{
    QTest::addColumn<QByteArray>("steps");
    QTest::addColumn<QStringList>("expected");

    const auto row = [](const char *name, const QByteArray &steps, const QStringList &expected) {
        QTest::newRow(name) << steps << expected;
    };
    row("raw in a script", "  - {id: a, run: 'echo {{ vars.x | raw }}'}\n", {u"6:24 (raw)"_s});
    row("raw where it does nothing", "  - {id: a, manual: 'Look at {{ vars.x | raw }}'}\n",
        {u"6:30 (raw)"_s});
    row("an env step", "  - {id: a, env: .env}\n", {});
    row("a gate with metrics", "  - {id: a, gate: {metrics: [uptime]}}\n", {});
    row("a secret people would read", "  - {id: a, manual: 'Use {{ secrets.PW }}'}\n",
        {u"6:26 (secret-shown)"_s});
    row("a secret in a URL", "  - {id: a, http: {url: 'https://x/?k={{ secrets.K }}'}}\n",
        {u"6:39 (secret-in-url)"_s});
    row("a secret in a header",
        "  - {id: a, http: {url: 'https://x/', headers: {Authorization: 'Bearer {{ secrets.K "
        "}}'}}}\n",
        {});
    row("a required step that may fail", "  - {id: a, run: x, on_failure: continue}\n",
        {u"6:21 (required-continue)"_s});
    row("a step that may fail", "  - {id: a, run: x, on_failure: continue, required: false}\n", {});
    row("a value in a name", "  - {id: a, name: 'Deploy {{ vars.x }}', run: x}\n",
        {u"6:13 (not-filled-in)"_s});
    row("retry of a person", "  - {id: a, manual: x, idempotent: true, retry: {times: 2}}\n",
        {u"6:42 (retry-unused)"_s});
    row("idle longer than all", "  - {id: a, run: x, timeout: 5m, idle_timeout: 10m}\n",
        {u"6:34 (idle-timeout)"_s});
    row("outputs of a wait", "  - {id: a, wait: 5m, outputs: x}\n", {u"6:23 (outputs-unused)"_s});
    row("a branch that does not wait",
        "  - {id: a, decision: {question: q, options: {yes: next, no: c}}}\n"
        "  - {id: b, run: x}\n  - {id: c, needs: [], run: x}\n",
        {u"6:13 (branch-not-waiting)"_s});
    row("a loop round nothing",
        "  - {id: a, run: x}\n  - {id: b, needs: [], run: x, on_failure: {goto: a}}\n",
        {u"7:51 (goto-not-upstream)"_s});
    row("a rolling step that stays",
        "  - {id: a, run: x, undo: {run: y}}\n"
        "  - {id: b, ssh: {on: w, script: x, rolling: {size: 1}}}\n",
        {u"7:5 (no-undo)"_s});
    row("a script for another shell",
        "  - {id: a, run: {shell: python3, script: 'print({{ vars.x }})'}}\n",
        {u"6:50 (quoting)"_s});
}

void TestPlanDiagnostics::shouldWarnOfWhatIsAllowedButUnwise()
{
    QFETCH(QByteArray, steps);
    QFETCH(QStringList, expected);

    const PlanReading reading = readPlan(planOf(steps));

    QVERIFY2(brief(reading.diagnostics) == expected, qPrintable(messages(reading.diagnostics)));
}

void TestPlanDiagnostics::shouldSuggestTheKeyThatWasMeant()
{
    const PlanReading reading = readPlan(planOf("  - {id: a, run: x, on-failure: stop}\n"));

    QCOMPARE(reading.diagnostics.size(), 1);
    QVERIFY(reading.diagnostics.first().message.contains(u"Did you mean ‘on_failure’?"));
}

void TestPlanDiagnostics::shouldNameTheMembersOfACycle()
{
    const PlanReading reading = readPlan(
        planOf("  - {id: a, needs: [c], run: x}\n  - {id: b, run: x}\n  - {id: c, run: x}\n"));

    QCOMPARE(reading.diagnostics.size(), 1);
    QVERIFY(reading.diagnostics.first().message.contains(u"a → b → c → a"));
}

void TestPlanDiagnostics::shouldPrintDiagnosticsAsCompilersDo()
{
    const Diagnostic warning{Diagnostic::Severity::Warning, {3, 7}, u"Beware."_s, u"care"_s};
    const Diagnostic nowhere{Diagnostic::Severity::Error, {}, u"Gone."_s, u"gone"_s};

    QCOMPARE(formatDiagnostic(u"a/b.yaml"_s, warning), u"a/b.yaml:3:7: warning: Beware. [care]"_s);
    QCOMPARE(formatDiagnostic(u"a/b.yaml"_s, nowhere), u"a/b.yaml: error: Gone. [gone]"_s);
    QVERIFY(!hasErrors({warning}));
    QVERIFY(hasErrors({warning, nowhere}));
}

QTEST_GUILESS_MAIN(TestPlanDiagnostics)
#include "tst_plandiagnostics.moc"
