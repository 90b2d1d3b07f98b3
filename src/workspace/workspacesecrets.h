// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "workspace/secretneeds.h"

#include "base/secretsource.h"
#include "secrets/secretstore.h"
#include "secrets/taskqueue.h"

#include <map>

namespace slipway {

/// What `secrets.NAME` is in a workspace: what the program was started with comes first, then the
/// keychain, as far as load() brought its secrets here. On the thread of its keychain.
class WorkspaceSecrets final : public SecretSource
{
public:
    /// `keychain` may be null. Both outlive this.
    WorkspaceSecrets(const SecretSource &given, SecretStore *keychain);

    QStringList names() const override;
    Result<Secret> secret(const QString &name) const override;

    /// Brings all that the keychain has: a script can print a secret that the plan never names,
    /// and only one that is here can be hidden. Where nothing that is needed lacks, a keychain
    /// that is not known to be open is left alone; else the system may ask for its password.
    /// MissingSecret, with what to do, when a needed one may be there and cannot be read.
    QFuture<Result<void>> load(const SecretNeeds &needs);

private:
    using Values = std::map<QString, Secret>;

    Task<Result<void>> loading(SecretNeeds needs);
    QStringList notGiven(const QStringList &names) const;
    Result<void> withoutKeychain(const QStringList &lacking, const Error &error) const;

    const SecretSource &m_given;
    SecretStore *m_keychain;
    Values m_loaded;
    TaskQueue m_queue; ///< last, so that it is the first to go
};

} // namespace slipway
