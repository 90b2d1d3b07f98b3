// SPDX-License-Identifier: GPL-3.0-or-later

// What the engine itself costs: plans of steps that do nothing, among fakes that cost nothing.
// Prints a Markdown table, and exits with 1 when a target is missed.

#include "run/enginedriver.h"

#include "plan/planreader.h"

#include <QCoreApplication>
#include <QElapsedTimer>

#include <cstdio>

using namespace Qt::StringLiterals;
using namespace slipway;

namespace {

struct Shape
{
    const char *name;
    int steps;
    QString needs;
    double limit; ///< microseconds a step
};

/// Runs the plan and gives microseconds a step; negative when it did not succeed.
double measure(const Shape &shape)
{
    QString steps;
    for (int index = 0; index < shape.steps; ++index)
        steps += u"- {id: s%1, run: 'true'%2}\n"_s.arg(index).arg(shape.needs);
    const RunRequest request = EngineDriver::requestFor(EngineDriver::planText(steps));
    FakeJournal journal;
    FakeClock clock;
    Redactor redactor;
    FakeExecutor executor;
    RunEngine engine({journal, clock, redactor, [&executor](const Action &) -> StepExecutor * {
                          return &executor;
                      }});
    bool isFinished = false;
    QObject::connect(&engine, &RunEngine::finished, &engine, [&isFinished] { isFinished = true; });
    QElapsedTimer timer;
    timer.start();
    if (!engine.start(request))
        return -1;
    while (!isFinished && timer.elapsed() < 120000)
        QCoreApplication::processEvents();
    const double elapsed = double(timer.nsecsElapsed()) / 1000.0;
    return engine.state().outcome == RunOutcome::Success ? elapsed / shape.steps : -1;
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const QList<Shape> shapes{
        {"1,000 steps one by one", 1000, QString(), 300},
        {"10,000 steps one by one", 10000, QString(), 400},
        {"1,000 steps side by side", 1000, u", needs: []"_s, 300},
        {"10,000 steps side by side", 10000, u", needs: []"_s, 400},
    };
    bool isMissed = false;
    std::printf("| engine overhead, no journal, no processes | µs a step | at most |\n");
    std::printf("|---|---:|---:|\n");
    for (const Shape &shape : shapes) {
        const double cost = measure(shape);
        const bool missed = cost < 0 || cost > shape.limit;
        isMissed = isMissed || missed;
        std::printf("| %s | %.1f | %.0f%s |\n", shape.name, cost, shape.limit,
                    missed ? " MISSED" : "");
    }
    return isMissed ? 1 : 0;
}
