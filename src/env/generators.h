// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "base/secret.h"
#include "env/rules/rulesettings.h"

#include <QStringList>

#include <vector>

namespace slipway {

/// What can be generated.
enum class SecretKind {
    SecretKey,     ///< 50 characters as Django draws them
    SecretKeyBase, ///< 128 hex digits, for Rails
    Jwt,           ///< 64 characters that are safe in URLs
    Session,       ///< the same
    Cookie,        ///< the same
    Salt,          ///< 32 characters that are safe in URLs
    Key32,         ///< 32 printable ASCII characters
    Key32Hex,      ///< 32 bytes in 64 hex digits
    Key32Base64,   ///< 32 bytes in 44 characters of base64
    Vapid,         ///< a public and a private key for Web Push
    Rsa2048,       ///< a private and a public key in PEM
    Rsa4096,
    EcP256,
    Password, ///< 32 characters that need no quotes, in files and in URLs
};

struct SecretGenerator
{
    SecretKind kind;
    QString name;        ///< on the command line and in menus' ids: "key32-hex"
    QStringList aliases; ///< other names for it
    QString title;       ///< translated
};

/// All of them, in the order above.
QList<SecretGenerator> secretGenerators();
/// By name or alias.
std::optional<SecretKind> secretKindFromString(QStringView name);
QString toString(SecretKind kind);

/// One value of what was generated; a pair has two.
struct GeneratedSecret
{
    enum class Part { Whole, Public, Private };

    Part part = Part::Whole;
    Secret value;
};

/// Draws from the system's random source. The values pass strengthOf() and the production rules.
/// Copies made on the way are wiped.
Result<std::vector<GeneratedSecret>> generateSecret(SecretKind kind);

/// What suits a key by its name; nullopt for keys that a service issues and for what is no secret.
std::optional<SecretKind> generatorFor(QByteArrayView key, const RuleSettings &settings = {});
/// The part of a generated pair that belongs into a key.
GeneratedSecret::Part partFor(QByteArrayView key);

} // namespace slipway
