// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspace/preview.h"

#include "run/actiontexts.h"

namespace slipway {

namespace {

QList<PreviewRow> rowsOf(const Step &step, PreviewRow row, const ResolveContext &context)
{
    const Result<ResolvedStep> resolved
        = StepResolver::resolve(step, step.action, context, StepResolver::Mode::Preview);
    if (!resolved) {
        row.what = describeAction(step.action);
        row.problem = resolved.error().message;
        return {row};
    }
    QList<PreviewRow> rows;
    for (const ResolvedStep::Target &target : resolved->targets) {
        row.host = target.host;
        row.what = describeAction(target.action);
        rows.append(row);
    }
    return rows;
}

} // namespace

QList<PreviewRow> makePreview(const Plan &plan, const ResolveContext &context)
{
    QList<PreviewRow> rows;
    for (const Phase &phase : plan.phases) {
        for (const Step &step : phase.steps) {
            PreviewRow row;
            row.phase = phase.id;
            row.step = step.id;
            row.stepName = step.name;
            row.kind = actionKey(step.action);
            rows += rowsOf(step, row, context);
        }
    }
    return rows;
}

} // namespace slipway
