// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/run/forecast.h"

namespace slipway {

namespace {

milliseconds middle(const Estimate &estimate)
{
    return (estimate.low + estimate.high) / 2;
}

/// A step without an estimate gets its share of what its phase's estimate leaves.
milliseconds expected(const Phase &phase, const Step &step)
{
    if (step.estimate)
        return middle(*step.estimate);
    if (!phase.estimate)
        return milliseconds(0);
    milliseconds known{0};
    int without = 0;
    for (const Step &each : phase.steps) {
        if (each.estimate)
            known += middle(*each.estimate);
        else
            ++without;
    }
    const milliseconds left = std::max(milliseconds(0), middle(*phase.estimate) - known);
    return without > 0 ? left / without : milliseconds(0);
}

} // namespace

std::optional<milliseconds> remainingTime(const RunState &state, const PlanGraph &graph,
                                          const QDateTime &now)
{
    QHash<StepId, milliseconds> left;
    bool anyEstimate = false;
    for (const Phase &phase : state.plan.phases) {
        for (const Step &step : phase.steps) {
            const StepStatus status = state.status(step.id);
            if (isTerminal(status.state)) {
                left.insert(step.id, milliseconds(0));
                continue;
            }
            const milliseconds whole = expected(phase, step);
            anyEstimate = anyEstimate || whole.count() > 0;
            const milliseconds spent
                = status.startedAt.isValid() ? status.duration(now) : milliseconds(0);
            left.insert(step.id, std::max(milliseconds(0), whole - spent));
        }
    }
    if (!anyEstimate || !graph.cycle().isEmpty())
        return std::nullopt;

    // Needs may point forward in the file, so relax until nothing changes; two passes as a rule.
    QHash<StepId, milliseconds> end;
    for (qsizetype pass = 0; pass <= graph.steps().size(); ++pass) {
        bool changed = false;
        for (const StepId &id : graph.steps()) {
            milliseconds begin{0};
            for (const StepId &need : graph.needs(id))
                begin = std::max(begin, end.value(need, milliseconds(0)));
            const milliseconds at = begin + left.value(id, milliseconds(0));
            if (end.value(id, milliseconds(-1)) != at) {
                end.insert(id, at);
                changed = true;
            }
        }
        if (!changed)
            break;
    }
    milliseconds longest{0};
    for (const milliseconds &at : std::as_const(end))
        longest = std::max(longest, at);
    return longest;
}

} // namespace slipway
