// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

namespace slipway {

class PublicKey;

/// Whether `signature` (a blob as of RFC 4253, 6.6) is that of `key` on `data`. Ed25519, ECDSA
/// and RSA with SHA-2, and the same on security keys; anything else is not valid, SHA-1 included.
bool isSshSignatureValid(const PublicKey &key, QByteArrayView data, QByteArrayView signature);

} // namespace slipway
