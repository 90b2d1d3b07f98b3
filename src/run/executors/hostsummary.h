// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/stepexecutor.h"

namespace slipway {

/// What came out on the hosts of one attempt.
struct HostsOutcome
{
    QList<std::pair<ServerId, HostStatus>> ended; ///< in the step's order
    QList<ServerId> notStarted;
    int maxFailed = 0;
};

/// One result of them all: succeeded; warned, naming the hosts that failed, when they are no more
/// than the step tolerates and every host had its turn; else failed. Hosts that could not be
/// reached are counted apart. Evidence and outputs are left to the caller.
ExecutionResult summarize(const HostsOutcome &outcome);

} // namespace slipway
