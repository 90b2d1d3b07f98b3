// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace slipway::bench {

/// Listens on `port` of the hosts' addresses and passes everything on to `target` of the same
/// address, 25 ms later in each direction: a network of 50 ms for a kernel without netem. Runs
/// until it is killed.
int runDelayingProxy(int port, int target);

} // namespace slipway::bench
