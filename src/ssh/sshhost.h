// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>

#include <chrono>

namespace slipway {

/// A server with everything that decides how to connect to it, after ~/.ssh/config had its say.
struct SshHost
{
    QString name; ///< as the workspace names it
    QString host;
    int port = 22;
    QString user;
    QString hostKeyAlias;
    QString identity; ///< named in the workspace; tried first
    QStringList identityFiles;
    bool identitiesOnly = false;
    QString agentSocket; ///< empty: no agent
    QString knownHosts;  ///< where new keys are remembered
    QStringList knownHostsFiles;
    QString proxyCommand; ///< ready for the shell; empty: a connection of our own
    QStringList certificateFiles;
    QStringList authentication; ///< methods in the order to try them
    int secretAttempts = 3; ///< NumberOfPasswordPrompts; 0: nobody is asked for secrets (BatchMode)
    std::chrono::milliseconds connectTimeout{0}; ///< 0: as in the settings
    QString addressFamily;                       ///< "inet", "inet6", or either
    QString bindAddress;                         ///< empty: whatever leads there
    std::chrono::milliseconds aliveInterval{0};  ///< ServerAliveInterval; 0: as in the settings
    int aliveCount = 3;                          ///< ServerAliveCountMax, with such an interval
    /// StrictHostKeyChecking: what becomes of a key where none is known. A changed one is always
    /// asked about, also where OpenSSH would only warn.
    enum class NewHostKeys { Ask, Refuse, Remember };
    NewHostKeys newHostKeys = NewHostKeys::Ask;
    bool hashKnownHosts = false;              ///< names that are remembered
    QString revokedHostKeys;                  ///< a file of keys; empty: none
    QMap<QByteArray, QByteArray> environment; ///< SendEnv and SetEnv: for what is run there
    QString systemOption; ///< what only the ssh program can follow; empty: nothing

    QString account() const;
    std::chrono::milliseconds patience(std::chrono::milliseconds usual) const
    {
        return connectTimeout.count() > 0 ? connectTimeout : usual;
    }
    /// Without a byte for this long the connection counts as lost; `usual` is of the settings.
    std::chrono::milliseconds lostAfter(std::chrono::milliseconds usual) const
    {
        return aliveInterval.count() > 0 ? aliveInterval * aliveCount : usual;
    }
    friend bool operator==(const SshHost &, const SshHost &) = default;
};

/// The hops to a server, itself last.
using SshRoute = QList<SshHost>;

inline QString SshHost::account() const
{
    return QStringLiteral("%1@%2:%3").arg(user, host, QString::number(port));
}

} // namespace slipway
