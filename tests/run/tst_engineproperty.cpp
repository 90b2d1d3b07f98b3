// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/enginedriver.h"
#include "run/randomplan.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

namespace {

/// One life of a run: a random plan, random failures, random answers.
class RandomLife
{
public:
    explicit RandomLife(quint32 seed) : m_random(seed)
    {
        RandomPlan plan(m_random);
        m_steps = plan.steps();
        for (int index = 0; index < 10; ++index) {
            behave(u"s%1"_s.arg(index), 30);
            behave(u"undo s%1"_s.arg(index), 20);
        }
        for (const QString &host : {u"web-1"_s, u"web-2"_s})
            driver.executor.failHost(host, m_random.bounded(4) == 0 ? 2 : 0);
    }

    const QString &steps() const { return m_steps; }
    bool chance(int percent) { return m_random.bounded(100) < percent; }
    int pick(int count) { return m_random.bounded(count); }

    Result<void> start() { return driver.start(m_steps); }

    bool isFinished() const { return driver.state().phase == RunPhase::Finished; }

    /// Something happens: a person does something, or time passes.
    void live(int round)
    {
        if (round < 40 && chance(4))
            driver.engine->stop(u"olga"_s, u"enough"_s);
        if (round < 40 && chance(3))
            static_cast<void>(driver.engine->rollBack(u"olga"_s));
        if (round < 40 && chance(5))
            driver.engine->pause(u"olga"_s);
        else
            driver.engine->resumeFromPause(u"olga"_s);
        driver.settle();
        const QList<Question> open = driver.state().questions;
        for (const Question &question : open) {
            if (round > 40 || chance(60))
                answer(question, round);
        }
        driver.clock.advance(std::chrono::seconds(pick(15)));
        driver.settle();
    }

    EngineDriver driver;

private:
    void behave(const QString &name, int percent)
    {
        QList<FakeExecutor::Behaviour> behaviours;
        while (chance(percent))
            behaviours.append(FakeExecutor::failing());
        driver.executor.behave(name, behaviours);
    }

    void answer(const Question &question, int round)
    {
        // Later on only what leads to an end.
        static const QList<Choice> onward{Choice::Done, Choice::Approve,       Choice::Override,
                                          Choice::Skip, Choice::MarkSucceeded, Choice::Option};
        Answer given;
        given.choice = question.choices.at(pick(int(question.choices.size())));
        if (round > 40) {
            for (const Choice choice : onward) {
                if (question.choices.contains(choice))
                    given.choice = choice;
            }
        }
        given.by = u"asha"_s;
        if (question.kind == Question::Kind::Approval)
            given.by = chance(50) ? u"tom"_s : u"lena"_s;
        given.reason = u"because"_s;
        given.option = round > 20 ? u"go"_s : question.options.value(pick(2));
        if (given.choice == Choice::EditAndRetry)
            given.action = driver.state().plan.step(question.step)->action;
        const auto taken = driver.engine->answer(question.id, given);
        // What is on its way to the journal is answered already, and a person approves once.
        if (!taken && taken.error().code != ErrorCode::NotFound
            && question.kind != Question::Kind::Approval)
            qWarning("%s", qPrintable(taken.error().message));
        driver.settle();
    }

    QRandomGenerator m_random;
    QString m_steps;
};

bool isPersonsRetry(const RunEvent &event)
{
    return event.kind == EventKind::QuestionAnswered || event.kind == EventKind::StepReset;
}

/// The first step that acted twice without being asked for; empty: none.
QString unaskedRepetition(const QList<RunEvent> &events, const RunState &state)
{
    QHash<StepId, bool> acted;
    for (const RunEvent &event : events) {
        const Step *step = event.step.isEmpty() ? nullptr : state.plan.step(event.step);
        if (!step || step->idempotent)
            continue;
        if (isPersonsRetry(event))
            acted.remove(event.step);
        if (event.kind != EventKind::StepIntent)
            continue;
        if (acted.value(event.step))
            return event.step.toString();
        // People and clocks act on nothing.
        const QString key = actionKey(step->action);
        acted[event.step] = key == "run"_L1 || key == "ssh"_L1;
    }
    return {};
}

/// Every start in the executor has its intent in the journal.
QString startWithoutIntent(const EngineDriver &driver)
{
    QHash<QString, int> intents;
    for (const RunEvent &event : driver.events()) {
        if (event.kind == EventKind::StepIntent)
            ++intents[event.step.toString()];
        else if (event.kind == EventKind::UndoIntent)
            ++intents[u"undo "_s + event.step.toString()];
    }
    for (const QString &name : driver.executor.started) {
        if (--intents[name] < 0)
            return name;
    }
    return {};
}

QByteArray storyOf(quint32 seed, const RandomLife &life)
{
    return (u"seed %1\n%2\n%3"_s.arg(seed).arg(life.steps(), life.driver.log().join(u'\n')))
        .toUtf8();
}

} // namespace

