// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/channeljob.h"
#include "ssh/filedescriptor.h"
#include "ssh/sshhost.h"
#include "ssh/task.h"

#include <libssh/libssh.h>

namespace slipway {

/// Carries the bytes of an inner connection over a jump host: one direct-tcpip channel and a
/// socket pair. Ends when either side closes.
class TunnelJob final : public ChannelJob, public std::enable_shared_from_this<TunnelJob>
{
public:
    /// `report` gets the near end of the tunnel, or why there is none; once.
    using Report = std::function<void(Result<std::shared_ptr<FileDescriptor>>)>;
    TunnelJob(IoLoop &loop, SshHost inner, Report report);
    ~TunnelJob() override;

    Slot slot() const override { return Slot::Tunnel; }
    void start(SshConnection &connection, std::function<void(End)> ended) override;
    void fail(const Error &error) override;
    bool isWanted() const override { return true; }

private:
    Task<void> run();
    Task<bool> open();
    bool relayOut();
    bool relayIn();
    void updateInterest();

    IoLoop &m_loop;
    SshHost m_inner;
    Report m_report;
    SshConnection *m_connection = nullptr;
    std::function<void(End)> m_ended;
    Task<void> m_task;
    ssh_channel m_channel = nullptr;
    FileDescriptor m_far;
    QByteArray m_toServer;
    QByteArray m_toInner;
    bool m_isInnerClosed = false;
};

} // namespace slipway
