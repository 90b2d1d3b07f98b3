// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/planreader.h"

#include "plan/inputreader.h"
#include "plan/keytables.h"
#include "plan/plancheck.h"
#include "plan/planlint.h"
#include "plan/stepreader.h"
#include "plan/yamljson.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::PlanReader)
};

/// Reads the whole file into a plan; the steps are StepReader's.
class FileReader
{
public:
    FileReader(FieldReader &fields, PlanPlaces &places) : m_fields(fields), m_steps(fields, places)
    { }

    Plan read(const YamlNode &root)
    {
        Plan plan;
        const QString shape = u"plan-file"_s;
        if (!m_fields.isMapOf(root, shape))
            return plan;
        checkVersion(root, shape);
        if (const YamlNode *name = m_fields.required(root, shape, u"name"_s))
            plan.name = m_fields.filled(*name);
        readText(root, shape, u"goal"_s, plan.goal);
        readText(root, shape, u"timeline"_s, plan.timeline);
        readText(root, shape, u"notes"_s, plan.notes);
        if (const YamlNode *inputs = m_fields.value(root, shape, u"inputs"_s))
            plan.inputs = readInputs(*inputs, m_fields);
        if (const YamlNode *phases = m_fields.required(root, shape, u"phases"_s))
            readPhases(*phases, plan);
        for (const YamlEntry &entry : root.entries) {
            if (entry.key.startsWith(u"x-"))
                plan.extensions.insert(entry.key, toJsonValue(entry.value));
        }
        return plan;
    }

private:
    void checkVersion(const YamlNode &root, const QString &shape)
    {
        const YamlNode *version = m_fields.required(root, shape, u"slipway"_s);
        if (version && version->text != u"1")
            m_fields.error(version->place, u"version"_s,
                           Words::tr("This version of Slipway reads files that say ‘slipway: 1’."));
    }

    void readText(const YamlNode &node, const QString &shape, const QString &key, QString &text)
    {
        if (const YamlNode *found = m_fields.value(node, shape, key))
            text = m_fields.text(*found);
    }

    void readPhases(const YamlNode &node, Plan &plan)
    {
        if (!m_fields.isList(node))
            return;
        if (node.items.isEmpty())
            m_fields.error(node.place, u"empty"_s, Words::tr("A plan needs at least one phase."));
        for (const YamlNode &item : node.items)
            plan.phases.append(readPhase(item));
    }

    Phase readPhase(const YamlNode &node)
    {
        Phase phase;
        phase.place = node.place;
        const QString shape = u"phase"_s;
        if (!m_fields.isMapOf(node, shape))
            return phase;
        if (const YamlNode *id = m_fields.required(node, shape, u"id"_s))
            phase.id = PhaseId(m_fields.slug(*id));
        phase.name = phase.id.toString();
        if (const YamlNode *name = m_fields.value(node, shape, u"name"_s))
            phase.name = m_fields.filled(*name);
        readText(node, shape, u"schedule"_s, phase.schedule);
        readText(node, shape, u"notes"_s, phase.notes);
        if (const YamlNode *estimate = m_fields.value(node, shape, u"estimate"_s))
            phase.estimate = m_fields.estimate(*estimate);
        if (const YamlNode *optional = m_fields.value(node, shape, u"optional"_s))
            phase.optional = m_fields.boolean(*optional).value_or(false);
        if (const YamlNode *deliverables = m_fields.value(node, shape, u"deliverables"_s))
            phase.deliverables = m_fields.texts(*deliverables);
        if (const YamlNode *steps = m_fields.required(node, shape, u"steps"_s))
            readSteps(*steps, phase);
        return phase;
    }

    void readSteps(const YamlNode &node, Phase &phase)
    {
        if (!m_fields.isList(node))
            return;
        for (const YamlNode &item : node.items)
            phase.steps.append(m_steps.read(item));
    }

    FieldReader &m_fields;
    StepReader m_steps;
};

} // namespace

PlanReading readPlan(const QByteArray &yaml)
{
    PlanReading reading;
    const YamlReading source = readYaml(yaml);
    reading.diagnostics = source.diagnostics;
    if (source.root) {
        FieldReader fields(reading.diagnostics, planKeyTable());
        PlanPlaces places;
        reading.plan = FileReader(fields, places).read(*source.root);
        const PlanGraph graph(reading.plan);
        PlanCheck(reading.plan, graph, places).report(fields);
        PlanLint(reading.plan, graph, places).report(fields);
    }
    sortDiagnostics(reading.diagnostics);
    return reading;
}

} // namespace slipway
