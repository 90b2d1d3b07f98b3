// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/lint/lintinput.h"

namespace slipway {

/// What a statement alone gives away: UnterminatedQuote and PlainSecretInComment. Linear.
void runStatementChecks(const LintInput &input, FindingSink &sink);

} // namespace slipway
