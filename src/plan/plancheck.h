// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/fieldreader.h"
#include "plan/plangraph.h"
#include "plan/planplaces.h"

namespace slipway {

/// The errors that only show when the whole plan is known: ids, targets, cycles, values that no
/// step gives. Reports through the reader.
class PlanCheck
{
public:
    PlanCheck(const Plan &plan, const PlanGraph &graph, const PlanPlaces &places);

    void report(FieldReader &report) const;

private:
    void checkIds(FieldReader &report) const;
    void checkNeeds(const Step &step, FieldReader &report) const;
    void checkGoto(const Step &step, FieldReader &report) const;
    void checkOptions(const Step &step, FieldReader &report) const;
    void checkCycles(FieldReader &report) const;
    void checkText(const TextUse &use, FieldReader &report) const;
    void checkInput(const TextTemplate::Reference &reference, FieldReader &report) const;
    void checkStepValue(const TextUse &use, const TextTemplate::Reference &reference,
                        FieldReader &report) const;
    bool isUpstream(const StepId &step, const StepId &of) const;
    QString unknownStep(const StepId &id) const;

    const Plan &m_plan;
    const PlanGraph &m_graph;
    const PlanPlaces &m_places;
    QHash<StepId, const Step *> m_steps;
    QHash<StepId, qsizetype> m_order;
    QStringList m_names;
    mutable QHash<StepId, QSet<StepId>> m_upstream; ///< of the steps asked about
};

} // namespace slipway
