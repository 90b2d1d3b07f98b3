// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspacetesting.h"

#include <QSignalSpy>

using namespace slipway;
using namespace slipway::testing;

namespace {

const QByteArray parentSteps
    = "      - id: before\n        run: echo before >> log\n"
      "      - id: child\n        plan: {path: child.yaml, inputs: {word: hello}}\n"
      "      - id: after\n        run: echo after >> log\n"_ba;
const QByteArray childHead = "inputs:\n  word: {required: true}\n"_ba;

} // namespace

class TestNestedPlans : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QTest::failOnWarning(); }

    void shouldRunAPlanAsAStep()
    {
        WorkspaceFolder folder;
        folder.writePlan(parentSteps);
        folder.writePlan("      - id: c\n        run: echo {{ inputs.word }} | tee -a log\n"_ba,
                         u"child.yaml"_s, childHead);
        const auto workspace = folder.open();
        const auto session = start(*workspace);
        QVERIFY2(session, session ? "" : qPrintable(session.error().detail));
        QSignalSpy events(*session, &RunSession::eventRecorded);
        QVERIFY(waitForEnd(**session));

        QCOMPARE((*session)->state().outcome, RunOutcome::Success);
        QCOMPARE(folder.read(u"log"_s), "before\nhello\nafter\n"_ba);
        const RunId child((*session)->state().id.toString() + u".child"_s);
        const auto recorded = workspace->recordedRun(child);
        QVERIFY(waitFor(recorded));
        QCOMPARE(recorded.result()->state.outcome, RunOutcome::Success);
        QCOMPARE(workspace->journal().output(child, StepId(u"c"_s)).result()->first().bytes,
                 "hello\n"_ba);
        const bool forwarded = std::ranges::any_of(events, [&child](const QVariantList &arguments) {
            return arguments.first().value<RunEvent>().run == child;
        });
        QVERIFY(forwarded);
        QCOMPARE(workspace->journal().runs().result()->size(), 1);
        QCOMPARE((*session)->state().status(StepId(u"child"_s)).evidence["run"_L1].toString(),
                 child.toString());
    }

    void shouldAskTheNestedPlansQuestions()
    {
        WorkspaceFolder folder;
        folder.writePlan(parentSteps);
        folder.writePlan("      - id: c\n        run: test -e ready\n"_ba, u"child.yaml"_s,
                         childHead);
        const auto workspace = folder.open();
        const auto session = start(*workspace);
        QVERIFY(session);

        const OpenQuestion open = waitForQuestion(**session);
        QCOMPARE(open.run, RunId((*session)->state().id.toString() + u".child"_s));
        folder.write(u"ready"_s, {});
        QVERIFY((*session)->answer(open.run, open.question.id, answerBy(u"asha"_s, Choice::Retry)));
        QVERIFY(waitForEnd(**session));

        QVERIFY(folder.read(u"log"_s).endsWith("after\n"_ba));
        QVERIFY((*session)->questions().isEmpty());
        const auto late
            = (*session)->answer(open.run, open.question.id, answerBy(u"asha"_s, Choice::Retry));
        QCOMPARE(late.error().code, ErrorCode::NotFound);
    }

    void shouldCarryDeviationsUp()
    {
        WorkspaceFolder folder;
        folder.writePlan(parentSteps);
        folder.writePlan("      - id: c\n        run: 'false'\n        on_failure: continue\n"_ba,
                         u"child.yaml"_s, childHead);
        const auto workspace = folder.open();
        const auto session = start(*workspace);
        QVERIFY(session);
        QVERIFY(waitForEnd(**session));

        QCOMPARE((*session)->state().status(StepId(u"child"_s)).state, StepState::Warned);
        QCOMPARE((*session)->state().outcome, RunOutcome::SuccessWithDeviations);
    }

    void shouldFailWithTheNestedPlanAndReallyRunItAgain()
    {
        WorkspaceFolder folder;
        folder.writePlan(parentSteps);
        folder.writePlan("      - id: c\n        run: echo c >> log; test -e ready\n"
                         "        on_failure: stop\n"_ba,
                         u"child.yaml"_s, childHead);
        const auto workspace = folder.open();
        const auto session = start(*workspace);
        QVERIFY(session);

        const OpenQuestion open = waitForQuestion(**session);
        QCOMPARE(open.run, (*session)->state().id);
        QCOMPARE(open.question.step, StepId(u"child"_s));
        folder.write(u"ready"_s, {});
        QVERIFY((*session)->answer(open.run, open.question.id, answerBy(u"asha"_s, Choice::Retry)));
        QVERIFY(waitForEnd(**session));

        QCOMPARE(folder.read(u"log"_s), "before\nc\nc\nafter\n"_ba);
        const RunId second((*session)->state().id.toString() + u".child~2"_s);
        QVERIFY(!eventsOf(*workspace, second).isEmpty());
    }

    void shouldFailWithoutAPlanToRun_data()
    {
        QTest::addColumn<QByteArray>("child");
        QTest::addColumn<QString>("word");

        QTest::newRow("missing") << QByteArray() << u"child.yaml"_s;
        QTest::newRow("faulty") << "slipway: 1\nnmae: x\n"_ba << u"nmae"_s;
        QTest::newRow("other inputs")
            << "slipway: 1\nname: C\nphases: [{id: p, name: P, steps: [{id: c, run: 'true'}]}]\n"_ba
            << u"word"_s;
    }

    void shouldFailWithoutAPlanToRun()
    {
        QFETCH(QByteArray, child);
        QFETCH(QString, word);
        WorkspaceFolder folder;
        folder.writePlan(parentSteps);
        if (!child.isEmpty())
            folder.write(u"child.yaml"_s, child);
        const auto workspace = folder.open();
        const auto session = start(*workspace);
        QVERIFY(session);

        const OpenQuestion open = waitForQuestion(**session);

        QCOMPARE(open.question.step, StepId(u"child"_s));
        const auto error = (*session)->state().status(StepId(u"child"_s)).error;
        QVERIFY(error);
        const QString said = error->message + error->detail;
        QVERIFY2(said.contains(word), qPrintable(said));
    }

    void shouldRefuseACircleByItsNames()
    {
        WorkspaceFolder folder;
        folder.writePlan("      - id: a\n        plan: {path: b.yaml}\n"_ba);
        folder.writePlan("      - id: b\n        plan: {path: c.yaml}\n"_ba, u"b.yaml"_s);
        folder.writePlan("      - id: c\n        plan: {path: ./plan.yaml}\n"_ba, u"c.yaml"_s);
        const auto workspace = folder.open();
        const auto session = start(*workspace);
        QVERIFY(session);

        const OpenQuestion open = waitForQuestion(**session);

        QCOMPARE(open.run, RunId((*session)->state().id.toString() + u".a.b"_s));
        QVERIFY2(open.question.text.contains(u"plan.yaml → b.yaml → c.yaml → plan.yaml"_s),
                 qPrintable(open.question.text));
    }

    void shouldCarryOnWithTheNestedRunAfterAClose()
    {
        WorkspaceFolder folder;
        folder.writePlan(parentSteps);
        folder.writePlan("      - id: c\n        run: echo c >> log\n"
                         "      - id: d\n        manual: Look\n"
                         "      - id: e\n        run: echo {{ inputs.word }} >> log\n"_ba,
                         u"child.yaml"_s, childHead);
        RunId run;
        {
            const auto workspace = folder.open();
            const auto session = start(*workspace);
            QVERIFY(session);
            run = (*session)->state().id;
            waitForQuestion(**session);
        }

        const auto workspace = folder.open();
        const auto session = resume(*workspace, run);
        QVERIFY2(session, session ? "" : qPrintable(session.error().message));
        const OpenQuestion open = waitForQuestion(**session);
        QCOMPARE(open.run, RunId(run.toString() + u".child"_s));
        QVERIFY((*session)->answer(open.run, open.question.id, answerBy(u"asha"_s, Choice::Done)));
        QVERIFY(waitForEnd(**session));

        QCOMPARE((*session)->state().outcome, RunOutcome::Success);
        QCOMPARE(folder.read(u"log"_s), "before\nc\nhello\nafter\n"_ba);
    }

    void shouldStopTheNestedRunWithItsParent()
    {
        WorkspaceFolder folder;
        folder.writePlan(parentSteps);
        folder.writePlan(
            "      - id: c\n        manual: Look\n"
            "      - id: d\n        run: echo always >> log\n        always: true\n"_ba,
            u"child.yaml"_s, childHead);
        const auto workspace = folder.open();
        const auto session = start(*workspace);
        QVERIFY(session);
        waitForQuestion(**session);

        (*session)->engine().stop(u"asha"_s, u"enough"_s);
        QVERIFY(waitForEnd(**session));

        QCOMPARE((*session)->state().outcome, RunOutcome::Aborted);
        QCOMPARE(folder.read(u"log"_s), "before\nalways\n"_ba);
        const auto child
            = workspace->recordedRun(RunId((*session)->state().id.toString() + u".child"_s));
        QVERIFY(waitFor(child));
        QCOMPARE(child.result()->state.outcome, RunOutcome::Aborted);
    }

    void shouldPauseTheNestedRunWithItsParent()
    {
        WorkspaceFolder folder;
        folder.writePlan(parentSteps);
        folder.writePlan("      - id: c\n        manual: Look\n"
                         "      - id: d\n        run: echo d >> log\n"_ba,
                         u"child.yaml"_s, childHead);
        const auto workspace = folder.open();
        const auto session = start(*workspace);
        QVERIFY(session);
        const OpenQuestion open = waitForQuestion(**session);
        const auto childPhase = [&] {
            return RunState::fold(eventsOf(*workspace, open.run)).phase;
        };

        (*session)->engine().pause(u"asha"_s);
        QTRY_COMPARE(childPhase(), RunPhase::Paused);
        QVERIFY((*session)->answer(open.run, open.question.id, answerBy(u"asha"_s, Choice::Done)));
        QTRY_VERIFY((*session)->questions().isEmpty());
        QCOMPARE(folder.read(u"log"_s), "before\n"_ba);
        (*session)->engine().resumeFromPause(u"asha"_s);
        QVERIFY(waitForEnd(**session));

        QCOMPARE(folder.read(u"log"_s), "before\nd\nafter\n"_ba);
    }
};

QTEST_GUILESS_MAIN(TestNestedPlans)
#include "tst_nestedplans.moc"
