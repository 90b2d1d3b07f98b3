// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

namespace slipway {

/// What a key is for, by its name in upper case: which rules are about it and which generator suits
/// it.
enum class KeyRole {
    None,
    JwtSecret,
    JwtPrivateKey,
    JwtPublicKey,
    EncryptionKey,
    SessionSecret,
    SecretKeyBase, ///< Rails
    CookieSecret,
    Salt,
    VapidPublic,
    VapidPrivate,
    VapidSubject,
    StripeSecret,
    StripePublishable,
    StripeWebhook,
    SentryDsn,
    DatabaseUrl,
    RedisUrl,
    ClientId,
    ClientSecret,
    Password, ///< that its owner chooses: of a database, a mail account, an administrator
};
KeyRole roleOf(QByteArrayView name);

/// A secret that the project makes for itself, as against one that a service issues.
bool isOwnSecret(KeyRole role);

} // namespace slipway
