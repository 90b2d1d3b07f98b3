// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/lint/fixplanner.h"

#include "env/lint/fixbatch.h"

#include <algorithm>
#include <map>

namespace slipway {

namespace {

/// Sorting a group waits until its lines are as they shall be.
std::pair<bool, EnvCheck> turnOf(EnvCheck check)
{
    return {check == EnvCheck::UnorderedKey, check};
}

} // namespace

FixPlanner::FixPlanner(const LintInput &input, const FixProof &proof)
    : m_input(input)
    , m_proof(proof)
    , m_source(input)
{ }

FixPlanner::Plan FixPlanner::planFor(const QList<EnvFinding> &findings) const
{
    const EnvChecks fixable = fixableChecks();
    Plan plan;
    QHash<qsizetype, std::pair<qsizetype, qsizetype>> sortings; // by place: ways
    for (qsizetype i = 0; i < findings.size(); ++i) {
        const auto check = envCheckFromString(findings.at(i).check);
        if (!check || !fixable.contains(*check))
            continue;
        const FixCandidates candidates = fixCandidates(m_source, *check, findings.at(i));
        if (candidates.isEmpty())
            continue;
        Mending mending{*check, i, static_cast<qsizetype>(plan.ways.size()), candidates.size()};
        const qsizetype place = candidates.first().changes.first().range.at;
        if (*check == EnvCheck::UnorderedKey) {
            const auto known = sortings.constFind(place);
            if (known != sortings.cend()) {
                std::tie(mending.firstWay, mending.wayCount) = *known;
                plan.mendings.append(mending);
                continue;
            }
            sortings.insert(place, {mending.firstWay, mending.wayCount});
        }
        for (const FixCandidate &candidate : candidates)
            plan.ways.push_back({*check, candidate});
        plan.mendings.append(mending);
    }
    for (Way &way : plan.ways) {
        if (way.fix.scope == FixCandidate::Scope::Statement)
            way.changes = m_proof.changedAlone(way.fix);
    }
    return plan;
}

/// What depends on other statements is read apart from all else: two such changes could make up for
/// each other.
void FixPlanner::prove(Plan &plan) const
{
    std::map<std::optional<EnvCheck>, std::vector<Way *>> kinds;
    for (Way &way : plan.ways) {
        const bool isLocal = way.fix.scope == FixCandidate::Scope::Statement;
        kinds[isLocal ? std::nullopt : std::optional(way.check)].push_back(&way);
    }
    for (auto &[kind, ways] : kinds)
        proveLayers(std::move(ways));
    proveAlone(plan);
}

/// In layers of fixes that touch different statements.
void FixPlanner::proveLayers(std::vector<Way *> ways) const
{
    while (!ways.empty()) {
        DisjointRanges taken;
        const auto rest = std::stable_partition(ways.begin(), ways.end(), [&](const Way *way) {
            return taken.add(m_proof.touched(way->fix));
        });
        proveTogether({ways.begin(), rest});
        ways.erase(ways.begin(), rest);
    }
}

void FixPlanner::proveTogether(std::span<Way *> layer) const
{
    for (const EnvDialect dialect : m_input.options.dialects) {
        const auto bit = static_cast<size_t>(dialect);
        QList<const FixCandidate *> wanted;
        for (const Way *way : layer) {
            if (!way->changes.test(bit))
                wanted.append(&way->fix);
        }
        const auto proven = FixBatch(m_proof, DialectBits().set(bit)).proven(wanted);
        const QSet<const FixCandidate *> same(proven.cbegin(), proven.cend());
        for (Way *way : layer) {
            if (!same.contains(&way->fix))
                way->changes.set(bit);
        }
    }
}

/// Even two changes of one kind could make up for each other, so each is also read alone, as far as
/// that takes no longer than a person waits; those first that depend on other statements.
void FixPlanner::proveAlone(Plan &plan) const
{
    constexpr qsizetype mostBytes = 8'000'000;
    qsizetype bytesLeft = mostBytes;
    for (const auto scope : {FixCandidate::Scope::File, FixCandidate::Scope::Statement}) {
        for (Way &way : plan.ways) {
            if (way.fix.scope == scope)
                proveAlone(way, bytesLeft);
        }
    }
}

void FixPlanner::proveAlone(Way &way, qsizetype &bytesLeft) const
{
    for (const EnvDialect dialect : m_input.options.dialects) {
        const auto bit = static_cast<size_t>(dialect);
        if (way.changes.test(bit) || bytesLeft < m_input.text.size())
            continue;
        bytesLeft -= m_input.text.size() + 100;
        if (!m_proof.outcomeOf({&way.fix}, DialectBits().set(bit)).isSame)
            way.changes.set(bit);
    }
}

/// Whether a finding that speaks of a wrong value is gone afterwards: another value alone could be
/// just as wrong.
bool FixPlanner::isGood(const Way &way) const
{
    if (!wantsOtherValue(way.check))
        return true;
    if (way.changes.none())
        return false;
    EnvLintOptions options = m_input.options;
    options.checks = EnvChecks();
    options.checks.insert(way.check);
    const EnvLinter linter(options);
    const auto [before, after] = m_proof.extractOf(way.fix);
    return !linter.lint(EnvDocument(before)).isEmpty() && linter.lint(EnvDocument(after)).isEmpty();
}

const FixPlanner::Way *FixPlanner::best(const Plan &plan, const Mending &mending) const
{
    const Way *best = nullptr;
    for (qsizetype i = 0; i < mending.wayCount; ++i) {
        const Way &way = plan.ways[static_cast<size_t>(mending.firstWay + i)];
        if (!isGood(way))
            continue;
        const bool isBetter = best && !wantsOtherValue(mending.check)
            && way.changes.count() < best->changes.count();
        if (!best || isBetter)
            best = &way;
    }
    return best;
}

std::optional<EnvFix> FixPlanner::fixOf(const Way &way) const
{
    EnvFix fix{way.fix.title, way.fix.changes, {}};
    for (const EnvDialect dialect : m_input.options.dialects) {
        if (way.changes.test(static_cast<size_t>(dialect)))
            fix.changesValuesIn.append(dialect);
    }
    return fix;
}

void FixPlanner::addFixes(QList<EnvFinding> &findings) const
{
    Plan plan = planFor(findings);
    prove(plan);
    for (const Mending &mending : std::as_const(plan.mendings)) {
        if (const Way *way = best(plan, mending))
            findings[mending.finding].fix = fixOf(*way);
    }
}

/// For each finding the next way that has not failed, as far as they touch different statements.
QList<FixPlanner::Way *> FixPlanner::pick(Plan &plan) const
{
    DisjointRanges taken;
    QList<Way *> picked;
    bool isSorting = false;
    for (const Mending &mending : std::as_const(plan.mendings)) {
        const bool isSort = mending.check == EnvCheck::UnorderedKey;
        if (isSort && !isSorting && !picked.isEmpty())
            break;
        isSorting = isSort;
        const auto begin = plan.ways.begin() + mending.firstWay;
        const auto way = std::find_if(begin, begin + mending.wayCount,
                                      [](const Way &each) { return !each.isFailed; });
        if (way != begin + mending.wayCount && taken.add(m_proof.touched(way->fix)))
            picked.append(&*way);
    }
    return picked;
}

QList<EnvTextChange> FixPlanner::safeChanges(const QList<EnvFinding> &findings) const
{
    Plan plan = planFor(findings);
    for (Way &way : plan.ways)
        way.isFailed = way.changes.any();
    std::ranges::stable_sort(plan.mendings, {},
                             [](const Mending &mending) { return turnOf(mending.check); });
    for (QList<Way *> picked = pick(plan); !picked.isEmpty(); picked = pick(plan)) {
        QList<const FixCandidate *> wanted;
        for (Way *way : std::as_const(picked)) {
            wanted.append(&way->fix);
            way->isFailed = true; // unless it is proven, and then there is no next time
        }
        const auto proven = FixBatch(m_proof, m_proof.dialects()).proven(wanted);
        if (proven.isEmpty())
            continue;
        QList<EnvTextChange> changes;
        for (const FixCandidate *fix : proven)
            changes.append(fix->changes);
        return changes;
    }
    return {};
}

} // namespace slipway