/// What must hold for every plan, every failure, every answer and every crash.
class TestEngineProperty : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(); }
    void shouldAlwaysEndAndFoldAlike();
    void shouldNeverRepeatUnaskedWhateverCrashes();
    void shouldCarryOnFromAnyPrefix();
};

void TestEngineProperty::shouldAlwaysEndAndFoldAlike()
{
    for (quint32 seed = 1; seed <= 400; ++seed) {
        RandomLife life(seed);
        const auto started = life.start();
        QVERIFY2(started, storyOf(seed, life).constData());

        for (int round = 0; round < 200 && !life.isFinished(); ++round)
            life.live(round);

        QVERIFY2(life.isFinished(), storyOf(seed, life).constData());
        QVERIFY2(life.driver.foldsAlike(), storyOf(seed, life).constData());
        QCOMPARE(life.driver.finished.size(), life.driver.log().filter(u"run-finished"_s).size());
        QCOMPARE(unaskedRepetition(life.driver.events(), life.driver.state()), QString());
        QCOMPARE(startWithoutIntent(life.driver), QString());
    }
}

void TestEngineProperty::shouldNeverRepeatUnaskedWhateverCrashes()
{
    for (quint32 seed = 1000; seed < 1400; ++seed) {
        RandomLife life(seed);
        life.driver.journal.dieAfter(1 + life.pick(6));
        QVERIFY(life.start());

        for (int round = 0; round < 300 && !life.isFinished(); ++round) {
            life.live(round);
            if (life.isFinished())
                break;
            if (round < 30 && life.chance(30)) {
                life.driver.journal.live();
                life.driver.journal.dieAfter(1 + life.pick(6));
                QVERIFY2(life.driver.crashAndResume(), storyOf(seed, life).constData());
            } else if (round == 30) {
                life.driver.journal.live();
                QVERIFY2(life.driver.crashAndResume(), storyOf(seed, life).constData());
            }
        }

        QVERIFY2(life.isFinished(), storyOf(seed, life).constData());
        QVERIFY2(life.driver.foldsAlike(), storyOf(seed, life).constData());
        QVERIFY2(unaskedRepetition(life.driver.events(), life.driver.state()).isEmpty(),
                 storyOf(seed, life).constData());
        QVERIFY2(startWithoutIntent(life.driver).isEmpty(), storyOf(seed, life).constData());
    }
}

void TestEngineProperty::shouldCarryOnFromAnyPrefix()
{
    // Events of one append are stored together; a journal that lost more is carried on with too.
    for (quint32 seed = 2000; seed < 2400; ++seed) {
        RandomLife life(seed);
        QVERIFY(life.start());
        for (int round = 0; round < 20 && !life.isFinished(); ++round)
            life.live(round);
        const qsizetype kept = 1 + life.pick(int(life.driver.events().size()));
        const bool wasFinished = life.driver.events().at(kept - 1).kind == EventKind::RunFinished;

        const auto resumed = life.driver.crashAndResume(kept);
        QVERIFY2(bool(resumed) != wasFinished, storyOf(seed, life).constData());
        for (int round = 0; round < 200 && !life.isFinished() && resumed; ++round)
            life.live(round);

        QVERIFY2(life.isFinished() || wasFinished, storyOf(seed, life).constData());
        QVERIFY2(wasFinished || life.driver.foldsAlike(), storyOf(seed, life).constData());
        QVERIFY2(unaskedRepetition(life.driver.events(), life.driver.state()).isEmpty(),
                 storyOf(seed, life).constData());
    }
}

QTEST_GUILESS_MAIN(TestEngineProperty)
#include "tst_engineproperty.moc"
