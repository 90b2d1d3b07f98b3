// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/plan.h"

namespace slipway {

/// What is wrong with a value for an input (its type, pattern, choices); empty when nothing is.
/// The value of a secret is never repeated.
QString inputFault(const PlanInput &input, const QString &value);

} // namespace slipway
