// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/roadmappainter.h"

#include "plan/planreader.h"

#include "support/sampleplan.h"

#include <QDir>
#include <QPainter>
#include <QTest>
#include <QTimeZone>
#include <QXmlStreamReader>

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

/// Equal but for what rounding does to glyphs at the edge of a tile.
bool looksAlike(const QImage &a, const QImage &b)
{
    constexpr int tolerance = 8;
    for (int y = 0; y < a.height(); ++y) {
        for (int x = 0; x < a.width(); ++x) {
            const QColor first = a.pixelColor(x, y);
            const QColor second = b.pixelColor(x, y);
            if (std::abs(first.red() - second.red()) > tolerance
                || std::abs(first.green() - second.green()) > tolerance
                || std::abs(first.blue() - second.blue()) > tolerance)
                return false;
        }
    }
    return a.size() == b.size();
}

} // namespace

class TestRoadmapPainter : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void shouldPaintEachStateInItsOwnColour_data()
    {
        QTest::addColumn<int>("state");
        for (int state = 0; state < 12; ++state)
            QTest::newRow(qPrintable(toString(StepState(state)))) << state;
    }
    void shouldPaintEachStateInItsOwnColour()
    {
        QFETCH(int, state);
        const Picture picture({{StepId(u"script"_s), StepState(state)}});
        const QRectF card = picture.layout.card(StepId(u"script"_s))->rect;

        for (const auto mode : {ThemeMode::Light, ThemeMode::Dark}) {
            const QImage image = roadmapToImage(picture.scene(), mode, 1.0);
            const QColor found = image.pixelColor((card.topLeft() + QPointF(6, 40)).toPoint());
            const QColor fill = lookOf(StepState(state), mode).fill;
            if (StepState(state) == StepState::Unknown)
                continue; // hatched: any point may be a line
            QCOMPARE(found.name(), fill.name());
        }
    }

    void shouldPaintAllStepsAsPendingBeforeARun()
    {
        const Picture picture({});
        auto scene = picture.scene();
        const QImage pending = roadmapToImage(scene, ThemeMode::Light, 1.0);

        scene.state = nullptr;

        QCOMPARE(roadmapToImage(scene, ThemeMode::Light, 1.0), pending);
    }

    void shouldPaintATileAsItPaintsTheWhole()
    {
        const Picture picture(upTo(deploymentPlan(), u"migrate"_s));
        const QImage whole = roadmapToImage(picture.scene(), ThemeMode::Dark, 1.0);
        const RoadmapPainter painter(ThemeMode::Dark);

        for (const QPoint corner : {QPoint(0, 0), QPoint(300, 500), QPoint(640, 1100)}) {
            const QRect tile(corner, QSize(240, 180));
            QImage part(tile.size(), QImage::Format_ARGB32_Premultiplied);
            part.fill(Palette::of(ThemeMode::Dark).window);
            QPainter target(&part);
            target.translate(-corner);
            painter.paint(target, picture.scene(), QRectF(tile));
            target.end();
            QVERIFY(looksAlike(part, whole.copy(tile)));
        }
    }

    void shouldCountWhatIsDone()
    {
        const Picture picture(upTo(deploymentPlan(), u"clone"_s));

        const QByteArray svg = roadmapToSvg(picture.scene(), ThemeMode::Light);

        QVERIFY(svg.contains("4/11 · "));
        QVERIFY(svg.contains("0/8 · 30-45 min"));
        QVERIFY(svg.contains("Optional"));
    }

    void shouldSayWhenAHeldStepGoesOn()
    {
        Picture picture({{StepId(u"script"_s), StepState::Holding}});
        const QDateTime until = QDateTime(QDate(2026, 3, 2), QTime(11, 30), QTimeZone::LocalTime);
        picture.run.steps[StepId(u"script"_s)].heldUntil = until;

        QVERIFY(roadmapToSvg(picture.scene(), ThemeMode::Light).contains("until 11:30"));
    }

    void shouldWriteTextAsTextIntoSvg()
    {
        const Picture picture({{StepId(u"script"_s), StepState::Failed}});

        const QByteArray svg = roadmapToSvg(picture.scene(), ThemeMode::Light);

        QStringList texts;
        QXmlStreamReader xml(svg);
        while (!xml.atEnd()) {
            if (xml.readNext() == QXmlStreamReader::StartElement) {
                QVERIFY(xml.name() != "image"_L1);
                if (xml.name() == "text"_L1)
                    texts.append(xml.readElementText().trimmed());
            }
        }
        QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
        QVERIFY(texts.contains(u"Failed"_s));
        QVERIFY(texts.contains(u"Local preparation"_s));
        QVERIFY(texts.contains(u"YES"_s) && texts.contains(u"NO"_s));
        QVERIFY(svg.contains(", sans-serif\""));
    }

    void shouldKeepPicturesWithinTheirLimit()
    {
        const Picture picture({});

        const QImage large = roadmapToImage(picture.scene(), ThemeMode::Light, 50);
        const QImage small = roadmapToImage(picture.scene(), ThemeMode::Light, 0.0001);

        QCOMPARE(std::max(large.width(), large.height()), 8192);
        QVERIFY(!small.isNull());
        QVERIFY(roadmapToImage({}, ThemeMode::Light, 1).isNull());
        QVERIFY(roadmapToSvg({}, ThemeMode::Light).isEmpty());
    }

    void shouldSurviveNamesOfEveryKind_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("empty") << QString();
        QTest::newRow("long word") << QString(400, u'W');
        QTest::newRow("many words") << u"word "_s.repeated(300);
        QTest::newRow("lines") << u"a\nb\tc"_s;
        QTest::newRow("right to left") << u"שלום עולם"_s;
        QTest::newRow("markup") << u"<b>&amp;"_s;
    }
    void shouldSurviveNamesOfEveryKind()
    {
        QFETCH(QString, name);
        Picture picture({{StepId(u"script"_s), StepState::Skipped}});
        picture.plan.phases[0].steps[0].name = name;
        picture.plan.phases[0].name = name;
        picture.plan.phases[0].deliverables = {name};
        const QRectF card = picture.layout.card(StepId(u"script"_s))->rect;

        const QImage image = roadmapToImage(picture.scene(), ThemeMode::Light, 1.0);

        // Nothing runs out of the card on its right.
        const QPoint beside = (card.topRight() + QPointF(4, 20)).toPoint();
        QCOMPARE(image.pixelColor(beside).name(), Palette::of(ThemeMode::Light).surface.name());
        QXmlStreamReader xml(roadmapToSvg(picture.scene(), ThemeMode::Light));
        while (!xml.atEnd())
            xml.readNext();
        QVERIFY(!xml.hasError());
    }

    void shouldShowPicturesForTheEye()
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
        const Plan wild = randomPlan(12, 45, 3);
        RoadmapLayout::Options options;
        options.wrapWidth = 1300;
        const RoadmapLayout layout = RoadmapLayout::of(wild, PlanGraph(wild), options);
        RoadmapPainter::Scene other;
        other.plan = &wild;
        other.layout = &layout;
        QVERIFY(roadmapToImage(other, ThemeMode::Light, 1).save(dir.filePath(u"random.png"_s)));
        QFile file(QStringLiteral(SLIPWAY_SOURCE_DIR)
                   + u"/tests/data/plans/deployment-workflow.yaml"_s);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const Plan document = readPlan(file.readAll()).plan;
        options.wrapWidth = qEnvironmentVariableIntValue("SLIPWAY_WIDTH") > 0
            ? qEnvironmentVariableIntValue("SLIPWAY_WIDTH")
            : 1040;
        const RoadmapLayout documentLayout
            = RoadmapLayout::of(document, PlanGraph(document), options);
        other.plan = &document;
        other.layout = &documentLayout;
        QVERIFY(roadmapToImage(other, ThemeMode::Light, 1).save(dir.filePath(u"document.png"_s)));
        QFile svg(dir.filePath(u"light.svg"_s));
        QVERIFY(svg.open(QIODevice::WriteOnly));
        svg.write(roadmapToSvg(scene, ThemeMode::Light));
    }
};

QTEST_MAIN(TestRoadmapPainter)
#include "tst_roadmappainter.moc"
