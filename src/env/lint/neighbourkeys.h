// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/lint/lintinput.h"

namespace slipway {

/// NearDuplicateKey: keys that are likely meant to be one. Linear in the size of all keys.
void runNeighbourCheck(const LintInput &input, FindingSink &sink);

/// Whether two keys are one but for a slip of the hand: letters in another case, "-" or "." for
/// "_", or within one long word a letter more, less, other, or two swapped. Digits and a plural "S"
/// make another key.
bool isSlip(QByteArrayView a, QByteArrayView b);

} // namespace slipway
