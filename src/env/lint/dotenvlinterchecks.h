// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/lint/lintinput.h"

namespace slipway {

/// The checks of dotenv-linter 4.0, on the lines and with the words of that program: see
/// EnvChecks::dotenvLinter(). n log n, where the program itself is quadratic.
void runDotenvLinterChecks(const LintInput &input, FindingSink &sink);

} // namespace slipway
