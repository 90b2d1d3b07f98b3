// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/connectionpool.h"
#include "ssh/forwarddriver.h"

#include <map>
#include <semaphore>

namespace slipway {

/// One I/O thread with the connection pools that live on it.
class IoWorker
{
public:
    IoWorker(WorkerPool &workers, std::shared_ptr<KeyStore> keys, PromptBroker &prompts,
             const SshSettings &settings, StatusBoard &board);
    /// Ends every connection and joins the thread. Waits for a moment where servers are just told
    /// that they may forget a command.
    ~IoWorker();
    Q_DISABLE_COPY_MOVE(IoWorker)

    const std::shared_ptr<Mailbox> &mailbox() const { return m_loop->mailbox(); }
    /// From any thread.
    void add(const SshRoute &route, std::shared_ptr<ChannelJob> job);
    void closeIdle();
    /// From any thread; goes on until the link is cancelled and stopForwards() is called.
    void forward(const SshRoute &route, ForwardSpec spec, std::shared_ptr<ForwardLink> link);
    void stopForwards();

private:
    void closeWhenTidy(IoLoop::Clock::time_point deadline, std::binary_semaphore &isClosed);
    ConnectionPool &pool(const SshRoute &route);
    ConnectGate &gate(const SshRoute &route);

    const SshSettings &m_settings;
    std::unique_ptr<IoLoop> m_loop;
    SshServices m_services;
    std::map<QString, std::unique_ptr<ConnectGate>> m_gates;
    std::vector<std::pair<std::shared_ptr<ForwardLink>, std::unique_ptr<ForwardDriver>>> m_forwards;
    /// A pool stands before those that go through it; the list keeps that order.
    std::vector<std::pair<SshRoute, std::unique_ptr<ConnectionPool>>> m_pools;
};

} // namespace slipway
