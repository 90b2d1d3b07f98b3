// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/plangraph.h"
#include "support/plantesting.h"

#include <QTest>

using namespace slipway;
using namespace slipway::test;

namespace {

PlanGraph graphOf(const QByteArray &steps)
{
    return PlanGraph(readPlan(planOf(steps)).plan);
}

QString ids(const QList<StepId> &steps)
{
    QStringList texts;
    for (const StepId &step : steps)
        texts.append(step.toString());
    return texts.join(u' ');
}

QString needs(const PlanGraph &graph)
{
    QStringList texts;
    for (const StepId &step : graph.steps())
        texts.append(step.toString() + u'(' + ids(graph.needs(step)) + u')');
    return texts.join(u' ');
}

/// "a>b" a need, "a?b:YES" a branch, "a<b:NO" a way back from b's right to a.
QString edges(const PlanGraph &graph)
{
    QStringList texts;
    for (const PlanEdge &edge : graph.edges()) {
        const QString from = edge.from.toString();
        const QString to = edge.to.toString();
        if (edge.kind == PlanEdge::Kind::Need)
            texts.append(from + u'>' + to);
        else if (edge.kind == PlanEdge::Kind::Branch)
            texts.append(from + u'?' + to + u':' + edge.label);
        else
            texts.append(to + u'<' + from + u':' + edge.label);
    }
    return texts.join(u' ');
}

StepId id(const char *text)
{
    return StepId(QString::fromUtf8(text));
}

/// A check with two ways forward that meet again.
const QByteArray twoWays = "  - {id: check, run: x}\n"
                           "  - {id: ok, decision: {question: q, options: {yes: next, no: fix}}}\n"
                           "  - {id: go, run: x}\n"
                           "  - {id: went, run: x}\n"
                           "  - {id: fix, run: x}\n"
                           "  - {id: fixed, run: x}\n"
                           "  - {id: join, needs: [went, fixed], run: x}\n"
                           "  - {id: end, run: x}\n";

} // namespace

class TestPlanGraph : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }
    void shouldFindNeedsAndEdges_data();
    void shouldFindNeedsAndEdges();
    void shouldWaitForTheStepBeforeAcrossPhases();
    void shouldKnowWhatComesAfterAndBefore();
    void shouldPutIntoALoopWhatLiesBetween();
    void shouldPutIntoABranchWhatOnlyItReaches();
    void shouldLeaveOutOfABranchWhatAnotherOptionReaches();
    void shouldHaveNoBranchBodyForAWayBack();
    void shouldNameOneCycleOfEachGroup();
    void shouldSurviveStepsOfOneId();
    void shouldHandleALongChain();
};

void TestPlanGraph::shouldFindNeedsAndEdges_data()
{
    QTest::addColumn<QByteArray>("steps");
    QTest::addColumn<QString>("expectedNeeds");
    QTest::addColumn<QString>("expectedEdges");

    QTest::newRow("a chain") << QByteArray("  - {id: a, run: x}\n  - {id: b, run: x}\n")
                             << u"a() b(a)"_s << u"a>b"_s;
    QTest::newRow("parallel") << QByteArray("  - {id: a, run: x}\n  - {id: b, needs: [], run: x}\n"
                                            "  - {id: c, needs: [a, b, a], run: x}\n")
                              << u"a() b() c(a b)"_s << u"a>c b>c"_s;
    QTest::newRow("an unknown need")
        << QByteArray("  - {id: a, needs: [z], run: x}\n") << u"a()"_s << QString();
    QTest::newRow("goto back") << QByteArray(
        "  - {id: a, run: x}\n"
        "  - {id: b, run: x, on_failure: {goto: a, label: Again}}\n"
        "  - {id: c, run: x, on_failure: {goto: a}}\n")
                               << u"a() b(a) c(b)"_s << u"a>b a<b:Again b>c a<c:NO"_s;
    QTest::newRow("a decision with a way back")
        << QByteArray("  - {id: a, run: x}\n"
                      "  - {id: d, decision: {question: q, options: {yes: next, no: a}}}\n"
                      "  - {id: b, run: x}\n")
        << u"a() d(a) b(d)"_s << u"a>d d?b:YES a<d:NO"_s;
    QTest::newRow("a decision at the end")
        << QByteArray("  - {id: a, run: x}\n"
                      "  - {id: d, decision: {question: q, options: {yes: next, no: a}}}\n")
        << u"a() d(a)"_s << u"a>d a<d:NO"_s;
    QTest::newRow("a twoWays")
        << twoWays
        << u"check() ok(check) go(ok) went(go) fix(ok) fixed(fix) join(went fixed) end(join)"_s
        << u"check>ok ok?go:YES ok?fix:NO go>went fix>fixed went>join fixed>join join>end"_s;
}

