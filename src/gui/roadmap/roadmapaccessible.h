// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ids.h"

namespace slipway {

class RoadmapView;

/// Lets screen readers walk the steps of every RoadmapView: each is a list item with its name and
/// state. Calling it again changes nothing.
void registerRoadmapAccessibility();

/// Tells screen readers that a step was picked, or that its state changed.
void focusStep(RoadmapView &view, const StepId &step);
void announceStep(RoadmapView &view, const StepId &step);

} // namespace slipway
