// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/plan.h"

#include <QHash>
#include <QSet>

namespace slipway {

struct PlanEdge
{
    enum class Kind {
        Need,   ///< `to` waits for `from`
        Branch, ///< decision option forward
        Back,   ///< goto or decision option to an earlier step: a loop
    };
    StepId from;
    StepId to;
    Kind kind = Kind::Need;
    QString label; ///< "YES", "NO", "Fix issues and retry"
    friend bool operator==(const PlanEdge &, const PlanEdge &) = default;
};

/// The order of a plan's steps: who waits for whom, branches, loops. Built once from a plan.
class PlanGraph
{
public:
    PlanGraph() = default;
    explicit PlanGraph(const Plan &plan);

    /// Steps in the order of the file.
    const QList<StepId> &steps() const { return m_steps; }
    const QList<PlanEdge> &edges() const { return m_edges; }
    /// Effective needs: what the file says, or the step before.
    QList<StepId> needs(const StepId &id) const { return m_needs.value(id); }
    QList<StepId> dependents(const StepId &id) const { return m_dependents.value(id); }
    /// Every step that needs `id`, directly or not, in file order.
    QList<StepId> downstream(const StepId &id) const;
    /// Every step that `id` waits for, directly or not, in file order.
    QList<StepId> upstream(const StepId &id) const;
    /// Whether `id` waits for `need`, directly or not.
    bool waitsFor(const StepId &id, const StepId &need) const;
    /// The steps that a jump back from `from` to `to` makes pending again: `to`, and every step
    /// on a path of needs from `to` to `from`, and `from` itself; in file order.
    QList<StepId> loopBody(const StepId &from, const StepId &to) const;
    /// The steps only reachable through option `option` of `decision` (skipped if not picked).
    QList<StepId> branchBody(const StepId &decision, const QString &option) const;
    /// Members of a cycle through needs, in order; empty when there is none.
    QList<StepId> cycle() const { return m_cycles.value(0); }
    /// One cycle for each group of steps that wait for one another.
    const QList<QList<StepId>> &cycles() const { return m_cycles; }

private:
    QHash<StepId, QList<StepId>> readOptions(const QList<const Step *> &steps);
    void readNeeds(const QList<const Step *> &steps, const QHash<StepId, QList<StepId>> &deciders);
    void addEdgesOf(const Step &step);
    QList<StepId> inFileOrder(const QSet<StepId> &ids) const;

    QList<StepId> m_steps;
    QList<PlanEdge> m_edges;
    QHash<StepId, QList<StepId>> m_needs;
    QHash<StepId, QList<StepId>> m_dependents;
    QHash<StepId, qsizetype> m_order;
    QHash<StepId, QHash<QString, StepId>> m_options;
    QList<QList<StepId>> m_cycles;
};

} // namespace slipway
