// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "ssh/publickey.h"

#include <QList>

namespace slipway {

/// The file that RevokedHostKeys of ~/.ssh/config names: public keys, one a line.
class RevokedKeys
{
public:
    /// Fails when it cannot be read, or is a binary list of ssh-keygen -k (KRL): as in OpenSSH no
    /// host key can be trusted then. Blocks for as long as the disk takes.
    static Result<RevokedKeys> read(const QString &file);

    /// Where the key stands, from 1; 0: it is not revoked.
    int lineOf(const PublicKey &key) const;

private:
    QList<std::pair<int, PublicKey>> m_keys;
};

} // namespace slipway
