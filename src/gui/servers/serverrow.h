// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ids.h"
#include "ssh/connectionstatus.h"

#include <QDateTime>
#include <QStringList>

#include <chrono>
#include <optional>

namespace slipway {

/// A server as the servers panel shows it.
struct ServerRow
{
    using State = ConnectionStatus::State;

    ServerId name;
    QString account; ///< "deploy@10.0.0.11:2222"
    QString jump;    ///< name of the server it is reached through, or empty
    QStringList groups;
    State state = State::Idle;
    std::optional<std::chrono::milliseconds> roundTrip;
    QDateTime lastHeard; ///< invalid: never
    int consoles = 0;    ///< open in this window
    std::optional<Error> error;

    friend bool operator==(const ServerRow &, const ServerRow &) = default;
};

} // namespace slipway
