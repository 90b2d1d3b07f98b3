// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/serverscommand.h"
#include "exec/fanout.h"

namespace slipway {

/// `ssh hosts`: the servers, and whether they can be reached.
class SshHostsCommand final : public ServersCommand
{
    Q_OBJECT
public:
    using ServersCommand::ServersCommand;

    static CommandSpec spec();
    void start(const Arguments &arguments) override;
    void interrupt() override;

private:
    void check();
    void print(const Server &server, const CommandResult *result) const;
    static QString stateOf(const CommandResult &result);
    /// Reached by the ssh program of this machine.
    bool isBySystem(const Server &server) const;

    bool m_isJson = false;
    bool m_isInterrupted = false;
    QList<Server> m_servers;
    std::unique_ptr<FanOut> m_fanOut;
    QMap<QString, CommandResult> m_results;
};

} // namespace slipway
