// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/filedescriptor.h"
#include "ssh/forwardlink.h"
#include "ssh/task.h"

#include <libssh/libssh.h>

namespace slipway {

class SshConnection;

/// Carries bytes between a socket and a channel, each way until it is closed by itself: who has
/// sent all may still receive. Holds at most 256 KiB each way. On the loop's thread.
class ChannelRelay
{
public:
    /// `channel` is open; the relay does not free it.
    ChannelRelay(SshConnection &connection, ssh_channel channel, FileDescriptor peer,
                 std::shared_ptr<ForwardLink> link);
    ~ChannelRelay();
    Q_DISABLE_COPY_MOVE(ChannelRelay)

    /// What the peer had sent before.
    void prepend(const QByteArray &bytes) { m_toServer = bytes; }
    /// Until both ways are closed, one side broke, or the forward was stopped.
    Task<void> run();

private:
    bool step();
    bool relayOut();
    bool relayIn();
    void updateInterest();

    SshConnection &m_connection;
    ssh_channel m_channel;
    FileDescriptor m_peer;
    std::shared_ptr<ForwardLink> m_link;
    QByteArray m_toServer;
    QByteArray m_toPeer;
    bool m_isPeerOver = false; ///< it sends no more
    bool m_isEofSent = false;
    bool m_isServerOver = false;
    bool m_isPeerShut = false;
    bool m_isWatched = false;
};

} // namespace slipway
