// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/rules/rulecontext.h"
#include "env/schema/envschema.h"

namespace slipway {

/// Compares what a program reads from a file with a schema; findings come by place, their checks
/// are in schemaChecks(). An empty value counts as none.
QList<EnvFinding> checkSchema(const RuleInput &input, const EnvSchema &schema,
                              const RuleSettings &settings = {});

/// Whether a value is of the key's type, pattern, length, range and choices.
bool fitsSchemaKey(const EnvSchemaKey &key, QByteArrayView value);

/// `KEY == value` and its kin; nullopt for anything else.
std::optional<EnvCondition> envConditionFromText(const QString &text);

} // namespace slipway
