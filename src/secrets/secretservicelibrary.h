// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace slipway {

// What QtKeychain does not say to libsecret, which it loads where there is a Secret Service. Both
// do nothing where that library is not installed.

/// Lets this process live on when its session bus ends: a run must not die with the desktop, and
/// the library would end it. Call before it is first used, when there is a bus.
void outliveSessionBus();

/// Lets the library make itself known to the service again: what it agreed on with one that has
/// gone, its successor knows nothing of.
void forgetSecretService();

} // namespace slipway
