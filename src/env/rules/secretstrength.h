// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/rules/rulecontext.h"

namespace slipway {

// What a secret has to be worth, in bits.
inline constexpr double signingBits = 256;
inline constexpr double sessionBits = 128;
inline constexpr double saltBits = 128;

/// Reports a secret, or a part of the value, that has a pattern or fewer bits than wanted.
void checkStrength(RuleContext &context, const RuleValue &about, QByteArrayView secret,
                   double bits);

/// "20 bytes (18 characters)".
QString lengthText(QByteArrayView text);

} // namespace slipway
