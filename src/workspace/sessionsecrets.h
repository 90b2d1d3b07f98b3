// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/redactor.h"
#include "base/secretsource.h"

#include <map>

namespace slipway {

/// The secrets of one run: the workspace's, and those typed in for inputs of type secret, which
/// come first. Every one is known to the redactor before anybody gets it.
class SessionSecrets final : public SecretSource
{
public:
    SessionSecrets(const SecretSource &base, Redactor &redactor);

    void add(const QString &name, Secret secret);

    QStringList names() const override;
    Result<Secret> secret(const QString &name) const override;

private:
    void hide(const QString &name, const Secret &secret) const;

    const SecretSource &m_base;
    Redactor &m_redactor;
    std::map<QString, Secret> m_own;
};

} // namespace slipway
