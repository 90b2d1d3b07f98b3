// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/runstate.h"

#include "support/printable.h"

#include <QTest>
#include <QTimeZone>

using namespace Qt::StringLiterals;
using namespace slipway;

SLIPWAY_PRINTABLE(StepState)
SLIPWAY_PRINTABLE(RunPhase)
SLIPWAY_PRINTABLE(RunOutcome)

namespace {

const QString planText = u"slipway: 1\nname: P\nphases:\n  - id: one\n    name: One\n    steps:\n"
                         "      - {id: a, run: x}\n      - {id: b, run: x}\n"
                         "      - {id: z, run: x, always: true}\n"_s;

QDateTime second(int passed)
{
    return QDateTime(QDate(2026, 1, 5), QTime(9, 0), QTimeZone::UTC).addSecs(passed);
}

/// Makes the events of a run one after the other.
class Story
{
public:
    Story()
    {
        add(0, EventKind::RunStarted, {}, {{u"plan"_s, planText}, {u"operator"_s, u"olga"_s}});
    }

    Story &add(int passed, EventKind kind, const QString &step = {}, const QJsonObject &data = {},
               int attempt = 1)
    {
        RunEvent event;
        event.seq = m_events.size() + 1;
        event.at = second(passed);
        event.run = RunId(u"r"_s);
        event.kind = kind;
        event.step = StepId(step);
        event.attempt = attempt;
        event.data = data;
        m_events.append(event);
        return *this;
    }

    RunState fold() const { return RunState::fold(m_events); }

private:
    QList<RunEvent> m_events;
};

} // namespace

class TestRunState : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(); }

    void shouldNameEveryStateAndChoice();
    void shouldKnowEveryStepFromTheStart();
    void shouldCountOnlyTheTimeItActed();
    void shouldNotCountTheWaitAfterAFailure();
    void shouldCallOffAllButAlwaysStepsOnStop();
    void shouldKeepWhatItChangedThroughAReset();
    void shouldNotHoldAFailureBeforeActingForAChange();
    void shouldCountProgressByPhase();
    void shouldSurviveEventsOfStepsItDoesNotKnow();
};

void TestRunState::shouldNameEveryStateAndChoice()
{
    QCOMPARE(toString(StepState::Undone), u"undone"_s);
    for (int index = 0; index <= int(Choice::Continue); ++index)
        QVERIFY(choiceFromString(toString(Choice(index))) == Choice(index));
    for (int index = 0; index <= int(RunOutcome::Aborted); ++index)
        QCOMPARE(runOutcomeFromString(toString(RunOutcome(index))), RunOutcome(index));
    QVERIFY(!choiceFromString(u"dance"_s));
}

void TestRunState::shouldKnowEveryStepFromTheStart()
{
    const RunState state = Story().fold();

    QCOMPARE(state.steps.size(), 3);
    QCOMPARE(state.phase, RunPhase::Running);
    QCOMPARE(state.operatorName, u"olga"_s);
    QCOMPARE(state.plan.name, u"P"_s);
    QCOMPARE(state.lastSeq, 1);
}

void TestRunState::shouldCountOnlyTheTimeItActed()
{
    Story story;
    story.add(10, EventKind::StepIntent, u"a"_s)
        .add(12, EventKind::QuestionAsked, u"a"_s,
             {{u"question"_s, u"q3"_s}, {u"kind"_s, u"manual"_s}});
    QCOMPARE(story.fold().status(StepId(u"a"_s)).state, StepState::Waiting);
    QCOMPARE(story.fold().status(StepId(u"a"_s)).duration(second(100)), milliseconds(2000));

    story
        .add(112, EventKind::QuestionAnswered, u"a"_s,
             {{u"question"_s, u"q3"_s}, {u"choice"_s, u"done"_s}})
        .add(113, EventKind::StepResult, u"a"_s, {{u"outcome"_s, u"succeeded"_s}});

    const StepStatus status = story.fold().status(StepId(u"a"_s));
    QCOMPARE(status.waited, milliseconds(100000));
    QCOMPARE(status.duration(second(500)), milliseconds(3000));
    QCOMPARE(status.answers.size(), 1);
    QVERIFY(story.fold().questions.isEmpty());
}

