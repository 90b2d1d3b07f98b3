// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "base/secret.h"

#include <QFuture>
#include <QList>
#include <QString>
#include <QStringList>

#include <functional>

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
    /// Set where it can be kept in the keychain and the person may choose so: to be called with
    /// the secret, on the thread that was asked, before it is given as the answer.
    std::function<void(const Secret &)> keep = {};
};

/// A key that known_hosts has for the host.
struct KnownHostKey
{
    QString keyType;
    QString fingerprint;
    QString file;
    int line = 0;
    friend bool operator==(const KnownHostKey &, const KnownHostKey &) = default;
};

/// A host key that known_hosts does not vouch for. (A revoked one is never asked about: it is
/// refused.)
struct HostKeyQuestion
{
    enum class Kind {
        Unknown,
        Changed, ///< other keys are known, of this or of another type
    };

    QString server;
    QString address;     ///< "10.0.0.11" or "[10.0.0.11]:2222", as known_hosts writes it
    QString keyType;     ///< "ssh-ed25519"
    QString fingerprint; ///< "SHA256:…"
    Kind kind = Kind::Unknown;
    QString randomart = {};         ///< as of PublicKey::randomart()
    QList<KnownHostKey> known = {}; ///< Changed: what known_hosts has; not empty
    QStringList otherNames = {};    ///< hosts that are known to have this key
    /// Why a certificate does not settle it; the end of a sentence, empty where none is expected.
    QString certificateProblem = {};
    QStringList servers = {}; ///< everybody who waits for this answer, `server` first
    int number = 0;           ///< tells this question from all others of the process
    bool isKept = true;       ///< false: there is no file to remember the key in
};

enum class HostKeyAnswer {
    Refuse,
    AcceptOnce,
    AcceptAndRemember, ///< not for a changed key, where it counts as a refusal
    Replace,           ///< a changed key: the host's old keys leave known_hosts
};

/// A signature that an agent takes its time for: it asks its person, or a token to be touched.
struct AgentWait
{
    QString server;
    QString account; ///< "deploy@10.0.0.11:22"
    QString key;     ///< what the agent calls it
    QString keyType;
};

enum class AgentWaitAnswer { GiveUp };

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

    /// More servers wait for the answer of an open question. Shown: the person sees that, and the
    /// answer serves them too. NotShown: they will be asked about afterwards.
    enum class Update { Shown, NotShown };
    virtual Update updateHostKey(const HostKeyQuestion &) { return Update::NotShown; }

    /// Tells that an agent is waited for. The future is cancelled when that is over; it may be
    /// answered before to give the key up.
    virtual QFuture<AgentWaitAnswer> showAgentWait(const AgentWait &) { return {}; }
    /// Before every signature of a forwarded agent. Without an own way to ask: askSecret() for the
    /// word "yes".
    virtual QFuture<AgentUseAnswer> askAgentUse(const AgentUse &use);
    /// What decides on a server's host key in a shell; the server's name comes after it.
    virtual QString trustCommand() const { return QStringLiteral("slipwayctl ssh trust"); }
};

} // namespace slipway
