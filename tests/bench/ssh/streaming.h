// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bench/ssh/fleet.h"

namespace slipway::bench {

/// The longest time that the window's thread was away from its event loop.
struct Stall
{
    double wall = 0; ///< milliseconds
    double cpu = 0;  ///< of the thread, in that turn of the loop or another
};

/// A command that prints much on every host, shown by the pane with live rows and gathered output.
Stall worstStall(SshConnections &connections);

} // namespace slipway::bench
