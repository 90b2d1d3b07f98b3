// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/lint/keygroups.h"

namespace slipway {

/// A way to mend a finding, not yet proven.
struct FixCandidate
{
    /// What has to be read to see which values it changes.
    enum class Scope {
        Statement, ///< at least the statements that it touches, on their own
        File,      ///< all, as it depends on other statements
    };

    QString title;
    QList<EnvTextChange> changes; ///< in the order of the text, not overlapping
    Scope scope = Scope::Statement;
};

/// The best first; none where nothing can be mended.
using FixCandidates = QList<FixCandidate>;

/// A document's text as those see it who think of ways to mend its findings.
class FixSource
{
public:
    explicit FixSource(const LintInput &lintInput);

    const LintInput &input;
    const EnvDocument &document;
    const QByteArrayView text;
    const QByteArray lineEnd;

    /// As dotenv-linter counts lines; nullptr within one of several lines.
    const LintLine *lintLine(int number) const;
    /// The line before with the same key; nullptr: none.
    const LintLine *predecessor(const LintLine &line) const;
    /// What sorts the group that the line is in, if that is not sorted.
    std::optional<EnvTextChange> sorted(const LintLine &line) const;
    /// The statement that the finding's range begins in; nullptr at the end of the text.
    const EnvStatement *statement(const EnvFinding &finding) const;
    /// Puts "# " before each line that has a byte of the range. None where a byte order mark begins
    /// the first of them, as no comment could.
    FixCandidates commentedOut(EnvRange range) const;

private:
    qsizetype indexOf(int number) const;

    QList<qsizetype> m_predecessors; ///< by line; -1: none
    QList<KeyGroup> m_groups;
    mutable QHash<qsizetype, std::optional<EnvTextChange>> m_sorted; ///< by a group's first line
};

/// Ways to mend what is wrong with keys, blank lines and their order.
FixCandidates keyFixes(const FixSource &source, EnvCheck check, const EnvFinding &finding);
/// Ways to mend what is wrong with a value, its quotes and the spaces around it.
FixCandidates valueFixes(const FixSource &source, EnvCheck check, const EnvFinding &finding);
/// Ways to mend what ByteOrderMark to InvisibleCharacter have found.
FixCandidates byteFixes(const FixSource &source, EnvCheck check, const EnvFinding &finding);
/// One of these, as the check demands.
FixCandidates fixCandidates(const FixSource &source, EnvCheck check, const EnvFinding &finding);

/// Checks whose findings can be mended at all.
EnvChecks fixableChecks();
/// Checks whose findings speak of a wrong value: a way to mend one is good only if it changes that
/// and the finding is gone.
bool wantsOtherValue(EnvCheck check);

} // namespace slipway
