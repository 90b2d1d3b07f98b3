// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/runboard.h"

namespace slipway {

void RunBoard::reset(const RunState &state, const Plan &plan)
{
    m_state = state;
    m_plan = plan;
    m_graph = PlanGraph(m_plan);
    m_index.clear();
    m_nodes.clear();
    for (const Phase &phase : std::as_const(m_plan.phases)) {
        for (const Step &step : phase.steps) {
            if (m_index.contains(step.id))
                continue;
            m_index.insert(step.id, int(m_nodes.size()));
            m_nodes.push_back(Node{&step, step.required && !phase.optional, {}, 0, 0});
        }
    }
    for (const StepId &id : m_graph.steps()) {
        const int index = m_index.value(id);
        for (const StepId &need : m_graph.needs(id)) {
            m_nodes.at(std::size_t(m_index.value(need))).dependents.push_back(index);
            ++m_nodes.at(std::size_t(index)).needs;
        }
    }
    recount();
}

void RunBoard::apply(const RunEvent &event)
{
    switch (event.kind) {
    case EventKind::RunStarted:
    case EventKind::RunContinued:
    case EventKind::StopRequested:
    case EventKind::RollbackStarted:
        m_state.apply(event);
        recount();
        return;
    default:
        break;
    }
    const int index = event.step.isEmpty() ? -1 : m_index.value(event.step, -1);
    if (index < 0) {
        m_state.apply(event);
        return;
    }
    const StepState before = status(event.step).state;
    m_state.apply(event);
    moved(index, before, status(event.step).state);
}

Step RunBoard::step(const StepId &id) const
{
    Step step = planned(id);
    if (const auto &edited = status(id).edited)
        step.action = *edited;
    return step;
}

const StepStatus &RunBoard::status(const StepId &id) const
{
    static const StepStatus none;
    const auto found = m_state.steps.constFind(id);
    return found == m_state.steps.constEnd() ? none : *found;
}

QList<StepId> RunBoard::ready() const
{
    QList<StepId> ids;
    for (const int index : m_ready)
        ids.append(m_nodes.at(std::size_t(index)).step->id);
    return ids;
}

bool RunBoard::isWindingDown() const
{
    return m_state.phase == RunPhase::Stopping || m_state.phase == RunPhase::RollingBack;
}

std::optional<StepId> RunBoard::firstOf(const std::set<int> &steps) const
{
    if (steps.empty())
        return std::nullopt;
    return m_nodes.at(std::size_t(*steps.begin())).step->id;
}

bool RunBoard::meets(StepState state) const
{
    if (isWindingDown())
        return isTerminal(state) || state == StepState::Unknown;
    return letsOthersGoOn(state);
}

void RunBoard::recount()
{
    m_counts.fill(0);
    m_pending.clear();
    m_ready.clear();
    for (Node &node : m_nodes)
        node.met = 0;
    for (const Node &node : m_nodes) {
        const StepState state = status(node.step->id).state;
        ++m_counts.at(std::size_t(state));
        if (!meets(state))
            continue;
        for (const int dependent : node.dependents)
            ++m_nodes.at(std::size_t(dependent)).met;
    }
    for (std::size_t index = 0; index < m_nodes.size(); ++index)
        place(int(index), status(m_nodes.at(index).step->id).state);
}

void RunBoard::moved(int index, StepState before, StepState after)
{
    if (before == after)
        return;
    --m_counts.at(std::size_t(before));
    ++m_counts.at(std::size_t(after));
    place(index, after);
    if (meets(before) == meets(after))
        return;
    for (const int dependent : m_nodes.at(std::size_t(index)).dependents) {
        Node &node = m_nodes.at(std::size_t(dependent));
        node.met += meets(after) ? 1 : -1;
        place(dependent, status(node.step->id).state);
    }
}

void RunBoard::place(int index, StepState state)
{
    const Node &node = m_nodes.at(std::size_t(index));
    const bool may = node.met == node.needs && (!isWindingDown() || node.step->always);
    if (may && state == StepState::Pending)
        m_pending.insert(index);
    else
        m_pending.erase(index);
    if (may && state == StepState::Ready)
        m_ready.insert(index);
    else
        m_ready.erase(index);
}

} // namespace slipway
