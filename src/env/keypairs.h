// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "base/secret.h"

#include <QByteArrayView>

namespace slipway {

// Keys of two halves. OpenSSL stays behind these functions.

/// A private key and the public one that follows from it.
struct KeyPair
{
    Secret privateKey;
    QByteArray publicKey;
};

/// For Web Push (RFC 8292): the number and the uncompressed point of P-256, in base64url without
/// padding, 43 and 87 characters.
Result<KeyPair> generateVapidPair();
/// PKCS #8 and SubjectPublicKeyInfo, in PEM.
Result<KeyPair> generateRsaPair(int bits);
Result<KeyPair> generateP256Pair();

/// The 65 bytes of an uncompressed point that lies on P-256.
bool isP256Point(QByteArrayView bytes);
/// The point that belongs to 32 bytes of a private number; empty for a number out of range.
QByteArray p256PublicPoint(QByteArrayView privateNumber);

/// What a PEM text holds. "\n" written as two characters counts as an end of line, since that is
/// how keys are put into one line.
struct PemKey
{
    enum class Kind { Unreadable, Private, Public };
    enum class Type { Rsa, Ec, Ed25519, Other };

    Kind kind = Kind::Unreadable;
    Type type = Type::Other;
    int bits = 0;
    QByteArray publicDer; ///< the public half, to compare
};
PemKey readPemKey(QByteArrayView pem);

/// Overwrites bytes in a way that no optimiser leaves out.
void wipeBytes(QByteArray &bytes);

} // namespace slipway
