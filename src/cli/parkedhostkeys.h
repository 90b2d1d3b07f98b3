// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/sshprompter.h"

namespace slipway {

/// What is said at the end of work on several servers about the host keys that nobody was asked
/// about meanwhile: each once, and the commands that decide on them.
struct ParkedHostKeys
{
    QList<HostKeyQuestion> questions;
    QStringList refused; ///< servers that were not worked on for want of a good key
    QStringList options; ///< what `ssh trust` needs besides the names

    /// Whether this is all there is to say about a server.
    bool covers(const QString &server) const;
    /// Empty: there are none.
    QString text() const;

private:
    QStringList toDecide(const QStringList &shown) const;
};

} // namespace slipway
