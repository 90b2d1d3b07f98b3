// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "diagram/roadmaplayout.h"

namespace slipway::layout {

/// Where a step stands, or where a long edge passes between two others.
struct Node
{
    int strip = 0;  ///< index in Model::strips
    int column = 0; ///< within the strip
    double height = 0;
    double y = 0; ///< centre; from the top of the strip
    bool real = true;
    bool diamond = false;
    bool leaves = false; ///< an edge runs on to a later strip, through the channel below
    QList<int> left;     ///< neighbours in the column before and after, by index
    QList<int> right;
};

/// One row of a phase: its layers as columns, read from left to right.
struct Strip
{
    int band = 0;
    QList<QList<int>> columns; ///< nodes from top to bottom
    double height = 0;
    double top = 0;
};

/// An edge of the plan between two steps.
struct Edge
{
    PlanEdge plan;
    int from = 0;
    int to = 0;
    QList<int> path; ///< every node from `from` to `to`, when the edge runs forward in one strip
    double labelWidth = 0;
};

/// What the stages of the layout hand on to one another.
struct Model
{
    RoadmapLayout::Options options;
    QList<StepId> steps; ///< file order; node i is step i
    QList<Node> nodes;   ///< steps first, then the places of long edges
    QList<Strip> strips;
    QList<int> columnsOfBand;
    QList<Edge> edges;

    int band(int node) const { return strips.at(nodes.at(node).strip).band; }
};

/// Layers by longest path, rows by wrapping, and the places of long edges.
Model buildModel(const Plan &plan, const PlanGraph &graph, const RoadmapLayout::Options &options);
/// Sorts each column so that few edges cross.
void orderColumns(Model &model, Strip &strip);
/// Gives each node of the strip its height in it; straight chains stay straight.
void placeLanes(Model &model, Strip &strip);

} // namespace slipway::layout
