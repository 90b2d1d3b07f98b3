// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/envchecks.h"
#include "env/envdocument.h"
#include "env/envreading.h"

namespace slipway {

struct EnvLintOptions
{
    EnvChecks checks = EnvChecks::all();
    QList<EnvDialect> dialects{EnvDialect::Dotenv}; ///< the loaders that read the file
    EnvDialect main = EnvDialect::Dotenv;           ///< the one that messages speak of first
    QHash<EnvCheck, EnvSeverity> severities;        ///< where other than usual
    EnvVariables process; ///< what those loaders find in their environment
};

/// Looks for what is wrong in a `.env` file: dotenv-linter's checks, on the same lines and with the
/// same words, and those of its own. The comments "# dotenv-linter:off NAME" and ":on" switch
/// either off and on. A value class; usable from any thread; runs nothing that a file says.
class EnvLinter
{
public:
    explicit EnvLinter(EnvLintOptions options);

    const EnvLintOptions &options() const { return m_options; }
    /// Findings without fixes, by line; on one line in the order of EnvCheck. n log n in the size
    /// of the file, fast enough for each keystroke.
    QList<EnvFinding> lint(const EnvDocument &document) const;

    /// Of this document, given a fix where there is one that does away with the finding: one that
    /// changes no value, or else one that changes values in as few enabled dialects as can be.
    /// Each is proven by reading before and after it. n log n, but reads the file many times.
    QList<EnvFinding> withFixes(const EnvDocument &document, QList<EnvFinding> findings) const;
    /// Applies fixes that change no value in any enabled dialect until none is left. Doing it again
    /// changes nothing more.
    EnvDocument fixedSafely(EnvDocument document) const;

private:
    EnvLintOptions m_options;
};

} // namespace slipway
