// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/forwardjob.h"
#include "ssh/forwardspec.h"
#include "ssh/ioloop.h"
#include "ssh/sockshandshake.h"
#include "ssh/sshservices.h"

#include <list>

namespace slipway {

class ForwardAnchor;

/// A port forward at work: listens, takes connections, hands them to the pool, comes back after a
/// lost connection. On the loop's thread.
class ForwardDriver
{
public:
    /// `add` gives a job to the pool of the server.
    using AddJob = std::function<void(std::shared_ptr<ChannelJob>)>;
    ForwardDriver(SshServices services, QString server, ForwardSpec spec,
                  std::shared_ptr<ForwardLink> link, AddJob add);
    ~ForwardDriver();
    Q_DISABLE_COPY_MOVE(ForwardDriver)

    void start();
    /// After the link was cancelled.
    void stop();
    bool isOver() const { return m_isOver; }

private:
    struct Client
    {
        FileDescriptor socket;
        SocksHandshake handshake;
        IoLoop::TimerId timer = 0;
    };

    Result<void> openListener();
    void watchListener();
    void accept();
    void greet(FileDescriptor socket);
    void converse(Client &client);
    void drop(const Client &client);
    void handOver(ForwardSpec target, ForwardJob::Origin origin);
    void anchor();
    void onEstablished(int port);
    void onAnchorEnded(const Error &error);
    bool isRemote() const { return m_spec.kind == ForwardSpec::Kind::Remote; }

    SshServices m_services;
    QString m_server;
    ForwardSpec m_spec;
    std::shared_ptr<ForwardLink> m_link;
    AddJob m_add;
    FileDescriptor m_listener;
    QString m_address;
    int m_port = 0;
    std::list<Client> m_clients;
    std::vector<std::weak_ptr<ForwardJob>> m_jobs;
    std::shared_ptr<ForwardAnchor> m_anchor;
    IoLoop::TimerId m_timer = 0;
    IoLoop::TimerId m_acceptTimer = 0;
    int m_failures = 0; ///< since it last stood
    bool m_wasEstablished = false;
    bool m_isOver = false;
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
};

} // namespace slipway
