// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/plangraph.h"
#include "run/runstate.h"

#include <array>
#include <set>
#include <vector>

namespace slipway {

/// The engine's own copy of the run, which is ahead of the journal by what is on its way there,
/// and what follows from it for scheduling: which steps may begin. Each event costs only what its
/// step and that step's dependents cost.
class RunBoard
{
public:
    /// Takes over a state and the plan it runs, which holds what a recorded plan shows as dots.
    void reset(const RunState &state, const Plan &plan);
    void apply(const RunEvent &event);

    const RunState &state() const { return m_state; }
    const PlanGraph &graph() const { return m_graph; }
    const QList<StepId> &steps() const { return m_graph.steps(); }
    bool has(const StepId &id) const { return m_index.contains(id); }
    /// The step as it is run now: with the action a person edited.
    Step step(const StepId &id) const;
    const Step &planned(const StepId &id) const { return *node(id).step; }
    int order(const StepId &id) const { return m_index.value(id, -1); } ///< in the file
    bool isRequired(const StepId &id) const { return node(id).required; }
    const StepStatus &status(const StepId &id) const;
    /// How many steps are in a state.
    int count(StepState state) const { return m_counts.at(std::size_t(state)); }

    /// Steps that may begin now and have not been told so; in file order.
    std::optional<StepId> firstPending() const { return firstOf(m_pending); }
    /// Steps that may begin now and are Ready; in file order.
    std::optional<StepId> firstReady() const { return firstOf(m_ready); }
    QList<StepId> ready() const;
    /// Only `always` steps begin any more, and whatever way the others ended will do.
    bool isWindingDown() const;

private:
    struct Node
    {
        const Step *step = nullptr;
        bool required = true;
        std::vector<int> dependents;
        int needs = 0;
        int met = 0;
    };

    const Node &node(const StepId &id) const { return m_nodes.at(std::size_t(m_index.value(id))); }
    std::optional<StepId> firstOf(const std::set<int> &steps) const;
    bool meets(StepState state) const;
    void recount();
    void moved(int index, StepState before, StepState after);
    void place(int index, StepState state);

    RunState m_state;
    Plan m_plan; ///< what the nodes point into; never changed
    PlanGraph m_graph;
    QHash<StepId, int> m_index;
    std::vector<Node> m_nodes;
    std::array<int, 12> m_counts{};
    std::set<int> m_pending;
    std::set<int> m_ready;
};

} // namespace slipway
