// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/sshtransport.h"

#include "base/error.h"

#include <QDateTime>
#include <QString>

#include <chrono>
#include <optional>

namespace slipway {

/// How it stands with the connections to one server.
struct ConnectionStatus
{
    enum class State {
        Idle,       ///< none was needed, or the last was closed after nobody used it
        Connecting, ///< until authenticated; it may wait for an answer of a person
        Connected,
        Lost,  ///< the last one broke
        Failed ///< the last one could not be made
    };

    QString server;
    State state = State::Idle;
    SshTransport transport = SshTransport::Libssh;      ///< of the last connection
    QDateTime since;                                    ///< UTC; when it came to this state
    std::optional<std::chrono::milliseconds> roundTrip; ///< while connected, measured each beat
    QDateTime lastHeard;                                ///< UTC; the last byte, to half a second
    int connections = 0;                                ///< that stand
    int channels = 0;                                   ///< session channels on all of them
    std::optional<Error> error;                         ///< Lost and Failed: why

    friend bool operator==(const ConnectionStatus &, const ConnectionStatus &) = default;
};

} // namespace slipway
