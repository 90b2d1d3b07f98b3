// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/roadmaplayout.h"

#include "plan/planreader.h"

#include "support/sampleplan.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QTest>

#include <cmath>

using namespace slipway;
using namespace slipway::test;
using namespace Qt::StringLiterals;

namespace {

RoadmapLayout layoutOf(const Plan &plan, double wrapWidth)
{
    RoadmapLayout::Options options;
    options.wrapWidth = wrapWidth;
    return RoadmapLayout::of(plan, PlanGraph(plan), options);
}

QRectF labelRect(const RoadmapLayout::Edge &edge)
{
    const QSizeF half = edge.labelRoom / 2;
    return {edge.labelAt - QPointF(half.width(), half.height()), edge.labelRoom};
}

/// Whether a stretch of a line runs through the inside of a card.
bool runsThrough(QPointF a, QPointF b, const QRectF &card)
{
    const QRectF inside = card.adjusted(1, 1, -1, -1);
    return std::max(a.x(), b.x()) > inside.left() && std::min(a.x(), b.x()) < inside.right()
        && std::max(a.y(), b.y()) > inside.top() && std::min(a.y(), b.y()) < inside.bottom();
}

QString shortly(const PlanEdge &edge)
{
    return u"%1 -> %2"_s.arg(edge.from.toString(), edge.to.toString());
}

const RoadmapLayout::Edge *edgeOf(const RoadmapLayout &layout, const QString &from,
                                  const QString &to)
{
    const auto found = std::ranges::find_if(layout.edges, [&](const RoadmapLayout::Edge &edge) {
        return edge.edge.from.toString() == from && edge.edge.to.toString() == to;
    });
    return found == layout.edges.end() ? nullptr : &*found;
}

} // namespace

class TestRoadmapLayout : public QObject
{
    Q_OBJECT
private:
    static void checkCards(const Plan &plan, const RoadmapLayout &layout)
    {
        QCOMPARE(layout.cards.size(), plan.stepCount());
        qsizetype index = 0;
        const QRectF all(QPointF(0, 0), layout.size);
        for (qsizetype band = 0; band < plan.phases.size(); ++band) {
            const RoadmapLayout::Band &place = layout.bands.at(band);
            QCOMPARE(place.phase, plan.phases.at(band).id);
            QVERIFY(all.contains(place.rect));
            for (const Step &each : plan.phases.at(band).steps) {
                const RoadmapLayout::Card &card = layout.cards.at(index++);
                QCOMPARE(card.step, each.id);
                QVERIFY2(place.rect.contains(card.rect), qPrintable(each.id.toString()));
                QVERIFY(!place.title.intersects(card.rect));
                QVERIFY(!place.deliverables.intersects(card.rect));
            }
        }
        for (qsizetype i = 0; i < layout.cards.size(); ++i) {
            for (qsizetype k = i + 1; k < layout.cards.size(); ++k) {
                const bool overlap = layout.cards.at(i).rect.intersects(layout.cards.at(k).rect);
                QVERIFY2(!overlap,
                         qPrintable(layout.cards.at(i).step.toString() + u" on "_s
                                    + layout.cards.at(k).step.toString()));
            }
        }
    }

    static void checkEdges(const RoadmapLayout &layout)
    {
        const QRectF all(QPointF(0, 0), layout.size);
        for (const RoadmapLayout::Edge &edge : layout.edges) {
            const auto name = shortly(edge.edge).toUtf8();
            QVERIFY2(edge.points.size() >= 2, name.constData());
            for (qsizetype i = 0; i + 1 < edge.points.size(); ++i) {
                const QPointF a = edge.points.at(i);
                const QPointF b = edge.points.at(i + 1);
                QVERIFY2(std::isfinite(a.x()) && std::isfinite(a.y()), name.constData());
                QVERIFY2(all.contains(a) && all.contains(b), name.constData());
                const bool straight
                    = std::abs(a.x() - b.x()) < 0.1 || std::abs(a.y() - b.y()) < 0.1;
                QVERIFY2(straight, name.constData());
                for (const RoadmapLayout::Card &card : layout.cards) {
                    const bool end = card.step == edge.edge.from || card.step == edge.edge.to;
                    if (!end && runsThrough(a, b, card.rect))
                        QFAIL(qPrintable(shortly(edge.edge) + u" runs through "_s
                                         + card.step.toString()));
                }
            }
        }
    }

