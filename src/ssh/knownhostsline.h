// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssh/publickey.h"

#include <QByteArray>
#include <QStringList>

#include <optional>

namespace slipway {

/// A line of a known_hosts file (SSH_KNOWN_HOSTS FILE FORMAT in sshd(8)).
struct KnownHostsLine
{
    enum class Marker { None, Authority, Revoked };

    Marker marker = Marker::None;
    QByteArray hosts; ///< names and patterns, or a hashed name
    PublicKey key;
    QString file;
    int number = 0; ///< from 1

    /// nullopt: empty, a comment, or nothing OpenSSH would take for an entry.
    static std::optional<KnownHostsLine> parse(const QByteArray &text);
    /// Whether the line's names include `name`: "host" or "[host]:port", in lower case.
    bool concerns(const QByteArray &name) const;
    /// The hosts field with `name` taken out, empty when nothing is left. Where a pattern matches
    /// it, an exception is added.
    QByteArray hostsWithout(const QByteArray &name) const;
    /// A name as nobody can read it from the file: with a salt of its own.
    static QByteArray hashed(const QByteArray &name);
    /// For people; a hashed name as where it stands.
    QStringList names() const;
};

} // namespace slipway
