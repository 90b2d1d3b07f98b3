// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/envlinter.h"

#include "env/lint/bytechecks.h"
#include "env/lint/dotenvlinterchecks.h"
#include "env/lint/fixplanner.h"
#include "env/lint/neighbourkeys.h"
#include "env/lint/readingchecks.h"
#include "env/lint/shellchecks.h"
#include "env/lint/statementchecks.h"
#include "env/lint/variablechecks.h"

#include <utility>

namespace slipway {

namespace {

/// Of these, the checks that a fix can satisfy without changing a value.
EnvChecks safelyFixable(EnvChecks checks)
{
    for (int i = 0; i < envCheckCount; ++i) {
        const auto check = static_cast<EnvCheck>(i);
        if (wantsOtherValue(check) || !fixableChecks().contains(check))
            checks.remove(check);
    }
    return checks;
}

} // namespace

EnvLinter::EnvLinter(EnvLintOptions options) : m_options(std::move(options)) { }

QList<EnvFinding> EnvLinter::lint(const EnvDocument &document) const
{
    const LintInput input(document, m_options);
    FindingSink sink(input);
    if (m_options.checks.containsAny(EnvChecks::dotenvLinter()))
        runDotenvLinterChecks(input, sink);
    if (m_options.checks.containsAny(EnvChecks::slipway())) {
        runByteChecks(input, sink);
        runStatementChecks(input, sink);
        runVariableChecks(input, sink);
        runShellChecks(input, sink);
        runNeighbourCheck(input, sink);
    }
    if (m_options.checks.containsAny(readingChecks())) {
        const LintReadings readings(input.text, m_options.dialects, m_options.process);
        runReadingChecks(input, readings, sink);
    }
    return sink.take();
}

QList<EnvFinding> EnvLinter::withFixes(const EnvDocument &document,
                                       QList<EnvFinding> findings) const
{
    const LintInput input(document, m_options);
    const FixProof proof(document, m_options);
    FixPlanner(input, proof).addFixes(findings);
    return findings;
}

EnvDocument EnvLinter::fixedSafely(EnvDocument document) const
{
    // Each round does away with findings, so this ends long before; but nothing may go on forever.
    constexpr int mostRounds = 200;
    EnvLintOptions options = m_options;
    options.checks = safelyFixable(options.checks);
    const EnvLinter linter(options);
    for (int round = 0; round < mostRounds; ++round) {
        const LintInput input(document, options);
        const FixProof proof(document, options);
        const auto changes = FixPlanner(input, proof).safeChanges(linter.lint(document));
        if (changes.isEmpty())
            break;
        document.apply(changes);
    }
    return document;
}

} // namespace slipway
