// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/plan.h"

namespace slipway {

/// The plan as an outline to read: phases, steps, what each does, what it waits for, where a
/// failure leads. Ends with a newline.
QString planToText(const Plan &plan);

/// One line that says what an action does: the first line of a script, a URL, a question …
QString actionSummary(const Action &action);

} // namespace slipway
