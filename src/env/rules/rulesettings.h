// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/envfinding.h"

#include <QHash>

namespace slipway {

/// How a program wants its encryption key written.
enum class EncryptionKeyFormat {
    Raw32,      ///< 32 characters that are the 32 bytes
    Hex64,      ///< 64 hex digits
    Base64Of32, ///< 32 bytes in base64, with or without Laravel's "base64:"
};
/// "raw32", "hex64", "base64-32".
QString toString(EncryptionKeyFormat format);
std::optional<EncryptionKeyFormat> encryptionKeyFormatFromString(QStringView name);

/// How loud a check is: as its rule says, or as somebody set it.
enum class RuleSeverity { Off, Info, Warning, Error };
/// "off", "info", "warning", "error".
std::optional<RuleSeverity> ruleSeverityFromString(QStringView name);

/// What a project wants otherwise than the rules do.
struct RuleSettings
{
    QHash<QString, RuleSeverity> severities; ///< by the id of a check
    EncryptionKeyFormat encryptionKey = EncryptionKeyFormat::Raw32;
    int jwtLength = 64;     ///< bytes
    int sessionLength = 32; ///< bytes, of session and cookie secrets
    int saltLength = 16;    ///< bytes

    /// What a check's findings are reported as; nullopt when it is off.
    std::optional<EnvSeverity> severityOf(const QString &check, EnvSeverity usual) const;
};

} // namespace slipway
