// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/plan.h"

#include "base/error.h"

namespace slipway {

/// An action in the words of a plan file: `{"run": {"script": "./deploy.sh"}}`. Lossless.
QJsonObject actionToJson(const Action &action);
/// The other way; also takes the short forms. Fails with InvalidInput on the first thing that a
/// plan could not say either.
Result<Action> actionFromJson(const QJsonObject &object);

/// The plan in the words of a plan file, what is left at its default left out. As JSON is YAML,
/// readPlan() makes an equal plan of it (but for places). Where order counts and an object would
/// lose it (inputs, options of a decision) there are arrays.
QJsonObject planToJson(const Plan &plan);

} // namespace slipway
