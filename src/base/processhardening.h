// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace slipway {

/// Whether other programs of the same user may look into this process.
enum class Debugging { Allowed, Refused };

/// Refused in release builds, except those with sanitizers or made with SLIPWAY_DEBUGGABLE.
Debugging debuggingOfThisBuild();

/// Core dumps off, for this process and all that it starts; with Debugging::Refused also no
/// debugger and no reading of its memory. Call first in main(), before anything is secret.
void hardenProcess(Debugging debugging = debuggingOfThisBuild());

} // namespace slipway
