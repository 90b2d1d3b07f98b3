// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "secrets/secretscope.h"
#include "secrets/secretstore.h"

namespace slipway {

/// How long a person may take to answer the system's question for the keychain's password.
inline constexpr milliseconds keychainPatience{60000};

/// The secrets of `scope` in this system's keychain. `clock` outlives the store. Needs an
/// application with an event loop.
std::unique_ptr<SecretStore> openSystemKeychain(const SecretScope &scope, Clock &clock,
                                                milliseconds patience = keychainPatience);

} // namespace slipway
