// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QString>

namespace slipway {

/// A port forward, as `ssh -L`, `-R` and `-D` describe it.
struct ForwardSpec
{
    enum class Kind {
        Local,  ///< listens here, leads to what the server can reach
        Remote, ///< listens on the server, leads to what this machine can reach
        Dynamic ///< listens here for SOCKS 4, 4a and 5; the client says where to
    };

    Kind kind = Kind::Local;
    QString bindAddress; ///< empty: the loopback address; "*": every address
    int port = 0;        ///< 0: one that is free
    QString host;        ///< Local and Remote: where to
    int hostPort = 0;
    QString path; ///< instead of host and port: a Unix socket

    /// "[bind:]port:host:hostport" or "[bind:]port:/socket", for Dynamic "[bind:]port"; IPv6
    /// addresses stand in brackets. InvalidInput with what is wrong.
    static Result<ForwardSpec> parse(Kind kind, const QString &text);
    /// "localhost:80" or "/run/app.sock"; empty for Dynamic.
    QString target() const;

    friend bool operator==(const ForwardSpec &, const ForwardSpec &) = default;
};

} // namespace slipway
