// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "plan/action.h"

#include <QJsonObject>

namespace slipway {

/// An action as it stands in the journal when a person edited a step: `{"run": {…}}`, with the
/// keys of the plan format and durations in milliseconds.
QJsonObject toJson(const Action &action);
/// The reverse; InvalidInput for an object that names no action.
Result<Action> actionFromJson(const QJsonObject &object);

} // namespace slipway
