// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/fieldreader.h"
#include "plan/plangraph.h"
#include "plan/planplaces.h"

namespace slipway {

/// Warnings about what a plan may say but probably should not. Few and worth reading: a plan that
/// is written well gets none.
class PlanLint
{
public:
    PlanLint(const Plan &plan, const PlanGraph &graph, const PlanPlaces &places);

    void report(FieldReader &report) const;

private:
    void lintTexts(FieldReader &report) const;
    void lintReference(const TextUse &use, const TextTemplate::Reference &reference,
                       FieldReader &report) const;
    void lintInputs(FieldReader &report) const;
    void lintPhase(const Phase &phase, FieldReader &report) const;
    void lintName(const Step &step, FieldReader &report) const;
    void lintPolicies(const Step &step, FieldReader &report) const;
    void lintLoops(const Step &step, FieldReader &report) const;
    void lintBranches(const Step &step, FieldReader &report) const;
    void lintUndo(const Phase &phase, FieldReader &report) const;

    const Plan &m_plan;
    const PlanGraph &m_graph;
    const PlanPlaces &m_places;
};

} // namespace slipway
