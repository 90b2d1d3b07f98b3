// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace slipway {

/// Standard input, output and error that a program was started without lead to /dev/null from here
/// on; reading such an input is an error. Else the next file or pipe that is opened would take
/// their number, and what is printed would go into it. Call first in main().
void openMissingHandles();

} // namespace slipway
