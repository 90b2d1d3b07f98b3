// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/lint/lintinput.h"
#include "env/lint/lintreadings.h"

namespace slipway {

/// The checks that only reading the file in each enabled loader can answer.
EnvChecks readingChecks();

/// FileRefused, LineIgnored, CommandSubstitution, DialectsDiffer and BcryptDollar. Linear.
void runReadingChecks(const LintInput &input, const LintReadings &readings, FindingSink &sink);

} // namespace slipway
