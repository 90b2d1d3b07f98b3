// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/plantext.h"

#include "plan/plangraph.h"
#include "plan/planvalues.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::PlanText)
};

/// The first line that says something; comments and `set` options do not.
QString scriptLine(const QString &script)
{
    const QStringList lines = script.split(u'\n', Qt::SkipEmptyParts);
    QString chosen;
    qsizetype more = 0;
    for (const QString &raw : lines) {
        const QString line = raw.trimmed();
        if (line.isEmpty() || line.startsWith(u'#') || line.startsWith(u"set -"))
            continue;
        if (chosen.isEmpty())
            chosen = line;
        else
            ++more;
    }
    return more == 0 ? chosen : chosen + u" …"_s;
}

struct Summary
{
    QString operator()(const RunAction &action) const { return scriptLine(action.script); }
    QString operator()(const SshAction &action) const
    {
        return Words::tr("on %1: %2").arg(action.on.join(u", "_s), scriptLine(action.script));
    }
    QString operator()(const UploadAction &action) const
    {
        return Words::tr("%1 to %2:%3").arg(action.from, action.on.join(u", "_s), action.to);
    }
    QString operator()(const HttpAction &action) const
    {
        const QString method = action.method.isEmpty() ? u"GET"_s : action.method;
        return method + u' ' + action.url;
    }
    QString operator()(const EnvAction &action) const { return action.file; }
    QString operator()(const ManualAction &action) const { return scriptLine(action.text); }
    QString operator()(const GateAction &action) const
    {
        QStringList parts = action.metrics;
        if (action.approvals) {
            QStringList roles;
            for (const RoleId &role : action.approvals->from)
                roles.append(role.toString());
            parts.append(Words::tr("approval of %1").arg(roles.join(u", "_s)));
        }
        return parts.join(u", "_s);
    }
    QString operator()(const DecisionAction &action) const { return scriptLine(action.question); }
    QString operator()(const WaitAction &action) const
    {
        return action.until.isValid() ? Words::tr("until %1").arg(clockTimeToText(action.until))
                                      : Words::tr("for %1").arg(durationToText(action.duration));
    }
    QString operator()(const NotifyAction &action) const
    {
        return Words::tr("%1: %2").arg(action.channel, scriptLine(action.text));
    }
    QString operator()(const PlanAction &action) const { return action.path; }
};

QString joined(const QList<StepId> &ids)
{
    QStringList texts;
    for (const StepId &id : ids)
        texts.append(id.toString());
    return texts.join(u", "_s);
}

class Outline
{
public:
    explicit Outline(const Plan &plan) : m_plan(plan), m_graph(plan) { }

    QString write()
    {
        line(m_plan.name);
        if (!m_plan.goal.isEmpty())
            line(Words::tr("Goal: %1").arg(m_plan.goal));
        if (!m_plan.timeline.isEmpty())
            line(Words::tr("Timeline: %1").arg(m_plan.timeline));
        for (const PlanInput &input : m_plan.inputs)
            writeInput(input);
        int number = 0;
        for (const Phase &phase : m_plan.phases)
            writePhase(phase, ++number);
        return m_text;
    }

private:
    void line(const QString &text) { m_text += text.trimmed().isEmpty() ? u"\n"_s : text + u'\n'; }

    void detail(const QString &text) { line(u"      "_s + text); }

    void writeInput(const PlanInput &input)
    {
        QStringList facts;
        if (input.required)
            facts.append(Words::tr("required"));
        if (input.defaultValue)
            facts.append(Words::tr("default %1").arg(*input.defaultValue));
        QString text = Words::tr("Input: %1").arg(input.name);
        if (!facts.isEmpty())
            text += u" ("_s + facts.join(u", "_s) + u')';
        line(text);
    }

    void writePhase(const Phase &phase, int number)
    {
        QStringList facts;
        if (!phase.schedule.isEmpty())
            facts.append(phase.schedule);
        if (phase.estimate)
            facts.append(estimateToText(*phase.estimate));
        if (phase.optional)
            facts.append(Words::tr("optional"));
        line({});
        const QString title = Words::tr("Phase %1: %2").arg(number).arg(phase.name);
        line(facts.isEmpty() ? title : title + u" ("_s + facts.join(u"; "_s) + u')');
        for (const Step &step : phase.steps)
            writeStep(step);
        for (const QString &deliverable : phase.deliverables)
            line(u"  "_s + Words::tr("Deliverable: %1").arg(deliverable));
    }

    void writeStep(const Step &step)
    {
        QString title = u"  "_s + step.id.toString();
        if (step.name != step.id.toString())
            title += u"  "_s + step.name;
        if (step.estimate)
            title += u" ("_s + estimateToText(*step.estimate) + u')';
        line(title);
        line(u"      "_s + actionKey(step.action) + u"  "_s + actionSummary(step.action));
        const QList<StepId> needs = m_graph.needs(step.id);
        // The step before is what a reader expects; only another order is worth a line.
        if (needs != (m_before.isEmpty() ? QList<StepId>{} : QList<StepId>{m_before}))
            detail(needs.isEmpty() ? Words::tr("waits for nothing")
                                   : Words::tr("waits for %1").arg(joined(needs)));
        if (!step.when.isEmpty())
            detail(Words::tr("only when %1").arg(step.when));
        if (step.at.isValid())
            detail(Words::tr("at %1").arg(clockTimeToText(step.at)));
        if (!step.owner.isEmpty())
            detail(Words::tr("owner %1").arg(step.owner.toString()));
        if (step.undo)
            detail(Words::tr("undo: %1  %2").arg(actionKey(*step.undo), actionSummary(*step.undo)));
        writeWays(step);
        m_before = step.id;
    }

    void writeWays(const Step &step)
    {
        if (const auto *decision = std::get_if<DecisionAction>(&step.action)) {
            for (const DecisionOption &option : decision->options)
                line(u"      "_s + option.name + u" → "_s
                     + (option.target.isEmpty() ? u"next"_s : option.target.toString()));
        }
        if (step.onFailure.kind != FailurePolicy::Kind::Goto)
            return;
        const QString label
            = step.onFailure.label.isEmpty() ? QString() : u" ("_s + step.onFailure.label + u')';
        detail(Words::tr("on failure → %1%2").arg(step.onFailure.target.toString(), label));
    }

    const Plan &m_plan;
    PlanGraph m_graph;
    QString m_text;
    StepId m_before;
};

} // namespace

QString planToText(const Plan &plan)
{
    return Outline(plan).write();
}

QString actionSummary(const Action &action)
{
    return std::visit(Summary{}, action);
}

} // namespace slipway
