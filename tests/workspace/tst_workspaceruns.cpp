// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspacetesting.h"

#include <QSignalSpy>

using namespace slipway;
using namespace slipway::testing;

class TestWorkspaceRuns : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QTest::failOnWarning(); }

    void shouldRunAPlanToItsEnd()
    {
        WorkspaceFolder folder;
        folder.writePlan("      - id: a\n        run: echo one >> log; echo seen\n"
                         "      - id: b\n        run: echo {{ inputs.word }} >> log\n"_ba,
                         u"plan.yaml"_s, "inputs:\n  word: {default: two words}\n"_ba);
        const auto workspace = folder.open();
        QSignalSpy started(workspace.get(), &Workspace::sessionStarted);

        RunOptions options;
        options.operatorName = u"asha"_s;
        const auto session = start(*workspace, options);
        QVERIFY2(session, session ? "" : qPrintable(session.error().message));
        QSignalSpy finished(*session, &RunSession::finished);
        QVERIFY(waitForEnd(**session));

        QCOMPARE(started.count(), 1);
        QTRY_COMPARE(finished.count(), 1);
        QCOMPARE((*session)->state().outcome, RunOutcome::Success);
        QCOMPARE(folder.read(u"log"_s), "one\ntwo words\n"_ba);
        const RunId run = (*session)->state().id;
        QVERIFY(
            QRegularExpression(u"^\\d{8}-\\d{6}-[0-9a-f]{4}$"_s).match(run.toString()).hasMatch());
        const auto recorded = workspace->recordedRun(run);
        QVERIFY(waitFor(recorded));
        QCOMPARE(recorded.result()->state, (*session)->state());
        const auto output = workspace->journal().output(run, StepId(u"a"_s)).result();
        QCOMPARE(output->first().bytes, "seen\n"_ba);
        QCOMPARE(workspace->journal().runs().result()->first().operatorName, u"asha"_s);
        QCOMPARE(workspace->sessions(), QList<RunSession *>{*session});
    }

    void shouldNotStartWhatCannotRun_data()
    {
        QTest::addColumn<QByteArray>("steps");
        QTest::addColumn<RunOptions>("options");
        QTest::addColumn<ErrorCode>("code");

        RunOptions missingPlan;
        missingPlan.planPath = u"none.yaml"_s;
        RunOptions unknownInput;
        unknownInput.inputs = {{u"x"_s, u"y"_s}};
        RunOptions unknownStart;
        unknownStart.startAt = StepId(u"nowhere"_s);
        RunOptions noReason;
        noReason.breakLock = Journal::BreakLock::Yes;
        const QByteArray good = "      - id: a\n        run: 'true'\n"_ba;

        QTest::newRow("no plan") << good << missingPlan << ErrorCode::NotFound;
        QTest::newRow("faulty plan")
            << "      - id: a\n        rnu: x\n"_ba << RunOptions() << ErrorCode::InvalidInput;
        QTest::newRow("unknown input") << good << unknownInput << ErrorCode::InvalidInput;
        QTest::newRow("unknown start") << good << unknownStart << ErrorCode::InvalidInput;
        QTest::newRow("undefined value") << "      - id: a\n        run: echo {{ vars.x }}\n"_ba
                                         << RunOptions() << ErrorCode::InvalidInput;
        QTest::newRow("unknown secret") << "      - id: a\n        run: echo {{ secrets.X }}\n"_ba
                                        << RunOptions() << ErrorCode::InvalidInput;
        QTest::newRow("lock broken without a reason")
            << good << noReason << ErrorCode::InvalidInput;
    }

    void shouldNotStartWhatCannotRun()
    {
        QFETCH(QByteArray, steps);
        QFETCH(RunOptions, options);
        QFETCH(ErrorCode, code);
        WorkspaceFolder folder;
        folder.writePlan(steps);
        const auto workspace = folder.open();

        const auto session = start(*workspace, options);

        QVERIFY(!session);
        QCOMPARE(session.error().code, code);
        QVERIFY(workspace->journal().runs().result()->isEmpty());
        QVERIFY(workspace->sessions().isEmpty());
        folder.writePlan("      - id: a\n        run: 'true'\n"_ba);
        QVERIFY2(start(*workspace), "the lock was kept");
    }

    void shouldAskAfterAFailureAndRetry()
    {
        WorkspaceFolder folder;
        folder.writePlan("      - id: a\n        run: echo x >> log; test -e ready\n"_ba);
        const auto workspace = folder.open();
        const auto session = start(*workspace);
        QVERIFY(session);

        const OpenQuestion open = waitForQuestion(**session);
        QCOMPARE(open.question.step, StepId(u"a"_s));
        folder.write(u"ready"_s, {});
        QVERIFY((*session)->answer(open.run, open.question.id, answerBy(u"asha"_s, Choice::Retry)));
        QVERIFY(waitForEnd(**session));

        QCOMPARE(folder.read(u"log"_s), "x\nx\n"_ba);
        QCOMPARE((*session)->state().status(StepId(u"a"_s)).attempt, 2);
        QVERIFY((*session)->questions().isEmpty());
    }

    void shouldMarkASkippedFailure()
    {
        WorkspaceFolder folder;
        folder.writePlan("      - id: a\n        run: 'false'\n        required: false\n"
                         "      - id: b\n        run: echo b >> log\n"_ba);
        const auto workspace = folder.open();
        const auto session = start(*workspace);
        QVERIFY(session);

        const OpenQuestion open = waitForQuestion(**session);
        QVERIFY((*session)->answer(open.run, open.question.id,
                                   answerBy(u"asha"_s, Choice::Skip, u"not today"_s)));
        QVERIFY(waitForEnd(**session));

        QCOMPARE((*session)->state().outcome, RunOutcome::SuccessWithDeviations);
        QCOMPARE(folder.read(u"log"_s), "b\n"_ba);
    }

    void shouldRollBackNewestFirst()
    {
        WorkspaceFolder folder;
        folder.writePlan(
            "      - id: a\n        run: echo a >> log\n        undo: {run: echo un-a >> log}\n"
            "      - id: b\n        run: echo b >> log\n        undo: {run: echo un-b >> log}\n"
            "      - id: c\n        run: 'false'\n"_ba);
        const auto workspace = folder.open();
        const auto session = start(*workspace);
        QVERIFY2(session, session ? "" : qPrintable(session.error().detail));

        const OpenQuestion open = waitForQuestion(**session);
        QVERIFY(
            (*session)->answer(open.run, open.question.id, answerBy(u"asha"_s, Choice::RollBack)));
        QVERIFY(waitForEnd(**session));

        QCOMPARE((*session)->state().outcome, RunOutcome::RolledBack);
        QCOMPARE(folder.read(u"log"_s), "a\nb\nun-b\nun-a\n"_ba);
    }

    void shouldCarryOnAfterTheProgramWasClosed()
    {
        WorkspaceFolder folder;
        folder.writePlan("      - id: a\n        run: echo a >> log\n"
                         "      - id: b\n        manual: Look\n"
                         "      - id: c\n        run: echo c >> log\n"_ba);
        RunId run;
        {
            const auto workspace = folder.open();
            const auto session = start(*workspace);
            QVERIFY(session);
            run = (*session)->state().id;
            QCOMPARE(waitForQuestion(**session).question.kind, Question::Kind::Manual);
        }
        // The plan is edited meanwhile: the run keeps what it was started with.
        folder.writePlan("      - id: z\n        run: echo z >> log\n"_ba);

        const auto workspace = folder.open();
        RunOptions options;
        options.operatorName = u"lena"_s;
        const auto session = resume(*workspace, run, options);
        QVERIFY2(session, session ? "" : qPrintable(session.error().message));
        const OpenQuestion open = waitForQuestion(**session);
        QVERIFY((*session)->answer(open.run, open.question.id, answerBy(u"lena"_s, Choice::Done)));
        QVERIFY(waitForEnd(**session));

        QCOMPARE((*session)->state().outcome, RunOutcome::Success);
        QCOMPARE(folder.read(u"log"_s), "a\nc\n"_ba);
        const QList<RunEvent> events = eventsOf(*workspace, run);
        const auto resumed = std::ranges::find(events, EventKind::RunResumed, &RunEvent::kind);
        QVERIFY(resumed != events.end());
        QCOMPARE(resumed->data["operator"_L1].toString(), u"lena"_s);
    }

    void shouldRefuseToResumeWhatItCannot()
    {
        WorkspaceFolder folder;
        folder.writePlan("      - id: a\n        run: 'true'\n"_ba);
        const auto workspace = folder.open();
        const auto session = start(*workspace);
        QVERIFY(session);
        QVERIFY(waitForEnd(**session));

        const auto finished = resume(*workspace, (*session)->state().id);
        const auto unknown = resume(*workspace, RunId(u"nobody"_s));
        const auto nested = resume(*workspace, RunId(u"nobody.step"_s));

        QCOMPARE(finished.error().code, ErrorCode::Refused);
        QCOMPARE(unknown.error().code, ErrorCode::NotFound);
        QCOMPARE(nested.error().code, ErrorCode::Refused);
        QCOMPARE(workspace->journal().runs().result()->size(), 1);
    }

    void shouldRefuseToResumeWhatIsUnderWay()
    {
        WorkspaceFolder folder;
        folder.writePlan("      - id: a\n        manual: Look\n"_ba);
        const auto workspace = folder.open();
        const auto session = start(*workspace);
        QVERIFY(session);
        waitForQuestion(**session);

        const auto again = resume(*workspace, (*session)->state().id);

        QCOMPARE(again.error().code, ErrorCode::Refused);
        QCOMPARE(start(*workspace).error().code, ErrorCode::Refused);
    }

    void shouldLetOneRunAtATimeIntoAnEnvironment()
    {
        WorkspaceFolder folder;
        folder.writePlan("      - id: a\n        manual: Look\n"_ba);
        const auto workspace = folder.open();
        RunOptions asha;
        asha.operatorName = u"asha"_s;
        const auto first = start(*workspace, asha);
        QVERIFY(first);
        const OpenQuestion open = waitForQuestion(**first);

        const auto second = start(*workspace);
        QVERIFY(!second);
        QCOMPARE(second.error().code, ErrorCode::Refused);
        QVERIFY(second.error().message.contains(u"asha"_s));
        QCOMPARE(workspace->journal().runs().result()->size(), 1);
        QVERIFY((*first)->answer(open.run, open.question.id, answerBy(u"asha"_s, Choice::Done)));
        QVERIFY(waitForEnd(**first));

        QVERIFY(start(*workspace));
    }

    void shouldRecordABrokenLock()
    {
        WorkspaceFolder folder;
        folder.writePlan("      - id: a\n        manual: Look\n"_ba);
        const auto workspace = folder.open();
        QVERIFY(start(*workspace));
        RunOptions options;
        options.operatorName = u"lena"_s;
        options.breakLock = Journal::BreakLock::Yes;
        options.breakReason = u"asha has left"_s;

        const auto second = start(*workspace, options);
        QVERIFY(second);
        const OpenQuestion open = waitForQuestion(**second);
        QVERIFY((*second)->answer(open.run, open.question.id, answerBy(u"lena"_s, Choice::Done)));
        QVERIFY(waitForEnd(**second));

        QCOMPARE((*second)->state().outcome, RunOutcome::SuccessWithDeviations);
        const QList<RunEvent> events = eventsOf(*workspace, (*second)->state().id);
        QCOMPARE(events[1].kind, EventKind::Override);
        QCOMPARE(events[1].data["reason"_L1].toString(), u"asha has left"_s);
    }

    void rule16_theLockIsReleasedOnEveryWayOut()
    {
        WorkspaceFolder folder;
        folder.writePlan("      - id: a\n        manual: Look\n"_ba);
        {
            const auto workspace = folder.open();
            QVERIFY(start(*workspace));
        }
        {
            const auto workspace = folder.open();
            // Closed before the lock was even granted.
            RunOptions options;
            options.planPath = u"plan.yaml"_s;
            workspace->startRun(options);
        }

        QVERIFY(start(*folder.open()));
    }

    void shouldTakeTheLockAgainForAStepThatRunsAgain()
    {
        WorkspaceFolder folder;
        folder.writePlan("      - id: a\n        run: echo a >> log; sleep 0.3\n"_ba);
        const auto workspace = folder.open();
        const auto session = start(*workspace);
        QVERIFY(session);
        QVERIFY(waitForEnd(**session));

        const auto again = (*session)->rerun(StepId(u"a"_s), u"asha"_s);
        QVERIFY(waitFor(again));
        QVERIFY(again.result());
        QTRY_COMPARE(folder.read(u"log"_s), "a\na\n"_ba);
        const auto second = start(*workspace);
        QVERIFY(waitForEnd(**session));

        QCOMPARE(second.error().code, ErrorCode::Refused);
        QVERIFY(start(*workspace));
    }

    void rule16_aRefusedLockStartsNothingOfAFinishedRun_data()
    {
        QTest::addColumn<bool>("isRollback");
        QTest::newRow("a step again") << false;
        QTest::newRow("a rollback") << true;
    }

    void rule16_aRefusedLockStartsNothingOfAFinishedRun()
    {
        QFETCH(const bool, isRollback);
        WorkspaceFolder folder;
        folder.writePlan("      - {id: a, run: echo a >> log, undo: {run: echo b >> log}}\n"_ba);
        folder.writePlan("      - {id: m, manual: Look}\n"_ba, u"busy.yaml"_s);
        const auto workspace = folder.open();
        const auto session = start(*workspace);
        QVERIFY(session);
        QVERIFY(waitForEnd(**session));
        RunOptions busy;
        busy.planPath = u"busy.yaml"_s;
        const auto other = start(*workspace, busy);
        QVERIFY(other);

        const auto refused = isRollback ? (*session)->rollBack(u"asha"_s)
                                        : (*session)->rerun(StepId(u"a"_s), u"asha"_s);
        QVERIFY(waitFor(refused));

        QCOMPARE(refused.result().error().code, ErrorCode::Refused);
        QCOMPARE((*session)->state().phase, RunPhase::Finished);
        QCOMPARE(eventsOf(*workspace, (*session)->state().id).constLast().kind,
                 EventKind::RunFinished);
        QCOMPARE(folder.read(u"log"_s), "a\n"_ba);
    }

    void shouldGiveTheLockBackWhenThereIsNothingToRunAgain()
    {
        WorkspaceFolder folder;
        folder.writePlan("      - id: a\n        run: 'true'\n"_ba);
        const auto workspace = folder.open();
        const auto session = start(*workspace);
        QVERIFY(session);
        QVERIFY(waitForEnd(**session));

        const auto refused = (*session)->rerun(StepId(u"nowhere"_s), u"asha"_s);
        QVERIFY(waitFor(refused));

        QCOMPARE(refused.result().error().code, ErrorCode::NotFound);
        QVERIFY(start(*workspace));
    }
};

QTEST_GUILESS_MAIN(TestWorkspaceRuns)
#include "tst_workspaceruns.moc"
