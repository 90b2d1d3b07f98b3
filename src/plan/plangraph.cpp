// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/plangraph.h"

#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

const DecisionAction *decisionOf(const Step &step)
{
    return std::get_if<DecisionAction>(&step.action);
}

void appendOnce(QList<StepId> &list, const StepId &id)
{
    if (!list.contains(id))
        list.append(id);
}

/// Finds one cycle for each group of steps that wait for one another. Iterative: plans may be
/// long chains.
class CycleSearch
{
public:
    CycleSearch(const QList<StepId> &steps, const QHash<StepId, QList<StepId>> &needs)
        : m_needs(needs)
    {
        for (const StepId &step : steps) {
            if (m_colour.value(step, White) == White)
                visit(step);
        }
    }

    QList<QList<StepId>> take() { return std::move(m_cycles); }

private:
    enum Colour { White, Grey, Black };
    struct Frame
    {
        StepId step;
        qsizetype next = 0;
    };

    void visit(const StepId &root)
    {
        QList<Frame> stack{{root, 0}};
        m_colour[root] = Grey;
        while (!stack.isEmpty()) {
            Frame &frame = stack.last();
            const QList<StepId> needs = m_needs.value(frame.step);
            if (frame.next >= needs.size()) {
                m_colour[frame.step] = Black;
                stack.removeLast();
                continue;
            }
            const StepId &need = needs.at(frame.next++);
            const Colour colour = m_colour.value(need, White);
            if (colour == Grey) {
                record(stack, need);
            } else if (colour == White && m_needs.contains(need)) {
                m_colour[need] = Grey;
                stack.append({need, 0});
            }
        }
    }

    void record(const QList<Frame> &stack, const StepId &first)
    {
        QList<StepId> members;
        for (auto frame = stack.crbegin(); frame != stack.crend(); ++frame) {
            members.append(frame->step);
            if (frame->step == first)
                break;
        }
        const bool known = std::ranges::any_of(
            members, [this](const StepId &id) { return m_seen.contains(id); });
        if (known)
            return;
        for (const StepId &member : std::as_const(members))
            m_seen.insert(member);
        // The stack goes from the one who waits to the one waited for; a reader expects the order
        // of work, beginning with the member that stands first in the walk.
        std::rotate(members.begin(), members.end() - 1, members.end());
        m_cycles.append(members);
    }

    const QHash<StepId, QList<StepId>> &m_needs;
    QHash<StepId, Colour> m_colour;
    QSet<StepId> m_seen;
    QList<QList<StepId>> m_cycles;
};

QSet<StepId> reach(const StepId &start, const QHash<StepId, QList<StepId>> &next)
{
    QSet<StepId> seen;
    QList<StepId> open{start};
    while (!open.isEmpty()) {
        const QList<StepId> followers = next.value(open.takeLast());
        for (const StepId &follower : followers) {
            if (!seen.contains(follower)) {
                seen.insert(follower);
                open.append(follower);
            }
        }
    }
    return seen;
}

} // namespace

PlanGraph::PlanGraph(const Plan &plan)
{
    QList<const Step *> steps;
    for (const Phase &phase : plan.phases) {
        for (const Step &step : phase.steps) {
            // A second step of the same id is the reader's error; the first one counts.
            if (m_order.contains(step.id))
                continue;
            m_order.insert(step.id, steps.size());
            steps.append(&step);
            m_steps.append(step.id);
        }
    }
    const QHash<StepId, QList<StepId>> deciders = readOptions(steps);
    readNeeds(steps, deciders);
    for (const Step *step : std::as_const(steps))
        addEdgesOf(*step);
    m_cycles = CycleSearch(m_steps, m_needs).take();
}

/// Fills m_options and says which decisions lead forward to each step by name.
QHash<StepId, QList<StepId>> PlanGraph::readOptions(const QList<const Step *> &steps)
{
    QHash<StepId, QList<StepId>> deciders;
    for (qsizetype index = 0; index < steps.size(); ++index) {
        const Step &step = *steps.at(index);
        const DecisionAction *decision = decisionOf(step);
        if (!decision)
            continue;
        for (const DecisionOption &option : decision->options) {
            StepId target = option.target;
            if (target.isEmpty() && index + 1 < steps.size())
                target = steps.at(index + 1)->id;
            else if (m_order.value(target, -1) > index)
                appendOnce(deciders[target], step.id);
            m_options[step.id].insert(option.name, target);
        }
    }
    return deciders;
}

