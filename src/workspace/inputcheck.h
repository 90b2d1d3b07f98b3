// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/plan.h"

namespace slipway {

/// Missing, malformed and unknown inputs; empty when the plan can start with them.
QList<Diagnostic> checkPlanInputs(const Plan &plan, const QMap<QString, QString> &inputs);

/// `inputs` with the defaults of those that are not given.
QMap<QString, QString> withDefaults(const Plan &plan, QMap<QString, QString> inputs);

/// Names of the plan's inputs of type secret.
QStringList secretInputsOf(const Plan &plan);

} // namespace slipway
