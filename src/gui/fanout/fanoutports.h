// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exec/fanout.h"

namespace slipway {

/// A server to choose.
struct FanOutServer
{
    QString name;
    QStringList groups;
    friend bool operator==(const FanOutServer &, const FanOutServer &) = default;
};

/// What running on many servers needs from outside. Outlives the pane.
struct FanOutPorts
{
    std::function<CommandRunner &(const QString &server)> runnerFor;
    Clock &clock;
    /// Starts a check as people write it: an address, or a command on this machine.
    std::function<std::unique_ptr<HealthCheck>(const QString &what)> healthCheck = {};
};

/// Where somebody chooses and where they are: decides how a run is confirmed.
struct FanOutPlace
{
    QList<FanOutServer> servers;
    QString environment;
};

} // namespace slipway
