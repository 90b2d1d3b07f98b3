// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/rules/rulecatalogue.h"
#include "env/rules/rulecontext.h"

namespace slipway {

/// Runs the rule set `production` on what a program reads from a file; findings come by place.
/// Linear in the size of the values. Values in the keychain count as there; they are looked into if
/// the input has a resolver.
QList<EnvFinding> checkProduction(const RuleInput &input, const RuleSettings &settings = {});

/// Secrets of `input` that another environment has too, under whatever key ("SecretShared").
QList<EnvFinding> checkSharedSecrets(const RuleInput &input, const EnvReading &other,
                                     const RuleSettings &settings = {});

} // namespace slipway
