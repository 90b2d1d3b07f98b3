// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/rules/rulesettings.h"

#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace slipway {
namespace {

constexpr std::array formatNames{
    std::pair{EncryptionKeyFormat::Raw32, "raw32"_L1},
    std::pair{EncryptionKeyFormat::Hex64, "hex64"_L1},
    std::pair{EncryptionKeyFormat::Base64Of32, "base64-32"_L1},
};

constexpr std::array severityNames{
    std::pair{RuleSeverity::Off, "off"_L1},
    std::pair{RuleSeverity::Info, "info"_L1},
    std::pair{RuleSeverity::Warning, "warning"_L1},
    std::pair{RuleSeverity::Error, "error"_L1},
};

} // namespace

QString toString(EncryptionKeyFormat format)
{
    for (const auto &[known, name] : formatNames) {
        if (known == format)
            return name;
    }
    Q_UNREACHABLE_RETURN({});
}

std::optional<EncryptionKeyFormat> encryptionKeyFormatFromString(QStringView name)
{
    for (const auto &[format, known] : formatNames) {
        if (name == known)
            return format;
    }
    return std::nullopt;
}

std::optional<RuleSeverity> ruleSeverityFromString(QStringView name)
{
    for (const auto &[severity, known] : severityNames) {
        if (name == known)
            return severity;
    }
    return std::nullopt;
}

std::optional<EnvSeverity> RuleSettings::severityOf(const QString &check, EnvSeverity usual) const
{
    const auto chosen = severities.constFind(check);
    if (chosen == severities.cend())
        return usual;
    switch (*chosen) {
    case RuleSeverity::Off:
        return std::nullopt;
    case RuleSeverity::Info:
        return EnvSeverity::Info;
    case RuleSeverity::Warning:
        return EnvSeverity::Warning;
    case RuleSeverity::Error:
        return EnvSeverity::Error;
    }
    Q_UNREACHABLE_RETURN(std::nullopt);
}

} // namespace slipway
