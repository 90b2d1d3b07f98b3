// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/envlinter.h"
#include "env/lint/linetable.h"
#include "env/lint/lintlines.h"

#include <array>

namespace slipway {

/// What control comments have switched off from a line on.
struct ControlPoint
{
    int line = 1;
    EnvChecks off;
};

/// What every check looks at, worked out once. Refers to the document and the options.
struct LintInput
{
    LintInput(const EnvDocument &env, const EnvLintOptions &lintOptions);

    const EnvDocument &document;
    const EnvLintOptions &options;
    QByteArrayView text;
    LineTable table;
    QList<LintLine> lines;
    QList<ControlPoint> controls; ///< by line
};

/// Where a finding is and what it is about.
struct FindingPlace
{
    int line = 1;
    EnvRange range;
    QByteArrayView key;
    /// In the stead of the usual one; what a person has set still counts more.
    std::optional<EnvSeverity> severity = {};
};

/// Collects the findings of a run. Of each check it takes so many as a person could ever look at,
/// and no more: a hostile file may have millions.
class FindingSink
{
public:
    static constexpr int mostOfACheck = 20'000;

    explicit FindingSink(const LintInput &input) : m_input(input) { }

    bool wants(EnvCheck check) const { return m_input.options.checks.contains(check); }
    /// Asks neither wants() nor control comments. The column is 1 where the range begins on another
    /// line.
    void add(EnvCheck check, const FindingPlace &place, const QString &message);
    /// On the line where its range begins; nothing when the check is not wanted or is off there.
    void addIfOn(EnvCheck check, EnvRange range, QByteArrayView key, const QString &message);
    /// The same for a place whose line is still to be found.
    void addIfOn(EnvCheck check, FindingPlace place, const QString &message);
    /// By line, on one line in the order of EnvCheck.
    QList<EnvFinding> take();

private:
    struct Found
    {
        EnvCheck check;
        EnvFinding finding;
    };

    const LintInput &m_input;
    QList<Found> m_found;
    std::array<int, envCheckCount> m_counts{};
};

} // namespace slipway
