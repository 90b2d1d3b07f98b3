// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/secretsource.h"

namespace slipway {

/// Secrets handed to the program in its environment: SLIPWAY_SECRET_NAME is `secrets.NAME`. Read
/// once, when made. Any thread.
class EnvironmentSecrets final : public SecretSource
{
public:
    EnvironmentSecrets();

    QStringList names() const override { return m_names; }
    Result<Secret> secret(const QString &name) const override;

private:
    QStringList m_names;
};

} // namespace slipway
