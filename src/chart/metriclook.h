// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/gate.h"
#include "metrics/gauge.h"
#include "theme/statelanguage.h"

namespace slipway {

/// How a metric's state is said: it borrows the colours and patterns of steps' states.
StateLook lookOf(MetricState state, ThemeMode mode);
/// The same for what a gate decided.
StateLook lookOf(Verdict verdict, ThemeMode mode);

} // namespace slipway
