// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/lint/fixproof.h"

#include <span>
#include <vector>

namespace slipway {

/// Finds and proves the ways to mend findings of one document.
class FixPlanner
{
public:
    /// Both must outlive it.
    FixPlanner(const LintInput &input, const FixProof &proof);

    /// Gives each finding the first of its ways that changes no value, or else the one that changes
    /// values in the fewest dialects. All findings are proven together.
    void addFixes(QList<EnvFinding> &findings) const;

    /// Changes that do away with as many findings at once as can be, and change no value; none when
    /// there is nothing left that can be mended so.
    QList<EnvTextChange> safeChanges(const QList<EnvFinding> &findings) const;

private:
    /// One way to mend one finding, or several with one change.
    struct Way
    {
        EnvCheck check;
        FixCandidate fix;
        DialectBits changes = {};
        bool isFailed = false;
    };
    struct Mending
    {
        EnvCheck check = EnvCheck::DuplicatedKey;
        qsizetype finding = 0;
        qsizetype firstWay = 0;
        qsizetype wayCount = 0;
    };
    struct Plan
    {
        QList<Mending> mendings;
        std::vector<Way> ways;
    };

    Plan planFor(const QList<EnvFinding> &findings) const;
    void prove(Plan &plan) const;
    void proveLayers(std::vector<Way *> ways) const;
    void proveTogether(std::span<Way *> layer) const;
    void proveAlone(Plan &plan) const;
    void proveAlone(Way &way, qsizetype &bytesLeft) const;
    QList<Way *> pick(Plan &plan) const;
    bool isGood(const Way &way) const;
    const Way *best(const Plan &plan, const Mending &mending) const;
    std::optional<EnvFix> fixOf(const Way &way) const;

    const LintInput &m_input;
    const FixProof &m_proof;
    FixSource m_source;
};

} // namespace slipway
