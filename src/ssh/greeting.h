// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/task.h"

#include <QString>

namespace slipway {

/// What a server says first on a new connection.
struct Greeting
{
    enum class Kind {
        Welcome, ///< "SSH-…", or too much for an excuse: the talk may begin
        Refused, ///< it hung up instead: too many newcomers, or this address must wait
        Silent,  ///< nothing came in time
    };
    Kind kind = Kind::Silent;
    QString text; ///< what it said before it hung up, without control characters
};

/// Waits for the first words on a connected socket and leaves them there for who reads next. The
/// socket must not be watched by the loop meanwhile.
Task<Greeting> awaitGreeting(IoLoop &loop, int socket, std::chrono::milliseconds patience);

} // namespace slipway
