// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QString>

#include <optional>

namespace slipway {

/// How it stands with a port forward.
struct ForwardStatus
{
    enum class State {
        Starting,  ///< the server is being connected
        Listening, ///< connections are taken
        Waiting,   ///< the connection to the server was lost and is tried again
        Stopped,   ///< by this side
        Failed     ///< it never came to listening
    };

    State state = State::Starting;
    QString address;            ///< where it listens; of the server for a remote forward
    int port = 0;               ///< the one in use
    int open = 0;               ///< connections through it
    int total = 0;              ///< since it began
    quint64 sent = 0;           ///< bytes to the server
    quint64 received = 0;       ///< bytes from the server
    std::optional<Error> error; ///< the last one, of the forward or of a connection through it

    friend bool operator==(const ForwardStatus &, const ForwardStatus &) = default;
};

} // namespace slipway