void TestRunState::shouldNotCountTheWaitAfterAFailure()
{
    Story story;
    story.add(10, EventKind::StepIntent, u"a"_s)
        .add(15, EventKind::StepResult, u"a"_s, {{u"outcome"_s, u"failed"_s}})
        .add(15, EventKind::QuestionAsked, u"a"_s,
             {{u"question"_s, u"q4"_s}, {u"kind"_s, u"failure"_s}})
        .add(900, EventKind::QuestionAnswered, u"a"_s,
             {{u"question"_s, u"q4"_s}, {u"choice"_s, u"skip"_s}})
        .add(900, EventKind::StepSkipped, u"a"_s, {{u"by"_s, u"olga"_s}});

    const StepStatus status = story.fold().status(StepId(u"a"_s));

    QCOMPARE(status.state, StepState::Skipped);
    QCOMPARE(status.duration(second(1000)), milliseconds(5000));
    QCOMPARE(story.fold().deviations.size(), 2);
}

void TestRunState::shouldCallOffAllButAlwaysStepsOnStop()
{
    Story story;
    story.add(1, EventKind::StepIntent, u"a"_s)
        .add(2, EventKind::StopRequested, {}, {{u"by"_s, u"olga"_s}, {u"reason"_s, u"no"_s}});

    const RunState state = story.fold();

    QCOMPARE(state.phase, RunPhase::Stopping);
    QCOMPARE(state.status(StepId(u"a"_s)).state, StepState::Running);
    QCOMPARE(state.status(StepId(u"b"_s)).state, StepState::Cancelled);
    QCOMPARE(state.status(StepId(u"b"_s)).reason, u"no"_s);
    QCOMPARE(state.status(StepId(u"z"_s)).state, StepState::Pending);
}

void TestRunState::shouldKeepWhatItChangedThroughAReset()
{
    Story story;
    story.add(1, EventKind::StepIntent, u"a"_s)
        .add(2, EventKind::StepResult, u"a"_s, {{u"outcome"_s, u"succeeded"_s}})
        .add(3, EventKind::StepReset, u"a"_s, {{u"cause"_s, u"loop"_s}});

    const StepStatus status = story.fold().status(StepId(u"a"_s));

    QCOMPARE(status.state, StepState::Pending);
    QCOMPARE(status.attempt, 1);
    QVERIFY(status.changedSomething);
    QCOMPARE(status.endedSeq, 3);
}

void TestRunState::shouldNotHoldAFailureBeforeActingForAChange()
{
    Story story;
    story.add(1, EventKind::StepIntent, u"a"_s)
        .add(2, EventKind::StepResult, u"a"_s, {{u"outcome"_s, u"failed"_s}, {u"acted"_s, false}});

    QVERIFY(!story.fold().status(StepId(u"a"_s)).changedSomething);
}

void TestRunState::shouldCountProgressByPhase()
{
    Story story;
    story.add(1, EventKind::StepSkipped, u"a"_s, {{u"by"_s, u"when"_s}});

    QCOMPARE(story.fold().progress(PhaseId(u"one"_s)), std::pair(1, 3));
    QCOMPARE(story.fold().progress(PhaseId(u"none"_s)), std::pair(0, 0));
    QVERIFY(story.fold().deviations.isEmpty());
}

void TestRunState::shouldSurviveEventsOfStepsItDoesNotKnow()
{
    for (int kind = 0; kind <= int(EventKind::RunFinished); ++kind) {
        Story story;
        story.add(1, EventKind(kind), u"unheard-of"_s);
        story.add(2, EventKind(kind));
        QCOMPARE(story.fold().lastSeq, 3);
    }
}

QTEST_GUILESS_MAIN(TestRunState)
#include "tst_runstate.moc"
