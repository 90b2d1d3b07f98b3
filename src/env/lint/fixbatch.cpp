// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/lint/fixbatch.h"

#include <algorithm>

namespace slipway {

namespace {

qsizetype beginOf(const FixCandidate *fix)
{
    return fix->changes.first().range.at;
}

} // namespace

bool DisjointRanges::add(EnvRange range)
{
    const auto after = m_ends.lower_bound(range.at);
    if (after != m_ends.end() && after->first < range.end())
        return false;
    if (after != m_ends.begin() && std::prev(after)->second > range.at)
        return false;
    return m_ends.try_emplace(range.at, range.end()).second;
}

QList<const FixCandidate *> FixBatch::proven(QList<const FixCandidate *> fixes)
{
    std::ranges::sort(fixes, {}, beginOf);
    return extended({}, fixes);
}

QList<const FixCandidate *> FixBatch::extended(const Fixes &base, const Fixes &wanted)
{
    if (wanted.isEmpty() || m_readingsLeft-- <= 0)
        return base;
    Fixes together(base.size() + wanted.size());
    std::ranges::merge(base, wanted, together.begin(), {}, beginOf, beginOf);
    const FixProof::Outcome outcome = m_proof.outcomeOf(together, m_dialects);
    if (outcome.isSame)
        return together;
    if (wanted.size() == 1)
        return base;
    const Fixes suspects = suspectsAmong(wanted, outcome.keys);
    if (suspects.isEmpty() || suspects.size() == wanted.size()) {
        const qsizetype half = wanted.size() / 2;
        return extended(extended(base, wanted.first(half)), wanted.sliced(half));
    }
    Fixes others;
    std::ranges::set_difference(wanted, suspects, std::back_inserter(others), {}, beginOf, beginOf);
    return extended(extended(base, others), suspects);
}

QList<const FixCandidate *> FixBatch::suspectsAmong(const Fixes &wanted,
                                                    const QSet<QByteArray> &keys) const
{
    Fixes suspects;
    std::ranges::copy_if(wanted, std::back_inserter(suspects),
                         [&](const FixCandidate *fix) { return m_proof.touchesKey(*fix, keys); });
    return suspects;
}

} // namespace slipway