void PlanGraph::readNeeds(const QList<const Step *> &steps,
                          const QHash<StepId, QList<StepId>> &deciders)
{
    for (qsizetype index = 0; index < steps.size(); ++index) {
        const Step &step = *steps.at(index);
        QList<StepId> needs;
        if (step.needs) {
            for (const StepId &need : *step.needs) {
                if (m_order.contains(need))
                    appendOnce(needs, need);
            }
        } else if (deciders.contains(step.id)) {
            needs = deciders.value(step.id);
        } else if (index > 0) {
            needs.append(steps.at(index - 1)->id);
        }
        for (const StepId &need : std::as_const(needs))
            m_dependents[need].append(step.id);
        m_needs.insert(step.id, needs);
    }
}

void PlanGraph::addEdgesOf(const Step &step)
{
    const qsizetype index = m_order.value(step.id);
    const QList<StepId> needs = m_needs.value(step.id);
    for (const StepId &need : needs) {
        const QHash<QString, StepId> options = m_options.value(need);
        const bool isBranch = std::ranges::any_of(
            options, [&step](const StepId &target) { return target == step.id; });
        // Where an option leads here its labelled edge says the same and more.
        if (!isBranch || m_order.value(need) >= index)
            m_edges.append({need, step.id, PlanEdge::Kind::Need, {}});
    }
    if (const DecisionAction *decision = decisionOf(step)) {
        for (const DecisionOption &option : decision->options) {
            const StepId target = m_options.value(step.id).value(option.name);
            if (!m_order.contains(target))
                continue;
            const bool back = m_order.value(target) <= index;
            m_edges.append({step.id, target, back ? PlanEdge::Kind::Back : PlanEdge::Kind::Branch,
                            option.name.toUpper()});
        }
    }
    const FailurePolicy &failure = step.onFailure;
    if (failure.kind == FailurePolicy::Kind::Goto && m_order.contains(failure.target)) {
        m_edges.append({step.id, failure.target, PlanEdge::Kind::Back,
                        failure.label.isEmpty() ? u"NO"_s : failure.label});
    }
}

QList<StepId> PlanGraph::inFileOrder(const QSet<StepId> &ids) const
{
    QList<StepId> ordered(ids.cbegin(), ids.cend());
    std::ranges::sort(ordered, {}, [this](const StepId &id) { return m_order.value(id); });
    return ordered;
}

QList<StepId> PlanGraph::downstream(const StepId &id) const
{
    return inFileOrder(reach(id, m_dependents));
}

QList<StepId> PlanGraph::upstream(const StepId &id) const
{
    return inFileOrder(reach(id, m_needs));
}

bool PlanGraph::waitsFor(const StepId &id, const StepId &need) const
{
    // Mostly the need is near; the walk goes breadth first and stops there.
    QList<StepId> open{id};
    QSet<StepId> seen;
    for (qsizetype at = 0; at < open.size(); ++at) {
        const QList<StepId> needs = m_needs.value(open.at(at));
        if (needs.contains(need))
            return true;
        for (const StepId &next : needs) {
            if (!seen.contains(next)) {
                seen.insert(next);
                open.append(next);
            }
        }
    }
    return false;
}

QList<StepId> PlanGraph::loopBody(const StepId &from, const StepId &to) const
{
    QSet<StepId> body;
    if (from != to)
        body = reach(to, m_dependents).intersect(reach(from, m_needs));
    body.insert(from);
    body.insert(to);
    body.removeIf([this](const StepId &id) { return !m_order.contains(id); });
    return inFileOrder(body);
}

QList<StepId> PlanGraph::branchBody(const StepId &decision, const QString &option) const
{
    const QHash<QString, StepId> options = m_options.value(decision);
    const StepId target = options.value(option);
    const bool forward = m_order.value(target, -1) > m_order.value(decision);
    const auto waysHere = std::ranges::count(options, target);
    if (target.isEmpty() || !forward || waysHere != 1)
        return {};
    QSet<StepId> body{target};
    // A step belongs to the branch when everything it waits for does: a join of two branches
    // belongs to neither.
    QHash<StepId, qsizetype> met;
    QList<StepId> open{target};
    while (!open.isEmpty()) {
        const QList<StepId> followers = m_dependents.value(open.takeLast());
        for (const StepId &follower : followers) {
            if (body.contains(follower) || ++met[follower] < m_needs.value(follower).size())
                continue;
            body.insert(follower);
            open.append(follower);
        }
    }
    body.remove(decision);
    return inFileOrder(body);
}

} // namespace slipway
