// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/sshagent.h"
#include "ssh/sshservices.h"
#include "ssh/task.h"

#include <libssh/libssh.h>

#include <list>

namespace slipway {

class SshConnection;

/// Lets programs on a server use this machine's agent: they see the keys that would be used for
/// this server, and a person is asked before every signature. Everything else an agent can do is
/// refused. Lives as long as a console that wants it; on the loop's thread.
class AgentForwarder
{
public:
    AgentForwarder(SshConnection &connection, SshServices services);
    ~AgentForwarder();
    Q_DISABLE_COPY_MOVE(AgentForwarder)

    /// In the middle of libssh's work: takes the channel and does no more.
    void accept(ssh_channel channel) { m_arrived.push_back(channel); }

private:
    struct Client
    {
        ssh_channel channel = nullptr;
        QByteArray input;
        Task<void> task;
        bool isDone = false;
    };

    Task<void> run();
    Task<void> serve(Client &client);
    Task<std::optional<QByteArray>> receive(Client &client);
    Task<void> send(Client &client, QByteArray message);
    Task<QByteArray> answerTo(QByteArray request);
    Task<QList<AgentKey>> wantedKeys();
    Task<QByteArray> sign(QByteArray request);
    bool isOpen(const Client &client) const;

    SshConnection &m_connection;
    SshServices m_services;
    std::vector<ssh_channel> m_arrived;
    std::list<Client> m_clients;
    Task<void> m_task;
};

} // namespace slipway