    static void checkTitles(const RoadmapLayout &layout)
    {
        for (const RoadmapLayout::Edge &edge : layout.edges) {
            for (qsizetype i = 0; i + 1 < edge.points.size(); ++i) {
                for (const RoadmapLayout::Band &band : layout.bands) {
                    const bool struck
                        = runsThrough(edge.points.at(i), edge.points.at(i + 1), band.title)
                        || (!band.deliverables.isEmpty()
                            && runsThrough(edge.points.at(i), edge.points.at(i + 1),
                                           band.deliverables));
                    QVERIFY2(!struck, qPrintable(shortly(edge.edge)));
                }
            }
        }
    }

    static void checkLabels(const RoadmapLayout &layout)
    {
        QList<QRectF> labels;
        for (const RoadmapLayout::Edge &edge : layout.edges) {
            if (edge.edge.label.isEmpty())
                continue;
            const QRectF rect = labelRect(edge);
            for (const RoadmapLayout::Card &card : layout.cards)
                QVERIFY2(!card.rect.intersects(rect), qPrintable(shortly(edge.edge)));
            for (const QRectF &other : std::as_const(labels))
                QVERIFY2(!other.intersects(rect), qPrintable(shortly(edge.edge)));
            labels.append(rect);
        }
    }

    static void checkAll(const Plan &plan, const RoadmapLayout &layout)
    {
        checkCards(plan, layout);
        if (QTest::currentTestFailed())
            return;
        checkEdges(layout);
        if (QTest::currentTestFailed())
            return;
        checkTitles(layout);
        if (QTest::currentTestFailed())
            return;
        checkLabels(layout);
    }

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void shouldDrawTheDeploymentPlanInOrder()
    {
        const Plan plan = deploymentPlan();

        const RoadmapLayout layout = layoutOf(plan, 1100);

        checkAll(plan, layout);
        QVERIFY2(layout.crossings <= 2, qPrintable(QString::number(layout.crossings)));
        QVERIFY(layout.size.width() <= 1100);
    }

    void shouldDrawThePlansThatAreShipped_data()
    {
        QTest::addColumn<QString>("path");
        for (const QString &folder : {u"tests/data/plans"_s, u"resources/demo/plans"_s}) {
            const QDir dir(QStringLiteral(SLIPWAY_SOURCE_DIR) + u'/' + folder);
            const QStringList names = dir.entryList({u"*.yaml"_s});
            for (const QString &name : names)
                QTest::newRow(qPrintable(name)) << dir.filePath(name);
        }
    }
    void shouldDrawThePlansThatAreShipped()
    {
        QFETCH(QString, path);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const Plan plan = readPlan(file.readAll()).plan;

        for (const double width : {640.0, 1000.0, 1400.0}) {
            const RoadmapLayout layout = layoutOf(plan, width);
            checkAll(plan, layout);
            // A lone column may be wider than a narrow window: labels keep their room.
            QVERIFY2(layout.size.width() <= std::max(width, 700.0),
                     qPrintable(u"%1 at %2"_s.arg(layout.size.width()).arg(width)));
            QVERIFY2(layout.crossings <= 4,
                     qPrintable(u"%1 at %2"_s.arg(layout.crossings).arg(width)));
        }
    }

    void shouldPutParallelBranchesSideBySide()
    {
        const RoadmapLayout layout = layoutOf(deploymentPlan(), 1100);
        const QRectF key = layout.card(StepId(u"secret-key"_s))->rect;
        const QRectF file = layout.card(StepId(u"env-file"_s))->rect;
        const QRectF script = layout.card(StepId(u"script"_s))->rect;
        const QRectF edit = layout.card(StepId(u"edit-env"_s))->rect;

        QCOMPARE(key.left(), file.left());
        QVERIFY(file.top() > key.bottom());
        QCOMPARE(script.center().y(), (key.center().y() + file.center().y()) / 2);
        QCOMPARE(edit.center().y(), script.center().y());
    }

