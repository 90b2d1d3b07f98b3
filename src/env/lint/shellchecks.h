// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/lint/lintinput.h"

namespace slipway {

/// UnquotedAmpersand and ShellCharacter, where sh is enabled. Linear.
void runShellChecks(const LintInput &input, FindingSink &sink);

/// The first byte of a value that ends it in sh, being one of these and neither quoted nor within
/// "${…}" or "$(…)"; -1 when there is none.
qsizetype shellBreakIn(QByteArrayView value, QByteArrayView breaking);

} // namespace slipway
