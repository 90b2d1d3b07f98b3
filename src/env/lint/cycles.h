// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>

namespace slipway {

/// The circles of a graph: for each node the number of the group of nodes that can all reach each
/// other, or -1 when it cannot reach itself. `edges` has for each node those it points to. Linear,
/// and as deep as the graph without using the stack.
QList<int> circlesOf(const QList<QList<int>> &edges);

} // namespace slipway