    void shouldKeepAChainStraight()
    {
        const Plan plan = deploymentPlan();
        const RoadmapLayout layout = layoutOf(plan, 0);
        const auto &steps = plan.phases.at(2).steps;

        for (qsizetype i = 1; i < steps.size(); ++i) {
            const QRectF before = layout.card(steps.at(i - 1).id)->rect;
            const QRectF here = layout.card(steps.at(i).id)->rect;
            QCOMPARE(here.center().y(), before.center().y());
            QVERIFY(here.left() > before.right());
            QCOMPARE(edgeOf(layout, steps.at(i - 1).id.toString(), steps.at(i).id.toString())
                         ->points.size(),
                     2);
        }
    }

    void shouldWrapALongChainIntoRowsFromLeftToRight()
    {
        const Plan plan = deploymentPlan();
        const RoadmapLayout layout = layoutOf(plan, 1100);
        const auto &steps = plan.phases.at(2).steps;

        const double left = layout.card(steps.first().id)->rect.left();
        int rows = 1;
        for (qsizetype i = 1; i < steps.size(); ++i) {
            const QRectF before = layout.card(steps.at(i - 1).id)->rect;
            const QRectF here = layout.card(steps.at(i).id)->rect;
            const bool sameRow = here.center().y() == before.center().y();
            QVERIFY(sameRow ? here.left() > before.right() : here.left() == left);
            rows += sameRow ? 0 : 1;
        }
        QCOMPARE(rows, 3);
    }

    void shouldLeadLoopsBelowTheCards()
    {
        const RoadmapLayout layout = layoutOf(deploymentPlan(), 1100);
        const RoadmapLayout::Edge *back = edgeOf(layout, u"tests-pass"_s, u"staging-deploy"_s);
        QVERIFY(back);
        QCOMPARE(back->edge.kind, PlanEdge::Kind::Back);
        QCOMPARE(back->edge.label, u"NO"_s);

        const QRectF target = layout.card(StepId(u"staging-deploy"_s))->rect;

        QCOMPARE(back->points.last().y(), target.bottom());
        QVERIFY(back->points.last().x() > target.left()
                && back->points.last().x() < target.right());
    }

    void shouldGiveTheSamePictureForTheSamePlan()
    {
        const Plan plan = randomPlan(7, 200, 6);

        const RoadmapLayout first = layoutOf(plan, 1300);
        const RoadmapLayout second = layoutOf(plan, 1300);

        QCOMPARE(first.size, second.size);
        for (qsizetype i = 0; i < first.cards.size(); ++i)
            QCOMPARE(first.cards.at(i).rect, second.cards.at(i).rect);
        for (qsizetype i = 0; i < first.edges.size(); ++i)
            QCOMPARE(first.edges.at(i).points, second.edges.at(i).points);
    }

    void shouldHoldForAnyPlan_data()
    {
        QTest::addColumn<quint32>("seed");
        QTest::addColumn<int>("steps");
        QTest::addColumn<int>("phases");
        QTest::addColumn<double>("wrap");
        for (quint32 seed = 1; seed <= 60; ++seed) {
            const int steps = 3 + int(seed * 7) % 90;
            const double wrap = seed % 3 == 0 ? 0.0 : 420.0 + (seed * 97) % 1500;
            QTest::addRow("%u: %d steps, width %.0f", seed, steps, wrap)
                << seed << steps << 1 + int(seed) % 6 << wrap;
        }
        QTest::newRow("500 steps") << 500u << 500 << 8 << 1400.0;
        QTest::newRow("500 steps, no wrap") << 501u << 500 << 8 << 0.0;
        QTest::newRow("2000 steps") << 2000u << 2000 << 20 << 1400.0;
    }
    void shouldHoldForAnyPlan()
    {
        QFETCH(quint32, seed);
        QFETCH(int, steps);
        QFETCH(int, phases);
        QFETCH(double, wrap);
        const Plan plan = randomPlan(seed, steps, phases);

        const RoadmapLayout layout = layoutOf(plan, wrap);

        checkAll(plan, layout);
    }

