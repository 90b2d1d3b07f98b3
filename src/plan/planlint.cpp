// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/planlint.h"

#include <QCoreApplication>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::PlanLint)
};

template<typename T> bool isA(const Step &step)
{
    return std::holds_alternative<T>(step.action);
}

/// A person or a clock decides how these end; running them again by rule changes nothing.
bool isRetryPointless(const Step &step)
{
    return isA<ManualAction>(step) || isA<DecisionAction>(step) || isA<GateAction>(step)
        || isA<WaitAction>(step);
}

bool givesOutputs(const Step &step)
{
    return isA<RunAction>(step) || isA<SshAction>(step);
}

/// Nobody rolls through servers in batches only to look at them.
bool surelyChangesServers(const Step &step)
{
    const auto *ssh = std::get_if<SshAction>(&step.action);
    return ssh && ssh->rolling;
}

} // namespace

PlanLint::PlanLint(const Plan &plan, const PlanGraph &graph, const PlanPlaces &places)
    : m_plan(plan)
    , m_graph(graph)
    , m_places(places)
{ }

void PlanLint::report(FieldReader &report) const
{
    lintTexts(report);
    lintInputs(report);
    for (const Phase &phase : m_plan.phases) {
        lintPhase(phase, report);
        lintUndo(phase, report);
        for (const Step &step : phase.steps) {
            lintName(step, report);
            lintPolicies(step, report);
            lintLoops(step, report);
            lintBranches(step, report);
        }
    }
}

void PlanLint::lintTexts(FieldReader &report) const
{
    for (const TextUse &use : m_places.texts) {
        for (const TextTemplate::Reference &reference : use.references)
            lintReference(use, reference, report);
    }
}

void PlanLint::lintReference(const TextUse &use, const TextTemplate::Reference &reference,
                             FieldReader &report) const
{
    if (reference.raw && use.kind == TextUse::Kind::Script)
        report.warning(reference.place, u"raw"_s,
                       Words::tr("‘%1 | raw’ goes into the script unquoted: whoever sets the "
                                 "value can run commands.")
                           .arg(reference.name));
    else if (reference.raw)
        report.warning(reference.place, u"raw"_s,
                       Words::tr("‘raw’ has no effect outside scripts."));
    if (!reference.name.startsWith(u"secrets."))
        return;
    if (use.kind == TextUse::Kind::Shown)
        report.warning(reference.place, u"secret-shown"_s,
                       Words::tr("‘%1’ stands in a text for people, where it can only appear as "
                                 "dots.")
                           .arg(reference.name));
    else if (use.kind == TextUse::Kind::Address)
        report.warning(reference.place, u"secret-in-url"_s,
                       Words::tr("‘%1’ stands in a URL, which proxies and servers write to their "
                                 "logs; send it in a header.")
                           .arg(reference.name));
}

void PlanLint::lintInputs(FieldReader &report) const
{
    QSet<QString> used;
    for (const TextUse &use : m_places.texts) {
        for (const TextTemplate::Reference &reference : use.references)
            used.insert(reference.name);
    }
    for (const PlanInput &input : m_plan.inputs) {
        if (!input.name.isEmpty() && !used.contains(u"inputs."_s + input.name))
            report.warning(
                input.place, u"unused-input"_s,
                Words::tr("The input ‘%1’ is asked for but used nowhere.").arg(input.name));
    }
}

void PlanLint::lintPhase(const Phase &phase, FieldReader &report) const
{
    if (phase.steps.isEmpty())
        report.warning(phase.place, u"empty-phase"_s,
                       Words::tr("The phase ‘%1’ has no steps.").arg(phase.name));
}

void PlanLint::lintName(const Step &step, FieldReader &report) const
{
    if (step.name.contains(u"{{"_s))
        report.warning(m_places.of(step, u"name"_s), u"not-filled-in"_s,
                       Words::tr("Values are not filled in in names; this is shown as it is."));
}

void PlanLint::lintPolicies(const Step &step, FieldReader &report) const
{
    if (step.required && step.onFailure.kind == FailurePolicy::Kind::Continue)
        report.warning(m_places.of(step, u"on_failure"_s), u"required-continue"_s,
                       Words::tr("The step is required, yet its failure lets the run go on. Say "
                                 "‘required: false’ or let it ask."));
    if (step.retry.times > 0 && isRetryPointless(step))
        report.warning(
            m_places.of(step, u"retry"_s), u"retry-unused"_s,
            Words::tr("‘retry’ has no effect on a ‘%1’ step.").arg(actionKey(step.action)));
    if (step.timeout && step.idleTimeout && *step.idleTimeout >= *step.timeout)
        report.warning(m_places.of(step, u"idle_timeout"_s), u"idle-timeout"_s,
                       Words::tr("‘idle_timeout’ is not shorter than ‘timeout’, so it never comes "
                                 "into play."));
    if (!step.outputs.isEmpty() && !givesOutputs(step))
        report.warning(m_places.of(step, u"outputs"_s), u"outputs-unused"_s,
                       Words::tr("Only ‘run’ and ‘ssh’ steps write outputs."));
}

void PlanLint::lintLoops(const Step &step, FieldReader &report) const
{
    if (step.onFailure.kind != FailurePolicy::Kind::Goto || step.onFailure.target == step.id)
        return;
    const StepId target = step.onFailure.target;
    const bool isBack = m_graph.steps().indexOf(target) >= 0
        && m_graph.steps().indexOf(target) < m_graph.steps().indexOf(step.id);
    if (isBack && !m_graph.waitsFor(step.id, target))
        report.warning(m_places.of(step, u"goto"_s), u"goto-not-upstream"_s,
                       Words::tr("‘%1’ does not wait for ‘%2’, so nothing between them would be "
                                 "done again.")
                           .arg(step.id.toString(), target.toString()));
}

void PlanLint::lintBranches(const Step &step, FieldReader &report) const
{
    const auto *decision = std::get_if<DecisionAction>(&step.action);
    if (!decision)
        return;
    for (const PlanEdge &edge : m_graph.edges()) {
        if (edge.from != step.id || edge.kind != PlanEdge::Kind::Branch)
            continue;
        if (!m_graph.waitsFor(edge.to, step.id))
            report.warning(m_places.of(step, u"decision"_s), u"branch-not-waiting"_s,
                           Words::tr("The branch ‘%1’ leads to ‘%2’, which does not wait for the "
                                     "decision. Add ‘%3’ to its ‘needs’.")
                               .arg(edge.label, edge.to.toString(), step.id.toString()));
    }
}

/// Where other steps of the phase can be undone, one that changes servers and cannot would be left
/// behind by a rollback.
void PlanLint::lintUndo(const Phase &phase, FieldReader &report) const
{
    const bool anyUndo
        = std::ranges::any_of(phase.steps, [](const Step &step) { return step.undo.has_value(); });
    if (!anyUndo)
        return;
    for (const Step &step : phase.steps) {
        if (!step.undo && !step.always && surelyChangesServers(step))
            report.warning(step.place, u"no-undo"_s,
                           Words::tr("‘%1’ changes servers but has no ‘undo’, as other steps of "
                                     "the phase have: a rollback would leave its changes.")
                               .arg(step.id.toString()));
    }
}

} // namespace slipway
