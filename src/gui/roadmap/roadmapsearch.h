// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/plan.h"

namespace slipway {

/// The steps whose name, id, owner or notes hold every word of `text`, in file order; none for an
/// empty text. Upper and lower case are the same.
QList<StepId> searchSteps(const Plan &plan, const QMap<RoleId, QString> &roleNames,
                          const QString &text);

} // namespace slipway
