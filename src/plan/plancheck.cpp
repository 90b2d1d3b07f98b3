// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/plancheck.h"

#include "plan/suggestion.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::PlanReader)
};

} // namespace

PlanCheck::PlanCheck(const Plan &plan, const PlanGraph &graph, const PlanPlaces &places)
    : m_plan(plan)
    , m_graph(graph)
    , m_places(places)
{
    for (const Phase &phase : plan.phases) {
        for (const Step &step : phase.steps) {
            if (step.id.isEmpty() || m_steps.contains(step.id))
                continue;
            m_order.insert(step.id, m_order.size());
            m_steps.insert(step.id, &step);
            m_names.append(step.id.toString());
        }
    }
}

void PlanCheck::report(FieldReader &report) const
{
    checkIds(report);
    for (const Phase &phase : m_plan.phases) {
        for (const Step &step : phase.steps) {
            if (m_steps.value(step.id) != &step)
                continue;
            checkNeeds(step, report);
            checkGoto(step, report);
            checkOptions(step, report);
        }
    }
    checkCycles(report);
    for (const TextUse &use : m_places.texts)
        checkText(use, report);
}

void PlanCheck::checkIds(FieldReader &report) const
{
    QHash<PhaseId, int> phases;
    for (const Phase &phase : m_plan.phases) {
        if (!phase.id.isEmpty() && phases.contains(phase.id))
            report.error(phase.place, u"duplicate-id"_s,
                         Words::tr("The phase ‘%1’ stands in line %2 already.")
                             .arg(phase.id.toString())
                             .arg(phases.value(phase.id)));
        else
            phases.insert(phase.id, phase.place.line);
        for (const Step &step : phase.steps) {
            const Step *first = m_steps.value(step.id, &step);
            if (first != &step)
                report.error(step.place, u"duplicate-id"_s,
                             Words::tr("The step ‘%1’ stands in line %2 already.")
                                 .arg(step.id.toString())
                                 .arg(first->place.line));
        }
    }
}

QString PlanCheck::unknownStep(const StepId &id) const
{
    return Words::tr("There is no step ‘%1’.").arg(id.toString())
        + suggestion(id.toString(), m_names);
}

void PlanCheck::checkNeeds(const Step &step, FieldReader &report) const
{
    if (!step.needs)
        return;
    for (const StepId &need : *step.needs) {
        const SourcePlace place = m_places.of(step, u"needs/"_s + need.toString());
        if (!m_steps.contains(need))
            report.error(place, u"unknown-step"_s, unknownStep(need));
    }
}

void PlanCheck::checkGoto(const Step &step, FieldReader &report) const
{
    if (step.onFailure.kind != FailurePolicy::Kind::Goto || step.onFailure.target.isEmpty())
        return;
    const SourcePlace place = m_places.of(step, u"goto"_s);
    const StepId target = step.onFailure.target;
    if (!m_steps.contains(target))
        report.error(place, u"unknown-step"_s, unknownStep(target));
    else if (m_order.value(target) > m_order.value(step.id))
        report.error(place, u"goto-forward"_s,
                     Words::tr("‘%1’ comes later; ‘goto’ leads back to an earlier step or to the "
                               "step itself.")
                         .arg(target.toString()));
}

void PlanCheck::checkOptions(const Step &step, FieldReader &report) const
{
    const auto *decision = std::get_if<DecisionAction>(&step.action);
    if (!decision)
        return;
    for (const DecisionOption &option : decision->options) {
        if (!option.target.isEmpty() && !m_steps.contains(option.target))
            report.error(m_places.of(step, u"option/"_s + option.name), u"unknown-step"_s,
                         unknownStep(option.target));
    }
}

void PlanCheck::checkCycles(FieldReader &report) const
{
    for (const QList<StepId> &cycle : m_graph.cycles()) {
        QStringList members;
        for (const StepId &member : cycle)
            members.append(member.toString());
        members.append(members.first());
        const Step *first = m_steps.value(cycle.first());
        if (first)
            report.error(
                m_places.of(*first, u"needs"_s), u"cycle"_s,
                Words::tr("These steps wait for one another: %1.").arg(members.join(u" → "_s)));
    }
}

void PlanCheck::checkText(const TextUse &use, FieldReader &report) const
{
    const bool hasServer = use.action == u"ssh" || use.action == u"upload";
    for (const TextTemplate::Reference &reference : use.references) {
        if (reference.name.startsWith(u"inputs."))
            checkInput(reference, report);
        else if (reference.name.startsWith(u"steps."))
            checkStepValue(use, reference, report);
        else if (reference.name.startsWith(u"server.") && !hasServer)
            report.error(reference.place, u"no-server"_s,
                         Words::tr("‘%1’ is known in ssh and upload steps alone, which act on a "
                                   "server.")
                             .arg(reference.name));
    }
}

void PlanCheck::checkInput(const TextTemplate::Reference &reference, FieldReader &report) const
{
    const QString wanted = reference.name.section(u'.', 1);
    QStringList known;
    for (const PlanInput &input : m_plan.inputs) {
        if (input.name == wanted)
            return;
        known.append(input.name);
    }
    report.error(reference.place, u"unknown-input"_s,
                 Words::tr("The plan has no input ‘%1’.").arg(wanted) + suggestion(wanted, known));
}

void PlanCheck::checkStepValue(const TextUse &use, const TextTemplate::Reference &reference,
                               FieldReader &report) const
{
    const QStringList parts = reference.name.split(u'.');
    const StepId id(parts.value(1));
    const Step *giver = m_steps.value(id);
    if (!giver) {
        report.error(reference.place, u"unknown-step"_s, unknownStep(id));
        return;
    }
    const QString output = parts.value(3);
    if (!output.isEmpty() && !giver->outputs.contains(output)) {
        report.error(reference.place, u"unknown-output"_s,
                     Words::tr("The step ‘%1’ does not name ‘%2’ in its ‘outputs’.")
                             .arg(id.toString(), output)
                         + suggestion(output, giver->outputs));
        return;
    }
    // An undo runs after its own step, whose outputs it may therefore use.
    const bool isOwn = id == use.step && use.part == TextUse::Part::Undo;
    if (!isOwn && !isUpstream(id, use.step))
        report.error(reference.place, u"not-upstream"_s,
                     Words::tr("‘%1’ does not wait for the step ‘%2’, so the value may not be "
                               "there yet. Add it to ‘needs’.")
                         .arg(use.step.toString(), id.toString()));
}

bool PlanCheck::isUpstream(const StepId &step, const StepId &of) const
{
    if (!m_upstream.contains(of)) {
        const QList<StepId> upstream = m_graph.upstream(of);
        m_upstream.insert(of, QSet<StepId>(upstream.cbegin(), upstream.cend()));
    }
    return m_upstream.constFind(of)->contains(step);
}

} // namespace slipway
