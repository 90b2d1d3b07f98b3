// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/redactor.h"
#include "base/secretsource.h"
#include "run/secretresolver.h"
#include "secrets/secretstore.h"

namespace slipway {

/// Secrets of env files: those handed to the program first, so that a machine without a keychain
/// can deliver, then the keychain's. Every one is known to the redactor before anybody gets it.
class DeliverySecrets final : public SecretResolver
{
public:
    /// `keychain` may be null. All outlive this object.
    DeliverySecrets(const SecretSource &given, SecretStore *keychain, Redactor &redactor);

    QFuture<Resolved> resolve(const QString &name) override;

private:
    Resolved hidden(const QString &name, std::shared_ptr<const Secret> secret) const;

    const SecretSource &m_given;
    SecretStore *m_keychain;
    Redactor &m_redactor;
    QObject m_context; ///< last, so that it is the first to go
};

} // namespace slipway
