// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/dialects/expansionbudget.h"
#include "env/envreading.h"

#include <functional>

namespace slipway {

/// What dotenvx and dotenv-expand make of `$NAME` and `${…}`. Nothing is ever run.
struct DotenvVariables
{
    /// The value of a variable; nullptr when it is not set.
    std::function<const QByteArray *(const QByteArray &name)> value;
    /// Whether an expansion ends with this variable; only dotenvx knows such variables.
    std::function<bool(const QByteArray &name)> isLast = {};
};

/// nullopt when the budget does not suffice. `\$` stays as it is.
std::optional<QByteArray> expandedDotenvValue(QByteArrayView text, const DotenvVariables &variables,
                                              ExpansionBudget &budget);
/// Puts "$" for each `\$`.
QByteArray withoutEscapedDollars(QByteArray text);
/// Whether a text has a `$NAME` or `${…}`, escaped or not.
bool holdsDotenvReference(QByteArrayView text);
/// Whether a text has a whole `$(…)`, which dotenvx would run.
bool holdsDotenvCommand(QByteArrayView text);

} // namespace slipway
