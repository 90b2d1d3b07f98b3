// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/runstate.h"

#include <QCoreApplication>

namespace slipway::runfold {

// What the two halves of RunState::apply() share: runstatefold.cpp has the events of a step,
// runstaterun.cpp those of the whole run.

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::RunState)
};

QString text(const RunEvent &event, const QString &key);
QString stepName(const RunEvent &event);
void closeQuestions(RunState &state, const StepId &step);
void endWaiting(StepStatus &status, const QDateTime &at);
void endHolding(StepStatus &status);
void endStep(RunState &state, StepStatus &status, const RunEvent &event);

/// False: the event is about one step.
bool applyToRun(RunState &state, const RunEvent &event);

} // namespace slipway::runfold
