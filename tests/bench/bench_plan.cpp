// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/plangraph.h"
#include "plan/planreader.h"

#include <QElapsedTimer>
#include <QTest>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;
using namespace slipway;

namespace {

/// Ten phases of fifty steps of all kinds, as a large team would write them.
QByteArray largePlan()
{
    QByteArray text("slipway: 1\nname: Large\ninputs:\n  version: {type: string, required: true}\n"
                    "phases:\n");
    for (int phase = 0; phase < 10; ++phase) {
        const QByteArray p = QByteArray::number(phase);
        text += "- id: phase-" + p + "\n  name: Phase " + p + "\n  schedule: Week " + p
            + "\n  estimate: 15-30m\n  deliverables: [One thing, Another thing]\n  steps:\n";
        for (int step = 0; step < 50; ++step) {
            const QByteArray id = "step-" + p + "-" + QByteArray::number(step);
            text += "  - id: " + id + "\n    name: Do the thing number " + QByteArray::number(step)
                + "\n    owner: devops\n    estimate: 5m\n    timeout: 10m\n";
            if (step % 5 == 2)
                text += "    needs: [step-" + p + "-" + QByteArray::number(step - 2) + "]\n";
            switch (step % 5) {
            case 0:
                text += "    outputs: [tag]\n    run: |\n      set -eu\n"
                        "      ./build.sh {{ inputs.version }}\n"
                        "      echo \"tag={{ inputs.version }}\" >> \"$SLIPWAY_OUTPUT\"\n";
                break;
            case 1:
                text += "    ssh:\n      on: [web, db]\n      script: |\n"
                        "        cd /srv/{{ vars.domain }}\n        docker compose up -d\n"
                        "      rolling: {size: 25%, pause: 20s}\n"
                        "    undo: {ssh: {on: web, script: ./rollback.sh}}\n";
                break;
            case 2:
                text += "    http: {url: 'https://{{ vars.domain }}/health/', expect: "
                        "['[STATUS] == 200', '[BODY].status == ok'], in_a_row: 3}\n";
                break;
            case 3:
                text += "    manual: {text: Look at it, checklist: [One, Two, Three]}\n";
                break;
            default:
                text += "    decision: {question: All good?, options: {yes: next, no: step-" + p
                    + "-" + QByteArray::number(step - 4) + "}}\n";
                break;
            }
        }
    }
    return text;
}

} // namespace

class BenchPlan : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readFiveHundredSteps();
    void readFiveHundredStepsInTwentyMilliseconds();
    void orderFiveHundredSteps();
};

void BenchPlan::readFiveHundredSteps()
{
    const QByteArray text = largePlan();
    QVERIFY(!hasErrors(readPlan(text).diagnostics));

    QBENCHMARK
    {
        const PlanReading reading = readPlan(text);
        QCOMPARE(reading.plan.stepCount(), 500);
    }
}

void BenchPlan::readFiveHundredStepsInTwentyMilliseconds()
{
    const QByteArray text = largePlan();
    std::array<qint64, 21> times{};

    for (qint64 &time : times) {
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(readPlan(text).plan.stepCount(), 500);
        time = timer.nsecsElapsed();
    }

    std::ranges::sort(times);
    const qint64 median = times.at(times.size() / 2);
    qInfo("500 steps, %lld bytes: fastest %.2f ms, median %.2f ms",
          static_cast<long long>(text.size()), static_cast<double>(times.front()) / 1e6,
          static_cast<double>(median) / 1e6);
    // The fastest run is what the reader costs; the others also show what else the machine did.
    QVERIFY(times.front() < 20'000'000);
}

void BenchPlan::orderFiveHundredSteps()
{
    const Plan plan = readPlan(largePlan()).plan;

    QBENCHMARK
    {
        const PlanGraph graph(plan);
        QCOMPARE(graph.steps().size(), 500);
    }
}

QTEST_GUILESS_MAIN(BenchPlan)
#include "bench_plan.moc"
