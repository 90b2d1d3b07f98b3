// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/rules/rulecontext.h"

namespace slipway {

/// The host of the URL under which people reach the program: of APP_URL, or of a key that other
/// frameworks have for it.
std::optional<QByteArrayView> siteHost(const RuleContext &context);

} // namespace slipway
