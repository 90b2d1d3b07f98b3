// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/envfinding.h"

namespace slipway {

/// One thing that is looked for in values.
struct RuleCheck
{
    QString id;                                ///< machine name, stable: "JwtSecretLength"
    EnvSeverity severity = EnvSeverity::Error; ///< unless somebody sets another one
    QString title;                             ///< what it asks for, translated
};

/// All checks of the rule set `production`, in the order in which a person would read them.
QList<RuleCheck> productionChecks();
/// Of the comparison with a schema, and of that with an example.
QList<RuleCheck> schemaChecks();
QList<RuleCheck> exampleChecks();
/// Of any of these checks.
EnvSeverity usualSeverity(const QString &check);

/// What no rule can tell from a file, so that nobody believes it was checked; translated sentences.
QStringList notCheckedOffline();

} // namespace slipway
