// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "diagram/roadmaplayout.h"

namespace slipway {

enum class WalkDirection { Left, Right, Up, Down, First, Last };

/// The step the arrow keys lead to: right and left along the edges, up and down to the nearest
/// card above or below. `from` itself where there is none; the first step where `from` is empty.
StepId walk(const RoadmapLayout &layout, const StepId &from, WalkDirection direction);

} // namespace slipway
