// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "base/secret.h"

#include <QFuture>
#include <QString>

namespace slipway {

struct SshSecretPrompt
{
    enum class Kind { Password, Passphrase, Answer };
    Kind kind = Kind::Password;
    QString server;    ///< workspace name
    QString account;   ///< "deploy@10.0.0.11:22", or the key file
    QString text;      ///< what to ask, a whole sentence
    int attempt = 1;   ///< 2 and more: the last one was wrong
    bool echo = false; ///< Answer only: may be shown while typed
};

/// An unknown host key. (A changed or revoked one is never asked about: it is refused.)
struct HostKeyQuestion
{
    QString server;
    QString address;     ///< "10.0.0.11" or "[10.0.0.11]:2222", as known_hosts writes it
    QString keyType;     ///< "ssh-ed25519"
    QString fingerprint; ///< "SHA256:…"
};

enum class HostKeyAnswer { Refuse, AcceptOnce, AcceptAndRemember };

/// A signature that a program on a server wants from the forwarded agent.
struct AgentUse
{
    QString server;
    QString key; ///< what the agent calls it
    QString fingerprint;
};

enum class AgentUseAnswer { Refuse, Allow };

/// Asks a person what a connection needs to know. Futures may resolve on any thread.
class SshPrompter
{
public:
    SshPrompter() = default;
    virtual ~SshPrompter() = default;
    Q_DISABLE_COPY_MOVE(SshPrompter)

    /// Cancelled when the person gives none.
    virtual QFuture<Result<std::shared_ptr<Secret>>> askSecret(const SshSecretPrompt &prompt) = 0;
    virtual QFuture<HostKeyAnswer> askHostKey(const HostKeyQuestion &question) = 0;
    /// Before every signature of a forwarded agent. Without an own way to ask: askSecret() for the
    /// word "yes".
    virtual QFuture<AgentUseAnswer> askAgentUse(const AgentUse &use);
};

} // namespace slipway
