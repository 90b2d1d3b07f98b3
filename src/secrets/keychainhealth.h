// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "secrets/secretstore.h"

namespace slipway {

/// Asks the system how its keychain is doing, without touching an entry and without making it
/// ask a person.
class KeychainHealth : public QObject
{
    Q_OBJECT
public:
    /// State::Unknown where the system cannot tell.
    virtual QFuture<SecretStoreStatus> examine() = 0;

Q_SIGNALS:
    /// The next examine() will say something else than the last one did.
    void changed();
};

} // namespace slipway