    void shouldDrawPlansWithFaultsAsWell_data()
    {
        QTest::addColumn<Plan>("plan");
        Plan empty;
        QTest::newRow("no phases") << empty;
        Plan hollow;
        hollow.phases = {phaseOf(u"a"_s, u"A"_s), phaseOf(u"b"_s, u"B"_s)};
        QTest::newRow("phases without steps") << hollow;
        Plan cyclic = hollow;
        Step one = step(u"one"_s, u"One"_s);
        Step two = step(u"two"_s, u"Two"_s);
        Step three = step(u"three"_s, u"Three"_s);
        one.needs = ids({u"three"_s});
        cyclic.phases[0].steps = {one, two, three};
        QTest::newRow("a cycle") << cyclic;
        Plan self = hollow;
        Step loop = step(u"loop"_s, u"Loop"_s);
        loop.needs = ids({u"loop"_s});
        loop.onFailure = {FailurePolicy::Kind::Goto, StepId(u"loop"_s), u"Again"_s};
        self.phases[1].steps = {loop};
        QTest::newRow("a step that waits for itself") << self;
        Plan backward = hollow;
        Step early = step(u"early"_s, u"Early"_s);
        early.needs = ids({u"late"_s});
        backward.phases[0].steps = {early};
        Step late = step(u"late"_s, u"Late"_s);
        late.needs = QList<StepId>{};
        backward.phases[1].steps = {late};
        QTest::newRow("needs a later phase") << backward;
    }
    void shouldDrawPlansWithFaultsAsWell()
    {
        QFETCH(Plan, plan);

        const RoadmapLayout layout = layoutOf(plan, 1000);

        checkAll(plan, layout);
        QVERIFY(std::isfinite(layout.size.width()) && std::isfinite(layout.size.height()));
    }

    void shouldDrawARepeatedStepOnce()
    {
        Plan plan;
        plan.phases = {phaseOf(u"a"_s, u"A"_s)};
        plan.phases[0].steps
            = {step(u"x"_s, u"First"_s), step(u"x"_s, u"Again"_s), step(u"y"_s, u"Next"_s)};

        const RoadmapLayout layout = layoutOf(plan, 0);

        QCOMPARE(layout.cards.size(), 2);
    }

    void shouldFindTheCardUnderAPoint()
    {
        const RoadmapLayout layout = layoutOf(deploymentPlan(), 1100);
        const RoadmapLayout::Card *diamond = layout.card(StepId(u"all-valid"_s));

        QCOMPARE(layout.cardAt(diamond->rect.center()), diamond);
        // The corner of a diamond's rectangle is not the diamond.
        QCOMPARE(layout.cardAt(diamond->rect.topLeft() + QPointF(2, 2)), nullptr);
        QCOMPARE(layout.cardAt({-5, -5}), nullptr);
    }

    void shouldTakeLongerForMoreStepsButNotMuch()
    {
        const Plan plan = randomPlan(3, 500, 8);
        const PlanGraph graph(plan);
        RoadmapLayout::Options options;
        options.wrapWidth = 1400;
        QElapsedTimer timer;
        qint64 best = std::numeric_limits<qint64>::max();
        for (int i = 0; i < 5; ++i) {
            timer.start();
            const RoadmapLayout layout = RoadmapLayout::of(plan, graph, options);
            best = std::min(best, timer.nsecsElapsed());
            QVERIFY(!layout.cards.isEmpty());
        }
        // The promise is 50 ms for an optimised build; this one has no optimiser and a busy
        // machine.
        QVERIFY2(best < 500'000'000, qPrintable(u"%1 ms"_s.arg(double(best) / 1e6)));
    }
};

QTEST_APPLESS_MAIN(TestRoadmapLayout)
#include "tst_roadmaplayout.moc"
