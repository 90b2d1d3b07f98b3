// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/lint/lintinput.h"

namespace slipway {

/// What the variables in values refer to, in the enabled loaders that expand them:
/// UndefinedVariable, CyclicVariable and ForwardReference. Linear.
void runVariableChecks(const LintInput &input, FindingSink &sink);

} // namespace slipway
