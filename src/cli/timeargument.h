// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QDateTime>

#include <optional>

namespace slipway {

/// ISO 8601, of this machine's zone unless it says another; "now"; or a day. UTC; nothing for what
/// is no time.
std::optional<QDateTime> timeArgument(const QString &text);
/// What to say of such a text.
Error noTimeError(const QString &text);

} // namespace slipway
