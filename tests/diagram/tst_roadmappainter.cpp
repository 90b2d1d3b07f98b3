// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/roadmappainter.h"

#include "support/sampleplan.h"

#include <QDir>
#include <QTest>

using namespace slipway;
using namespace slipway::test;
using namespace Qt::StringLiterals;

namespace {

const QDateTime now(QDate(2026, 3, 2), QTime(10, 41), QTimeZone::UTC);

struct Picture
{
    Plan plan = deploymentPlan();
    PlanGraph graph{plan};
    RoadmapLayout layout;
    RunState run;

    explicit Picture(const QMap<StepId, StepState> &states, double wrapWidth = 1100)
    {
        RoadmapLayout::Options options;
        options.wrapWidth = wrapWidth;
        layout = RoadmapLayout::of(plan, graph, options);
        run = runWith(plan, states, now);
    }

    RoadmapPainter::Scene scene() const
    {
        RoadmapPainter::Scene scene;
        scene.plan = &plan;
        scene.layout = &layout;
        scene.state = &run;
        scene.now = now;
        scene.roleNames = {{RoleId(u"devops"_s), u"DevOps Engineer"_s},
                           {RoleId(u"qa"_s), u"QA Engineer"_s},
                           {RoleId(u"backend"_s), u"Backend Developer"_s},
                           {RoleId(u"product"_s), u"Product Manager"_s}};
        for (const Phase &phase : plan.phases) {
            for (const Step &each : phase.steps) {
                if (std::holds_alternative<SshAction>(each.action)
                    || std::holds_alternative<UploadAction>(each.action))
                    scene.hostCounts.insert(each.id, 2);
            }
        }
        return scene;
    }
};

QMap<StepId, StepState> upTo(const Plan &plan, const QString &last)
{
    QMap<StepId, StepState> states;
    for (const Phase &phase : plan.phases) {
        for (const Step &each : phase.steps) {
            if (each.id.toString() == last)
                return states;
            states.insert(each.id, StepState::Succeeded);
        }
    }
    return states;
}

} // namespace

class TestRoadmapPainter : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void pictures()
    {
        const QString folder = qEnvironmentVariable("SLIPWAY_PICTURES");
        if (folder.isEmpty())
            QSKIP("Set SLIPWAY_PICTURES to a folder to look at the pictures.");
        QMap<StepId, StepState> states = upTo(deploymentPlan(), u"containers"_s);
        states[StepId(u"edit-env"_s)] = StepState::Warned;
        states[StepId(u"sign-off"_s)] = StepState::Skipped;
        states[StepId(u"containers"_s)] = StepState::Running;
        states[StepId(u"migrate"_s)] = StepState::Waiting;
        states[StepId(u"superuser"_s)] = StepState::Failed;
        states[StepId(u"firewall"_s)] = StepState::Unknown;
        states[StepId(u"tls"_s)] = StepState::Holding;
        states[StepId(u"check-0"_s)] = StepState::Ready;
        states[StepId(u"check-1"_s)] = StepState::Undone;
        states[StepId(u"check-2"_s)] = StepState::Cancelled;
        const Picture picture(states);
        auto scene = picture.scene();
        scene.selected = StepId(u"containers"_s);
        scene.found = {StepId(u"docker"_s)};
        const QDir dir(folder);
        for (const ThemeMode mode : {ThemeMode::Light, ThemeMode::Dark}) {
            const QString name = mode == ThemeMode::Light ? u"light"_s : u"dark"_s;
            QVERIFY(roadmapToImage(scene, mode, 1.0).save(dir.filePath(name + u"-all.png"_s)));
            QVERIFY(roadmapToImage(scene, mode, 0.4).save(dir.filePath(name + u"-40.png"_s)));
            QVERIFY(roadmapToImage(scene, mode, 0.2).save(dir.filePath(name + u"-20.png"_s)));
        }
        QFile svg(dir.filePath(u"light.svg"_s));
        QVERIFY(svg.open(QIODevice::WriteOnly));
        svg.write(roadmapToSvg(scene, ThemeMode::Light));
    }
};

QTEST_MAIN(TestRoadmapPainter)
#include "tst_roadmappainter.moc"
