// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "env/dialects/expansionbudget.h"

#include <QByteArray>

#include <functional>

namespace slipway {

/// The value of a variable; nullptr when it is not set.
using ComposeLookup = std::function<const QByteArray *(const QByteArray &name)>;

/// Fills in `$NAME`, `${NAME}` and `${NAME:-text}` (also `-`, `:+`, `+`, `:?`, `?`) as the
/// templates of Compose do; `$$` is a "$". Fails on a `${` that does not go on so, on a variable
/// that is required and missing, and when the budget does not suffice.
[[nodiscard]] Result<QByteArray>
filledComposeTemplate(QByteArrayView text, const ComposeLookup &lookup, ExpansionBudget &budget);

} // namespace slipway
