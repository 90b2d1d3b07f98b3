// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/plangraph.h"
#include "run/runstate.h"

#include <optional>

namespace slipway {

/// When a run will be through if every step takes the middle of its estimate: the longest chain of
/// needs that is still open. nullopt when nothing that is left has an estimate.
std::optional<milliseconds> remainingTime(const RunState &state, const PlanGraph &graph,
                                          const QDateTime &now);

} // namespace slipway
