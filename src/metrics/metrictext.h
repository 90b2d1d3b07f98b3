// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/metricspec.h"

#include <QString>

namespace slipway {

/// The number as a person reads it, with its unit: it never seems to meet a target that it misses,
/// nor to miss one that it meets (99.896 against > 99.9 is "99.89 %", not "99.90 %").
QString metricText(const MetricSpec &spec, double value);
/// "> 99.9 %", "< 200 ms"; empty without a target.
QString targetText(const MetricSpec &spec);
/// "86 s", "4m 07s", "2h 05m", "3 days".
QString durationWords(milliseconds time);

} // namespace slipway
