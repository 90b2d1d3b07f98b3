// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "base/secret.h"

#include <QStringList>

namespace slipway {

/// Where the values of `secrets.NAME` come from.
class SecretSource
{
public:
    SecretSource() = default;
    virtual ~SecretSource() = default;
    Q_DISABLE_COPY_MOVE(SecretSource)

    virtual QStringList names() const = 0;
    /// MissingSecret for an unknown name, with what to do about it.
    virtual Result<Secret> secret(const QString &name) const = 0;
};

} // namespace slipway
