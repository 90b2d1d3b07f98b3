// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/plan.h"

namespace slipway {

/// `90s`, `5m`, `4h`, `30d`, `500ms`, `1.5h`, `1h30m`; nullopt for anything else, for negative
/// figures and for more than ten years.
std::optional<milliseconds> durationFromText(const QString &text);
/// The shortest text that durationFromText() reads back to the same value.
QString durationToText(milliseconds duration);

/// `5m`, `15-30m`, `30m-1h`.
std::optional<Estimate> estimateFromText(const QString &text);
QString estimateToText(const Estimate &estimate);

/// `10:15`, `10:15:30`; invalid for anything else.
QTime clockTimeFromText(const QString &text);
QString clockTimeToText(QTime time);

} // namespace slipway
