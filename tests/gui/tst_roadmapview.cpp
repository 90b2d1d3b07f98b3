// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/roadmap/roadmapview.h"

#include "gui/roadmap/roadmapminimap.h"
#include "gui/roadmap/steptip.h"
#include "support/fakeclock.h"
#include "support/printable.h"
#include "support/sampleplan.h"
#include "theme/themefollower.h"

#include <QAccessible>
#include <QApplication>
#include <QDir>
#include <QLabel>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

SLIPWAY_PRINTABLE(StepState)

using namespace slipway;
using namespace slipway::test;
using namespace Qt::StringLiterals;

namespace {

const QDateTime now = FakeClock().now();

QMap<StepId, StepState> states(const QList<std::pair<QString, StepState>> &list)
{
    QMap<StepId, StepState> map;
    for (const auto &[id, state] : list)
        map.insert(StepId(id), state);
    return map;
}

QMap<StepId, StepState> doneUntil(const Plan &plan, const QString &last)
{
    QMap<StepId, StepState> map;
    for (const Phase &phase : plan.phases) {
        for (const Step &each : phase.steps) {
            if (each.id.toString() == last)
                return map;
            map.insert(each.id, StepState::Succeeded);
        }
    }
    return map;
}

} // namespace

class TestRoadmapView : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void init()
    {
        m_view = std::make_unique<RoadmapView>(m_clock);
        m_view->resize(900, 640);
        m_view->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
    }
    void cleanup() { m_view.reset(); }

    void shouldOfferToOpenAPlanWhenThereIsNone()
    {
        QSignalSpy asked(m_view.get(), &RoadmapView::openPlanRequested);
        auto *button = m_view->findChild<QPushButton *>(u"openButton"_s);

        QVERIFY(button && button->isVisible());
        QTest::mouseClick(button, Qt::LeftButton);

        QCOMPARE(asked.size(), 1);
        m_view->setPlan(m_plan);
        QVERIFY(!button->isVisible());
        m_view->clearPlan();
        QVERIFY(button->isVisible());
    }

    void shouldWrapRowsToItsWidth()
    {
        m_view->setPlan(m_plan);
        QVERIFY(m_view->roadmapLayout().size.width() <= m_view->viewport()->width());
        const double before = m_view->roadmapLayout().size.height();

        m_view->resize(1500, 640);

        QTRY_VERIFY(m_view->roadmapLayout().size.height() < before);
    }

    void shouldSelectTheStepThatIsPressed()
    {
        m_view->setPlan(m_plan);
        QSignalSpy selected(m_view.get(), &RoadmapView::stepSelected);
        const QPoint at = m_view->cardRect(StepId(u"script"_s)).center();

        QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, at);
        QCOMPARE(m_view->selectedStep(), StepId(u"script"_s));
        QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, QPoint(3, 3));

        QCOMPARE(m_view->selectedStep(), StepId());
        QCOMPARE(selected.size(), 2);
    }

    void shouldWalkAlongEdgesWithTheKeyboard_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<int>("key");
        QTest::addColumn<QString>("to");
        QTest::newRow("nothing yet") << QString() << int(Qt::Key_Right) << u"script"_s;
        QTest::newRow("fork") << u"script"_s << int(Qt::Key_Right) << u"secret-key"_s;
        QTest::newRow("beside") << u"secret-key"_s << int(Qt::Key_Down) << u"env-file"_s;
        QTest::newRow("back up") << u"env-file"_s << int(Qt::Key_Up) << u"secret-key"_s;
        QTest::newRow("join") << u"env-file"_s << int(Qt::Key_Right) << u"edit-env"_s;
        QTest::newRow("upstream") << u"validate"_s << int(Qt::Key_Left) << u"edit-env"_s;
        QTest::newRow("next phase") << u"all-valid"_s << int(Qt::Key_Right) << u"staging-droplet"_s;
        QTest::newRow("no further") << u"updates"_s << int(Qt::Key_Right) << u"updates"_s;
        QTest::newRow("first") << u"tls"_s << int(Qt::Key_Home) << u"script"_s;
        QTest::newRow("last") << u"tls"_s << int(Qt::Key_End) << u"updates"_s;
    }
    void shouldWalkAlongEdgesWithTheKeyboard()
    {
        QFETCH(QString, from);
        QFETCH(int, key);
        QFETCH(QString, to);
        m_view->setPlan(m_plan);
        m_view->selectStep(StepId(from));

        QTest::keyClick(m_view.get(), Qt::Key(key));

        QCOMPARE(m_view->selectedStep(), StepId(to));
    }

    void shouldBringTheSelectedStepIntoSight()
    {
        m_view->setPlan(m_plan);
        QVERIFY(!m_view->viewport()->rect().contains(m_view->cardRect(StepId(u"updates"_s))));

        QTest::keyClick(m_view.get(), Qt::Key_End);

        QTRY_VERIFY(m_view->viewport()->rect().contains(m_view->cardRect(StepId(u"updates"_s))));
    }

    void shouldActivateWithEnterAndDoubleClick()
    {
        m_view->setPlan(m_plan);
        QSignalSpy activated(m_view.get(), &RoadmapView::stepActivated);

        QTest::keyClick(m_view.get(), Qt::Key_Return);
        QCOMPARE(activated.size(), 0);
        m_view->selectStep(StepId(u"script"_s));
        QTest::keyClick(m_view.get(), Qt::Key_Return);
        QTest::mouseDClick(m_view->viewport(), Qt::LeftButton, {},
                           m_view->cardRect(StepId(u"env-file"_s)).center());

        QCOMPARE(activated.size(), 2);
        QCOMPARE(activated.at(0).at(0).value<StepId>(), StepId(u"script"_s));
        QCOMPARE(activated.at(1).at(0).value<StepId>(), StepId(u"env-file"_s));
    }

    void shouldZoomAroundThePointer()
    {
        m_view->setPlan(m_plan);
        m_view->setZoom(1.5);
        const StepId step(u"staging-deploy"_s);
        m_view->selectStep(step);
        QTRY_VERIFY(m_view->viewport()->rect().contains(m_view->cardRect(step).center()));
        const QPointF at = m_view->cardRect(step).center();
        QWheelEvent wheel(at, m_view->viewport()->mapToGlobal(at), {}, {0, 120}, Qt::NoButton,
                          Qt::ControlModifier, Qt::NoScrollPhase, false);

        QApplication::sendEvent(m_view->viewport(), &wheel);

        QVERIFY(m_view->zoom() > 1.5);
        const QPointF moved = m_view->cardRect(step).center() - at;
        QVERIFY2(moved.manhattanLength() <= 4, "the card under the pointer wandered off");
    }

    void shouldZoomWithKeysAndKeepLimits()
    {
        m_view->setPlan(m_plan);
        QTest::keyClick(m_view.get(), Qt::Key_Plus);
        QVERIFY(m_view->zoom() > 1);
        QTest::keyClick(m_view.get(), Qt::Key_0);
        QCOMPARE(m_view->zoom(), 1.0);
        QTest::keyClick(m_view.get(), Qt::Key_Minus);
        QVERIFY(m_view->zoom() < 1);
        for (int i = 0; i < 60; ++i)
            QTest::keyClick(m_view.get(), Qt::Key_Minus);
        QVERIFY(m_view->zoom() > 0.05);

        QTest::keyClick(m_view.get(), Qt::Key_F);
        const QSizeF shown = m_view->roadmapLayout().size * m_view->zoom();
        QVERIFY(shown.height() <= m_view->viewport()->height() + 1);
        QVERIFY(m_view->zoom() > 0.1);
    }

    void shouldFollowTheStepAtWorkUntilThePersonPans()
    {
        QSignalSpy changed(m_view.get(), &RoadmapView::followingChanged);
        m_view->setPlan(m_plan);
        const StepId running(u"containers"_s);
        auto map = doneUntil(m_plan, running.toString());
        map[running] = StepState::Running;
        m_view->setState(runWith(m_plan, map, now));
        QTRY_VERIFY(m_view->viewport()->rect().contains(m_view->cardRect(running)));
        QCOMPARE(m_view->following(), Following::On);

        QTest::mousePress(m_view->viewport(), Qt::LeftButton, {}, QPoint(4, 300));
        QTest::mouseMove(m_view->viewport(), QPoint(4, 560));
        QTest::mouseRelease(m_view->viewport(), Qt::LeftButton, {}, QPoint(4, 560));

        QCOMPARE(m_view->following(), Following::Off);
        QCOMPARE(changed.size(), 1);
        const int stays = m_view->verticalScrollBar()->value();
        map[running] = StepState::Succeeded;
        map[StepId(u"check-0"_s)] = StepState::Running;
        m_view->setState(runWith(m_plan, map, now));
        QTRY_COMPARE(m_view->stateOf(running), StepState::Succeeded);
        QCOMPARE(m_view->verticalScrollBar()->value(), stays);
    }

    void shouldPreferWhatNeedsAPersonWhenFollowing()
    {
        m_view->setPlan(m_plan);
        RunState run = runWith(
            m_plan, states({{u"script"_s, StepState::Running}, {u"m0"_s, StepState::Waiting}}),
            now);
        Question question;
        question.step = StepId(u"m0"_s);
        run.questions = {question};

        m_view->setState(run);

        QTRY_VERIFY(m_view->viewport()->rect().contains(m_view->cardRect(StepId(u"m0"_s))));
    }

    void shouldShowTheLastOfManyStatesWithinAFrame()
    {
        m_view->setPlan(m_plan);
        for (int i = 0; i < 200; ++i)
            m_view->setState(runWith(m_plan, {}, now));
        m_view->setState(runWith(m_plan, states({{u"script"_s, StepState::Failed}}), now));
        QCOMPARE(m_view->stateOf(StepId(u"script"_s)), StepState::Pending);

        QTRY_COMPARE(m_view->stateOf(StepId(u"script"_s)), StepState::Failed);
        m_view->clearState();
        QCOMPARE(m_view->stateOf(StepId(u"script"_s)), StepState::Pending);
    }

    void shouldFindStepsAndGoThroughThem()
    {
        m_view->setPlan(m_plan);
        QSignalSpy changed(m_view.get(), &RoadmapView::searchChanged);

        m_view->setSearch(u"DOCKER"_s);
        QCOMPARE(m_view->hitCount(), 2);
        QCOMPARE(m_view->selectedStep(), StepId(u"staging-docker"_s));
        m_view->nextHit();
        QCOMPARE(m_view->selectedStep(), StepId(u"docker"_s));
        m_view->nextHit();
        QCOMPARE(m_view->selectedStep(), StepId(u"staging-docker"_s));
        m_view->previousHit();
        QCOMPARE(m_view->selectedStep(), StepId(u"docker"_s));
        m_view->setSearch(u"no such step"_s);

        QCOMPARE(m_view->hitCount(), 0);
        QCOMPARE(changed.last(), (QVariantList{qsizetype(0), qsizetype(0)}));
    }

    void shouldTurnTheIconOnlyWhileSomethingRuns()
    {
        m_view->setPlan(m_plan);
        m_view->setState(runWith(m_plan, states({{u"script"_s, StepState::Running}}), now));
        QTRY_VERIFY(m_view->scene().turn > 0);

        m_view->setState(runWith(m_plan, states({{u"script"_s, StepState::Succeeded}}), now));
        QTRY_COMPARE(m_view->stateOf(StepId(u"script"_s)), StepState::Succeeded);
        const double turn = m_view->scene().turn;

        QVERIFY(!QTest::qWaitFor([&] { return m_view->scene().turn != turn; }, 150));
    }

    void shouldJumpWhereTheMinimapIsPressed()
    {
        m_view->setPlan(m_plan);
        auto *minimap = m_view->findChild<RoadmapMinimap *>();
        QVERIFY(minimap && minimap->isVisible());

        QTest::mouseClick(minimap, Qt::LeftButton, {},
                          QPoint(minimap->width() / 2, minimap->height() - 10));

        QVERIFY(m_view->verticalScrollBar()->value() > m_view->verticalScrollBar()->maximum() / 2);
        QCOMPARE(m_view->following(), Following::Off);
    }

    void shouldAskForAContextMenuByMouseAndKey()
    {
        m_view->setPlan(m_plan);
        QSignalSpy asked(m_view.get(), &RoadmapView::contextMenuRequested);
        const QPoint at = m_view->cardRect(StepId(u"env-file"_s)).center();

        QContextMenuEvent byMouse(QContextMenuEvent::Mouse, at, m_view->mapToGlobal(at));
        QApplication::sendEvent(m_view->viewport(), &byMouse);
        QContextMenuEvent byKey(QContextMenuEvent::Keyboard, {}, {});
        QApplication::sendEvent(m_view->viewport(), &byKey);

        QCOMPARE(asked.size(), 2);
        QCOMPARE(asked.at(1).at(0).value<StepId>(), StepId(u"env-file"_s));
    }

    void shouldTellScreenReadersEachStep()
    {
        m_view->setPlan(m_plan);
        m_view->setState(runWith(m_plan, states({{u"script"_s, StepState::Failed}}), now));
        QTRY_COMPARE(m_view->stateOf(StepId(u"script"_s)), StepState::Failed);

        QAccessibleInterface *list = QAccessible::queryAccessibleInterface(m_view.get());
        QVERIFY(list);
        QCOMPARE(list->childCount(), m_plan.stepCount());
        QAccessibleInterface *first = list->child(0);
        QCOMPARE(first->text(QAccessible::Name), u"Run prepare-deployment.sh, Failed"_s);
        QCOMPARE(list->indexOfChild(first), 0);
        QVERIFY(first->rect().isValid());
        QCOMPARE(list->childAt(first->rect().center().x(), first->rect().center().y()), first);

        first->actionInterface()->doAction(QAccessibleActionInterface::pressAction());
        QCOMPARE(m_view->selectedStep(), StepId(u"script"_s));
        QVERIFY(first->state().selected);
    }

    void shouldNeverTakeThePlanAsMarkup()
    {
        Plan plan;
        plan.phases = {phaseOf(u"p"_s, u"P"_s)};
        Step bad = step(u"x"_s, u"<img src='x'>"_s);
        bad.notes = u"<b>not bold</b>"_s;
        plan.phases[0].steps = {bad};

        const QString tip = stepTip(plan, PlanGraph(plan), StepId(u"x"_s), {});

        QVERIFY(!tip.contains(u"<img"_s));
        QVERIFY(tip.contains(u"&lt;b&gt;"_s));
    }

    void shouldSurviveAPlanThatShrinksUnderIt()
    {
        m_view->setPlan(m_plan);
        m_view->selectStep(StepId(u"updates"_s));
        m_view->setSearch(u"e"_s);
        m_view->setPlan(Plan{});

        QCOMPARE(m_view->selectedStep(), StepId());
        QTest::keyClick(m_view.get(), Qt::Key_Right);
        QTest::keyClick(m_view.get(), Qt::Key_F);
        m_view->grab();
    }

    void shouldShowPicturesForTheEye()
    {
        const QString folder = qEnvironmentVariable("SLIPWAY_PICTURES");
        if (folder.isEmpty())
            QSKIP("Set SLIPWAY_PICTURES to a folder to look at the pictures.");
        RoadmapView::Names names;
        names.roles
            = {{RoleId(u"devops"_s), u"DevOps Engineer"_s}, {RoleId(u"qa"_s), u"QA Engineer"_s}};
        names.hostCounts = {{StepId(u"containers"_s), 2}, {StepId(u"clone"_s), 2}};
        auto map = doneUntil(m_plan, u"containers"_s);
        map[StepId(u"containers"_s)] = StepState::Running;
        for (const ThemeMode mode : {ThemeMode::Light, ThemeMode::Dark}) {
            const QString suffix = mode == ThemeMode::Light ? u"light.png"_s : u"dark.png"_s;
            QApplication::setPalette(qtPalette(mode));
            m_view->setThemeMode(mode);
            for (const QSize size : {QSize(1440, 900), QSize(1024, 700), QSize(640, 700)}) {
                m_view->resize(size);
                m_view->setPlan(m_plan, names);
                m_view->setState(runWith(m_plan, map, now));
                m_view->selectStep(StepId(u"clone"_s));
                QTest::qWait(500);
                m_view->grab().save(
                    QDir(folder).filePath(u"view-%1-"_s.arg(size.width()) + suffix));
            }
            m_view->clearPlan();
            m_view->grab().save(QDir(folder).filePath(u"view-empty-"_s + suffix));
        }
    }

private:
    const Plan m_plan = deploymentPlan();
    FakeClock m_clock;
    std::unique_ptr<RoadmapView> m_view;
};

QTEST_MAIN(TestRoadmapView)
#include "tst_roadmapview.moc"
