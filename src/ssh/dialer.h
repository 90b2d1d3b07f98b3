// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/task.h"
#include "ssh/workerpool.h"

#include "base/error.h"

#include <QString>

namespace slipway {

/// Where a TCP connection goes to.
struct DialTarget
{
    QString server; ///< for messages
    QString host;
    int port = 22;
    std::chrono::milliseconds lostAfter{15000};
    QString family = {};      ///< "inet", "inet6", or either
    QString bindAddress = {}; ///< a numeric one to come from; empty: any
};

/// A connected, non-blocking socket to the first address of the host that answers; a further
/// address is tried along when one has not answered for a quarter of a second. Unreachable
/// otherwise. Has no deadline of its own: destroy the task.
Task<Result<FileDescriptor>> dial(IoLoop &loop, WorkerPool &workers, DialTarget target);

} // namespace slipway
