// SPDX-License-Identifier: GPL-3.0-or-later
// Layout time and frame time of the roadmap, offscreen. Prints one line a figure: NAME VALUE UNIT.
#include "diagram/roadmappainter.h"

#include "support/sampleplan.h"

#include <QElapsedTimer>
#include <QGuiApplication>
#include <QPainter>
#include <QTextStream>
#include <QTimeZone>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <numeric>

using namespace slipway;
using namespace slipway::test;
using namespace Qt::StringLiterals;

namespace {

constexpr QSize screen(1440, 900);

void print(const QString &name, double value, const QString &unit)
{
    QTextStream(stdout) << name << ' ' << QString::number(value, 'f', 3) << ' ' << unit << '\n';
}

double milliseconds(const QElapsedTimer &timer)
{
    return static_cast<double>(timer.nsecsElapsed()) / 1e6;
}

/// Processor time of this program: what a frame costs even where others keep the machine busy.
double processorTime()
{
    return 1e3 * static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

double median(QList<double> values)
{
    std::ranges::sort(values);
    return values.at(values.size() / 2);
}

RoadmapLayout benchLayout(const Plan &plan, const QString &name)
{
    constexpr int rounds = 15;
    const PlanGraph graph(plan);
    RoadmapLayout::Options options;
    options.wrapWidth = screen.width();
    QList<double> times;
    RoadmapLayout layout;
    const double before = processorTime();
    for (int i = 0; i < rounds; ++i) {
        QElapsedTimer timer;
        timer.start();
        layout = RoadmapLayout::of(plan, graph, options);
        times.append(milliseconds(timer));
    }
    print(u"roadmap.layout."_s + name, median(times), u"ms"_s);
    print(u"roadmap.layout.cpu."_s + name, (processorTime() - before) / rounds, u"ms"_s);
    print(u"roadmap.crossings."_s + name, layout.crossings, u"crossings"_s);
    return layout;
}

/// Pans over the whole roadmap at one zoom, a frame at a time, with a run in every state.
void benchFrames(const RoadmapPainter::Scene &given, double zoom, const QString &name)
{
    constexpr int frames = 240;
    RoadmapPainter::Scene scene = given;
    const RoadmapPainter painter(ThemeMode::Light);
    QImage image(screen, QImage::Format_RGB32);
    const QSizeF content = scene.layout->size * zoom;
    QList<double> times;
    const double before = processorTime();
    for (int i = 0; i < frames; ++i) {
        const double part = static_cast<double>(i) / (frames - 1);
        const QPointF offset(part * std::max(0.0, content.width() - screen.width()),
                             part * std::max(0.0, content.height() - screen.height()));
        scene.turn = std::fmod(i * 0.02, 1.0);
        QElapsedTimer timer;
        timer.start();
        QPainter target(&image);
        target.fillRect(image.rect(), Palette::of(ThemeMode::Light).window);
        target.translate(-std::floor(offset.x()), -std::floor(offset.y()));
        target.scale(zoom, zoom);
        painter.paint(target, scene,
                      QRectF(offset / zoom, QSizeF(screen) / zoom).adjusted(-1, -1, 1, 1));
        target.end();
        times.append(milliseconds(timer));
    }
    print(u"roadmap.frame.cpu."_s + name, (processorTime() - before) / frames, u"ms"_s);
    const double sum = std::accumulate(times.begin(), times.end(), 0.0);
    std::ranges::sort(times);
    print(u"roadmap.frame.mean."_s + name, sum / frames, u"ms"_s);
    print(u"roadmap.frame.p99."_s + name, times.at(frames * 99 / 100), u"ms"_s);
}

QMap<StepId, StepState> everyState(const Plan &plan)
{
    QMap<StepId, StepState> states;
    int next = 0;
    for (const Phase &phase : plan.phases) {
        for (const Step &each : phase.steps)
            states.insert(each.id, StepState(next++ % 12));
    }
    return states;
}

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    const QGuiApplication application(argc, argv);
    const Plan plan = randomPlan(500, 500, 8);
    const RoadmapLayout layout = benchLayout(plan, u"500"_s);
    benchLayout(randomPlan(2000, 2000, 20), u"2000"_s);
    benchLayout(deploymentPlan(), u"deployment"_s);

    const QDateTime now(QDate(2026, 3, 2), QTime(10, 0), QTimeZone::UTC);
    const RunState run = runWith(plan, everyState(plan), now);
    RoadmapPainter::Scene scene;
    scene.plan = &plan;
    scene.layout = &layout;
    scene.state = &run;
    scene.now = now;
    const double fit
        = std::min(screen.width() / layout.size.width(), screen.height() / layout.size.height());
    benchFrames(scene, 1.0, u"full-size"_s);
    benchFrames(scene, 0.4, u"names"_s);
    benchFrames(scene, 0.2, u"blocks"_s);
    benchFrames(scene, fit, u"fit"_s);
    return 0;
}
