// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/lint/fixproof.h"

#include <map>

namespace slipway {

/// Ranges that do not overlap.
class DisjointRanges
{
public:
    /// False, and nothing added, when it overlaps one of them.
    [[nodiscard]] bool add(EnvRange range);

private:
    std::map<qsizetype, qsizetype> m_ends; ///< by begin
};

/// Proves many fixes at once: reads the file after all of them, and looks for the culprits only
/// where that changes a value. The number of readings is bounded, so a few fixes may stay unproven
/// where many of them change values in ways that only the whole file shows.
class FixBatch
{
public:
    FixBatch(const FixProof &proof, DialectBits dialects) : m_proof(proof), m_dialects(dialects) { }

    /// Of fixes that touch different statements, in any order: those that together, in the text's
    /// order, are proven to change no value in the dialects.
    QList<const FixCandidate *> proven(QList<const FixCandidate *> fixes);

private:
    using Fixes = QList<const FixCandidate *>;

    Fixes extended(const Fixes &base, const Fixes &wanted);
    Fixes suspectsAmong(const Fixes &wanted, const QSet<QByteArray> &keys) const;

    const FixProof &m_proof;
    DialectBits m_dialects;
    int m_readingsLeft = 48;
};

} // namespace slipway
