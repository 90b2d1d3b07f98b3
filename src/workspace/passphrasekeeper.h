// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "secrets/secretstore.h"
#include "ssh/sshprompter.h"

#include <QObject>
#include <QPromise>
#include <QSet>

namespace slipway {

/// Passes questions on to a person; passphrases of keys it finds in the keychain first, and lets
/// the person keep them there. One that turns out wrong is forgotten and asked for again. Never
/// makes the system ask for the keychain's password before the person chose to keep something.
/// Lives on the keychain's thread.
class PassphraseKeeper final : public SshPrompter
{
public:
    /// `keychain` may be nullptr: then every passphrase is asked for.
    PassphraseKeeper(SshPrompter &person, SecretStore *keychain);

    QFuture<Result<std::shared_ptr<Secret>>> askSecret(const SshSecretPrompt &prompt) override;
    QFuture<HostKeyAnswer> askHostKey(const HostKeyQuestion &question) override;
    Update updateHostKey(const HostKeyQuestion &question) override;
    QFuture<AgentWaitAnswer> showAgentWait(const AgentWait &wait) override;
    QFuture<AgentUseAnswer> askAgentUse(const AgentUse &use) override;
    QString trustCommand() const override { return m_person.trustCommand(); }

    /// What the passphrase of a key file is called in the keychain.
    static SecretName nameOf(const QString &keyFile);

private:
    using Given = Result<std::shared_ptr<Secret>>;
    using Answer = std::shared_ptr<QPromise<Given>>;

    void look(const SshSecretPrompt &prompt, const Answer &answer);
    void askPerson(SshSecretPrompt prompt, const Answer &answer);
    void keep(const QString &keyFile, const Secret &passphrase);

    SshPrompter &m_person;
    SecretStore *m_keychain;
    QSet<QString> m_fromKeychain; ///< key files whose passphrase came from there
    QObject m_context;            ///< ends what is under way
};

} // namespace slipway
