// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/plangraph.h"
#include "run/runstate.h"

namespace slipway {

/// What hovering over a step tells: its whole name, state and reason, what it waits for, its notes.
/// Rich text; nothing of the plan is taken as markup.
QString stepTip(const Plan &plan, const PlanGraph &graph, const StepId &step,
                const StepStatus &status);

/// The same in one plain sentence, for screen readers: "Clone the repository, Done".
QString stepSentence(const Step &step, StepState state);

} // namespace slipway
