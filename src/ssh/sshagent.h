// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

#include <mutex>

#include <libssh/libssh.h>

#include <optional>

namespace slipway {

struct AgentKey
{
    QByteArray blob;
    QString comment;
};

/// Something that an agent was asked for, so that it can be given up. Thread-safe.
class AgentCall
{
public:
    /// The agent's answer is not waited for any more: it has no keys, or does not sign.
    void abandon();
    bool isAbandoned() const;
    /// The agent was asked for a signature and gave none, as when its person says no.
    bool isRefused() const;

private:
    friend class SshAgent;
    void begin(int socket);
    void end();
    void noteRefusal();

    mutable std::mutex m_mutex;
    int m_socket = -1;
    bool m_isAbandoned = false;
    bool m_isRefused = false;
};

/// All of them block, for as long as the agent takes: it may ask a person. On a worker thread.
class SshAgent
{
public:
    explicit SshAgent(QString socketPath) : m_socketPath(std::move(socketPath)) { }

    QList<AgentKey> keys() const;
    QList<AgentKey> keys(AgentCall &call) const;
    /// The agent's answer to one message; nothing when it does not answer.
    std::optional<QByteArray> ask(const QByteArray &message) const;
    /// Lets libssh log in with this one key; the agent's others are hidden from it, so that they
    /// do not use up the server's patience. A status as of ssh_userauth_agent().
    int logIn(ssh_session session, const AgentKey &key, AgentCall &call) const;

private:
    QString m_socketPath;
};

} // namespace slipway