void TestPlanGraph::shouldFindNeedsAndEdges()
{
    QFETCH(QByteArray, steps);
    QFETCH(QString, expectedNeeds);
    QFETCH(QString, expectedEdges);

    const PlanGraph graph = graphOf(steps);

    QCOMPARE(needs(graph), expectedNeeds);
    QCOMPARE(edges(graph), expectedEdges);
}

void TestPlanGraph::shouldWaitForTheStepBeforeAcrossPhases()
{
    const PlanGraph graph(
        readPlan("slipway: 1\nname: x\nphases:\n- {id: p, steps: [{id: a, run: x}]}\n"
                 "- {id: q, steps: [{id: b, run: x}]}\n")
            .plan);

    QCOMPARE(needs(graph), u"a() b(a)"_s);
}

void TestPlanGraph::shouldKnowWhatComesAfterAndBefore()
{
    const PlanGraph graph = graphOf(twoWays);

    QCOMPARE(ids(graph.downstream(id("fix"))), u"fixed join end"_s);
    QCOMPARE(ids(graph.upstream(id("went"))), u"check ok go"_s);
    QCOMPARE(ids(graph.dependents(id("ok"))), u"go fix"_s);
    QCOMPARE(ids(graph.downstream(id("nobody"))), QString());
}

void TestPlanGraph::shouldPutIntoALoopWhatLiesBetween()
{
    const PlanGraph graph = graphOf("  - {id: a, run: x}\n  - {id: b, run: x}\n"
                                    "  - {id: side, needs: [a], run: x}\n"
                                    "  - {id: c, needs: [b], run: x, on_failure: {goto: a}}\n");

    QCOMPARE(ids(graph.loopBody(id("c"), id("a"))), u"a b c"_s);
    QCOMPARE(ids(graph.loopBody(id("c"), id("c"))), u"c"_s);
    QCOMPARE(ids(graph.loopBody(id("c"), id("side"))), u"side c"_s);
}

void TestPlanGraph::shouldPutIntoABranchWhatOnlyItReaches()
{
    const PlanGraph graph = graphOf(twoWays);

    QCOMPARE(ids(graph.branchBody(id("ok"), u"yes"_s)), u"go went"_s);
    QCOMPARE(ids(graph.branchBody(id("ok"), u"no"_s)), u"fix fixed"_s);
    QCOMPARE(ids(graph.branchBody(id("ok"), u"maybe"_s)), QString());
}

void TestPlanGraph::shouldLeaveOutOfABranchWhatAnotherOptionReaches()
{
    const PlanGraph graph
        = graphOf("  - {id: d, decision: {question: q, options: {a: next, b: s, c: t}}}\n"
                  "  - {id: s, run: x}\n  - {id: t, run: x}\n");

    QCOMPARE(ids(graph.branchBody(id("d"), u"a"_s)), QString());
    QCOMPARE(ids(graph.branchBody(id("d"), u"b"_s)), QString());
    QCOMPARE(ids(graph.branchBody(id("d"), u"c"_s)), u"t"_s);
}

void TestPlanGraph::shouldHaveNoBranchBodyForAWayBack()
{
    const PlanGraph graph
        = graphOf("  - {id: a, run: x}\n"
                  "  - {id: d, decision: {question: q, options: {yes: next, no: a}}}\n");

    QCOMPARE(ids(graph.branchBody(id("d"), u"no"_s)), QString());
}

void TestPlanGraph::shouldNameOneCycleOfEachGroup()
{
    const PlanGraph graph = graphOf("  - {id: a, needs: [c], run: x}\n  - {id: b, run: x}\n"
                                    "  - {id: c, run: x}\n  - {id: d, needs: [d], run: x}\n");

    QCOMPARE(ids(graph.cycle()), u"a b c"_s);
    QCOMPARE(graph.cycles().size(), 2);
    QCOMPARE(ids(graph.cycles().at(1)), u"d"_s);
}

void TestPlanGraph::shouldSurviveStepsOfOneId()
{
    const PlanGraph graph
        = graphOf("  - {id: a, run: x}\n  - {id: a, run: x}\n  - {id: b, run: x}\n");

    QCOMPARE(needs(graph), u"a() b(a)"_s);
}

void TestPlanGraph::shouldHandleALongChain()
{
    constexpr int count = 20'000;
    Plan plan;
    plan.phases.append(Phase{});
    for (int index = 0; index < count; ++index) {
        Step step;
        step.id = StepId(u"s%1"_s.arg(index));
        plan.phases[0].steps.append(step);
    }

    const PlanGraph graph(plan);

    QVERIFY(graph.cycle().isEmpty());
    QCOMPARE(graph.downstream(graph.steps().first()).size(), count - 1);
    QCOMPARE(graph.loopBody(graph.steps().last(), graph.steps().first()).size(), count);
}

QTEST_GUILESS_MAIN(TestPlanGraph)
#include "tst_plangraph.moc"
