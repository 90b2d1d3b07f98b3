// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/plan.h"

#include <QString>

namespace slipway {

/// "41s", "4m 07s", "1h 04m", "2d 03h": how long something took, the same everywhere.
QString durationText(milliseconds duration);
/// "15-30 min", "1-2 h", "45 s": a range in the unit that both ends are whole in.
QString estimateText(const Estimate &estimate);
/// "4m 07s of 15-30 min"; without an estimate, the duration alone.
QString durationAgainst(milliseconds duration, const std::optional<Estimate> &estimate);
/// "18 of 30-60 min": the same in the estimate's own unit, for titles.
QString progressAgainst(milliseconds duration, const std::optional<Estimate> &estimate);

} // namespace slipway
