// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/sshconnection.h"

#include "exec/commandrunner.h"

#include <functional>

namespace slipway {

// What jobs with a program on a session channel have in common. On the loop's thread; the
// connection and the channel outlive the calls.

/// Calls until libssh has an answer; SSH_ERROR when the connection is lost meanwhile.
template<typename Call> Task<int> untilAnswered(SshConnection &connection, Call call)
{
    int status = connection.lost() ? SSH_ERROR : call();
    while (status == SSH_AGAIN && !connection.lost()) {
        co_await connection.activity().next();
        if (!connection.lost())
            status = call();
    }
    co_return connection.lost() ? SSH_ERROR : status;
}

/// An open session channel; null when the server opens none, or the connection is lost.
Task<ssh_channel> openSession(SshConnection &connection);
/// Hands over variables for what is run on the channel. Most servers take only a few names
/// (AcceptEnv); the others are no reason to stop.
Task<void> requestEnvironment(SshConnection &connection, ssh_channel channel,
                              QMap<QByteArray, QByteArray> environment);
/// The same for a program of a POSIX shell: gives the lines to put before it. Names that the server
/// took before are in them, so that nobody waits for an answer that is known.
Task<QByteArray> environmentLines(SshConnection &connection, ssh_channel channel,
                                  QMap<QByteArray, QByteArray> environment);
/// False when the server refuses to run it, or the connection is lost.
Task<bool> requestExec(SshConnection &connection, ssh_channel channel, QByteArray line);
/// Sends what the server takes now. What was sent is wiped and leaves `input`.
void sendInput(ssh_channel channel, QByteArray &input);

enum class ChannelReading { Open, Closed, Held };
/// Takes what has come on both streams; Held once whoever takes it is full.
ChannelReading readOutput(ssh_channel channel, const std::function<bool()> &isFull,
                          const std::function<void(OutputStream, QByteArray)> &take);

} // namespace slipway
