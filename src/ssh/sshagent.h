// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

#include <libssh/libssh.h>

#include <optional>

namespace slipway {

struct AgentKey
{
    QByteArray blob;
    QString comment;
};

/// All of them block, for as long as the agent takes: it may ask a person. On a worker thread.
class SshAgent
{
public:
    explicit SshAgent(QString socketPath) : m_socketPath(std::move(socketPath)) { }

    QList<AgentKey> keys() const;
    /// The agent's answer to one message; nothing when it does not answer.
    std::optional<QByteArray> ask(const QByteArray &message) const;
    /// Lets libssh log in with this one key; the agent's others are hidden from it, so that they
    /// do not use up the server's patience. A status as of ssh_userauth_agent().
    int logIn(ssh_session session, const AgentKey &key) const;

private:
    QString m_socketPath;
};

} // namespace slipway
