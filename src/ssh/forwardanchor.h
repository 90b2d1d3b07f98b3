// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/channeljob.h"
#include "ssh/forwardlink.h"
#include "ssh/forwardspec.h"
#include "ssh/task.h"

#include <libssh/libssh.h>

#include <list>

namespace slipway {

class WorkerPool;

/// Keeps a connection for as long as a forward lives, tells when it goes, and for a remote forward
/// lets the server listen and takes what comes in there. On the loop's thread.
class ForwardAnchor final : public ChannelJob
{
public:
    /// What the anchor tells; neither is called after the forward was stopped.
    struct Reports
    {
        std::function<void(int port)> established; ///< the server's port for a remote forward
        std::function<void(const Error &)> ended;  ///< not established, or lost
    };

    ForwardAnchor(ForwardSpec spec, std::shared_ptr<ForwardLink> link, WorkerPool &workers,
                  Reports reports);

    Slot slot() const override { return Slot::Tunnel; }
    void start(SshConnection &connection, std::function<void(End)> ended) override;
    void fail(const Error &error) override;
    bool isWanted() const override { return !m_link->isCancelled(); }
    /// After the forward was stopped.
    void wake();

private:
    struct Inbound
    {
        ssh_channel channel = nullptr;
        Task<void> task;
        bool isDone = false;
    };

    Task<void> run();
    Task<bool> listen();
    Task<void> serve(Inbound &inbound);
    Task<Result<FileDescriptor>> reachTarget();
    void startInbound();

    ForwardSpec m_spec;
    std::shared_ptr<ForwardLink> m_link;
    WorkerPool &m_workers;
    Reports m_reports;
    SshConnection *m_connection = nullptr;
    std::function<void(End)> m_ended;
    int m_serverPort = 0;
    std::vector<ssh_channel> m_arrived;
    std::list<Inbound> m_inbound;
    Task<void> m_task;
};

} // namespace slipway
