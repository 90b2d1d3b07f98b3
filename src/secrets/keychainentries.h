// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "base/secret.h"

#include <QFuture>

#include <memory>

namespace slipway {

/// A keychain as the system has it: bytes under a key, no list of keys, perhaps little room.
/// Futures always get a result: NotFound, Refused (the person or the lock said no), Timeout (a
/// question of the system's was not answered, or the keychain hangs), Unavailable.
class KeychainEntries
{
public:
    KeychainEntries() = default;
    virtual ~KeychainEntries() = default;
    Q_DISABLE_COPY_MOVE(KeychainEntries)

    /// Most bytes of an entry; 0: no limit.
    virtual qsizetype limit() const = 0;
    virtual QFuture<Result<void>> write(const QString &key, std::shared_ptr<const Secret> value)
        = 0;
    virtual QFuture<Result<std::shared_ptr<Secret>>> read(const QString &key) = 0;
    /// May succeed for an entry that is not there.
    virtual QFuture<Result<void>> remove(const QString &key) = 0;
};

} // namespace slipway
