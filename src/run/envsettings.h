// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "env/envfilecheck.h"

#include <QMap>
#include <QString>

#include <optional>

namespace slipway {

/// What a workspace says of its env files: who reads them and what is asked of them. A step may
/// say otherwise.
struct EnvSettings
{
    EnvDialect dialect = EnvDialect::Dotenv; ///< of the program in production
    QList<EnvDialect> dialects; ///< enabled; checks take in `dialect`, whether it is here or not
    QString rules;              ///< "production"; "none" and empty: no rules
    QString schema;             ///< path, relative to the workspace; empty: none
    QString example;            ///< path, relative to the workspace; empty: none
    /// By the machine name of a check; nullopt: off.
    QMap<QString, std::optional<EnvSeverity>> severities;

    friend bool operator==(const EnvSettings &, const EnvSettings &) = default;
};

/// The dialect and the set of rules of an `env` step, by the names that it gives; InvalidInput for
/// names that there are not. "" leaves it to the settings.
Result<EnvDialect> envDialectNamed(const QString &name, const EnvSettings &settings);
Result<EnvFileCheck::Rules> envRulesNamed(const QString &name, const EnvSettings &settings);

} // namespace slipway
