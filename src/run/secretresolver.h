// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "base/secret.h"

#include <QFuture>

#include <memory>

namespace slipway {

/// Gives the secrets that env files name by `slipway://secret/NAME`, one after the other if it has
/// to ask a person. On one thread with an event loop; whatever it gives, no sink shows any more.
class SecretResolver
{
public:
    using Resolved = Result<std::shared_ptr<const Secret>>;

    SecretResolver() = default;
    virtual ~SecretResolver() = default;
    Q_DISABLE_COPY_MOVE(SecretResolver)

    /// Always gets a result: MissingSecret for an unknown name; Refused or Unavailable, with what
    /// to do, where secrets are kept but cannot be had.
    virtual QFuture<Resolved> resolve(const QString &name) = 0;
};

} // namespace slipway
