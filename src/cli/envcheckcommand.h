// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/clicommand.h"
#include "env/envfilecheck.h"
#include "env/schema/linterschema.h"

namespace slipway {

/// `env check`: everything that is wrong with .env files.
class EnvCheckCommand final : public CliCommand
{
    Q_OBJECT
public:
    explicit EnvCheckCommand(const Console &console) : CliCommand(console) { }

    static CommandSpec spec();
    void start(const Arguments &arguments) override;

private:
    /// What every file is measured by.
    struct Measure
    {
        EnvFileCheck check;
        bool namesSchemaViolation = false; ///< among the checks
        /// As dotenv-linter itself would read it.
        std::optional<LinterSchema> linterSchema;
    };

    static Result<Measure> measureOf(const Arguments &arguments);
    static Result<void> readChecks(const QString &text, Measure &measure);
    static Result<void> readSchema(const QString &path, Measure &measure);
    static Result<void> readSeverities(const QStringList &given, Measure &measure);
    static QList<EnvFinding> findingsOf(const QByteArray &text, const Measure &measure);
};

} // namespace slipway
