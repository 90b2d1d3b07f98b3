// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/plan.h"

#include <QByteArray>

namespace slipway {

struct PlanReading
{
    Plan plan;                     ///< as much as could be read; run it only without errors
    QList<Diagnostic> diagnostics; ///< all of them, by place
};

/// Reads a plan file in the format of docs "The plan and workspace files". Never throws, never
/// stops at the first fault; garbage gives diagnostics. Includes PlanGraph's and PlanLint's.
PlanReading readPlan(const QByteArray &yaml);

} // namespace slipway
