// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "env/envlinter.h"
#include "env/examplecheck.h"
#include "env/rules/rulesettings.h"
#include "env/schema/envschema.h"

namespace slipway {

/// What is asked of an env file.
struct EnvFileCheck
{
    enum class Rules { None, Production };

    EnvLintOptions lint; ///< its main loader is that of the program that reads the file
    RuleSettings settings;
    Rules rules = Rules::None;
    std::optional<EnvSchema> schema;
    std::optional<EnvExample> example;
    QList<EnvReading> others; ///< of other environments, which must not share secrets

    /// The loader of the program, and those that have to read the same.
    void setLoaders(EnvDialect main, const QList<EnvDialect> &also);
    /// How loud a check of the linter or a rule is, by its machine name; nullopt: off.
    void setSeverity(const QString &check, std::optional<EnvSeverity> severity);
};

/// Everything that is found in a file by the linter, the rules, the schema and the example, by
/// line; on one line in this order. Values in the keychain count as there. Pure, and takes a while:
/// call it on a worker thread.
QList<EnvFinding> checkEnvFile(const EnvDocument &document, const EnvFileCheck &check);

/// A schema of any of the formats; InvalidInput, with the diagnostics in the detail, for one that
/// cannot be used. `file` names it there.
Result<EnvSchema> usableEnvSchema(const QByteArray &bytes, const QString &file);

/// Machine names of all checks, in order.
QStringList envCheckNames();

} // namespace slipway
