// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/channeljob.h"
#include "ssh/channelrelay.h"
#include "ssh/filedescriptor.h"
#include "ssh/forwardspec.h"

#include <libssh/libssh.h>

namespace slipway {

/// One connection that came in here and goes on from the server: a direct-tcpip channel, or one to
/// a Unix socket. On the loop's thread.
class ForwardJob final : public ChannelJob
{
public:
    struct Origin
    {
        FileDescriptor socket;
        QByteArray first;     ///< what it sent already
        QByteArray onSuccess; ///< what it is told then; empty: nothing
        QByteArray onFailure;
    };

    /// `target` has the host and port, or the path, to lead to.
    ForwardJob(ForwardSpec target, Origin origin, std::shared_ptr<ForwardLink> link);

    Slot slot() const override { return Slot::Tunnel; }
    void start(SshConnection &connection, std::function<void(End)> ended) override;
    void fail(const Error &error) override;
    bool isWanted() const override { return !m_link->isCancelled(); }
    /// After the forward was stopped.
    void wake();

private:
    Task<void> run();
    Task<int> open();
    Error refusal() const;
    void tell(const QByteArray &answer) const;

    ForwardSpec m_target;
    Origin m_origin;
    std::shared_ptr<ForwardLink> m_link;
    ForwardLink::Connection m_counted;
    SshConnection *m_connection = nullptr;
    std::function<void(End)> m_ended;
    ssh_channel m_channel = nullptr;
    Task<void> m_task;
};

} // namespace slipway
