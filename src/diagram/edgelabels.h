// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "diagram/roadmaplayout.h"

namespace slipway::layout {

/// Finds a place for the label of each edge that has room reserved (labelRoom): beside its line,
/// near its start where possible, on no card and on no other label.
void placeLabels(RoadmapLayout &layout);

/// At how many points lines cross; forks and joins are none.
int countCrossings(const QList<RoadmapLayout::Edge> &edges);

} // namespace slipway::layout
