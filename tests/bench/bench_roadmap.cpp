// SPDX-License-Identifier: GPL-3.0-or-later
// Layout time and frame time of the roadmap at 1440x900, offscreen, as a Markdown table.
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

/// Prints one row; a figure over its target makes the program fail.
class Report
{
public:
    Report() { m_out << "| roadmap | wall | processor | target | |\n|---|---:|---:|---:|---|\n"; }

    struct Row
    {
        QString name;
        double wall = 0;
        double processor = 0;
        double target = 0; ///< ms of processor time: what it costs on a machine of its own; 0: none
    };
    void add(const Row &row)
    {
        const bool missed = row.target > 0 && row.processor > row.target;
        m_missed = m_missed || missed;
        m_out << u"| %1 | %2 ms | %3 ms | %4 | %5 |\n"_s.arg(row.name)
                     .arg(row.wall, 0, 'f', 2)
                     .arg(row.processor, 0, 'f', 2)
                     .arg(row.target > 0 ? u"< %1 ms"_s.arg(row.target) : u"-"_s,
                          row.target <= 0 ? QString()
                              : missed    ? u"missed"_s
                                          : u"met"_s);
        m_out.flush();
    }
    int exitCode() const { return m_missed ? 1 : 0; }

private:
    QTextStream m_out{stdout};
    bool m_missed = false;
};

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

RoadmapLayout benchLayout(Report &report, const Plan &plan, const QString &name, double target)
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
    const double processor = (processorTime() - before) / rounds;
    report.add({u"layout of %1 (%2 crossings)"_s.arg(name).arg(layout.crossings), median(times),
                processor, target});
    return layout;
}

/// Pans over the whole roadmap at one zoom, a frame at a time, with a run in every state.
void benchFrames(Report &report, const RoadmapPainter::Scene &given, double zoom,
                 const QString &name)
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
    const double processor = (processorTime() - before) / frames;
    const double mean = std::accumulate(times.begin(), times.end(), 0.0) / frames;
    report.add({u"mean frame while panning, %1"_s.arg(name), mean, processor, 8});
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
    Report report;
    const Plan plan = randomPlan(500, 500, 8);
    const RoadmapLayout layout = benchLayout(report, plan, u"500 steps"_s, 50);
    benchLayout(report, randomPlan(2000, 2000, 20), u"2000 steps"_s, 0);
    benchLayout(report, deploymentPlan(), u"the deployment plan"_s, 5);

    const QDateTime now(QDate(2026, 3, 2), QTime(10, 0), QTimeZone::UTC);
    const RunState run = runWith(plan, everyState(plan), now);
    RoadmapPainter::Scene scene;
    scene.plan = &plan;
    scene.layout = &layout;
    scene.state = &run;
    scene.now = now;
    const double fit
        = std::min(screen.width() / layout.size.width(), screen.height() / layout.size.height());
    benchFrames(report, scene, 1.0, u"full size"_s);
    benchFrames(report, scene, 0.4, u"40 %: names"_s);
    benchFrames(report, scene, 0.2, u"20 %: blocks"_s);
    benchFrames(report, scene, fit, u"all 500 steps in sight"_s);
    return report.exitCode();
}
