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
    enum class End { Done, NoChannel };  ///< NoChannel: the server opens no more on this connection

    ChannelJob() = default;
    virtual ~ChannelJob() = default;
    Q_DISABLE_COPY_MOVE(ChannelJob)

    virtual Slot slot() const { return Slot::Session; }
    /// The connection outlives the work. `ended` is called once, as its last act; after
    /// NoChannel start() is called again with another connection.
    virtual void start(SshConnection &connection, std::function<void(End)> ended) = 0;
    /// Instead of start(): there is no connection.
    virtual void fail(const Error &error) = 0;
    /// Still wanted? A job that was cancelled while it waited is dropped.
    virtual bool isWanted() const = 0;
};

} // namespace slipway
