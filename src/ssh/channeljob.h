// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QtClassHelperMacros>

#include <functional>

namespace slipway {

class SshConnection;

/// Work on a connection of a pool: a command, an upload, a tunnel. On the loop's thread.
class ChannelJob
{
public:
    enum class Slot { Session, Tunnel }; ///< servers limit sessions, not tunnels
    enum class End {
        Done,
        NoChannel, ///< the server opens no more on this connection
        Lost,      ///< with the connection, and wants another one
    };

    ChannelJob() = default;
    virtual ~ChannelJob() = default;
    Q_DISABLE_COPY_MOVE(ChannelJob)

    virtual Slot slot() const { return Slot::Session; }
    /// The connection outlives the work. `ended` is called once, as its last act; after
    /// NoChannel start() is called again with another connection.
    virtual void start(SshConnection &connection, std::function<void(End)> ended) = 0;
    /// Instead of start(): there is no connection.
    virtual void fail(const Error &error) = 0;
    /// Instead of fail(), for a job that waits for the server's return: true when it still does.
    virtual bool survives(const Error &error)
    {
        Q_UNUSED(error);
        return false;
    }
    /// Of a job that waits: whether it is time for another connection.
    virtual bool isDue() { return true; }
    /// Its result is known, and the server is about to forget it: a moment is well spent on that.
    virtual bool isTidyingUp() const { return false; }
    /// Still wanted? A job that was cancelled while it waited is dropped.
    virtual bool isWanted() const = 0;
};

} // namespace slipway
