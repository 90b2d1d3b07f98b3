// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QString>

#include <optional>

namespace slipway {

/// Whether the name of a key says that its value is a secret: "JWT_SECRET", "DB_PASSWORD",
/// "STRIPE_API_KEY"; not "PUBLIC_KEY", "TOKEN_URL", "PASSWORD_MIN_LENGTH" or "SENTRY_DSN".
bool isSecretKey(QByteArrayView key);

/// Whether a value is a secret by its shape, whatever its key: a private key, a token with its
/// issuer's prefix, a URL with a password, a reference to the keychain.
bool isSecretValue(QByteArrayView value);

/// Either of them: what must be masked.
bool isSecret(QByteArrayView key, QByteArrayView value);

/// Whether a key goes into what a browser loads: "NEXT_PUBLIC_…", "VITE_…" and the like.
bool isPublicKeyName(QByteArrayView key);

/// NAME of `slipway://secret/NAME`, which stands for a value in the keychain.
std::optional<QString> secretReference(QByteArrayView value);

/// `scheme://user:password@host`: the password, not decoded; empty when there is none.
QByteArrayView passwordInUrl(QByteArrayView value);

} // namespace slipway
