// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/layoutmodel.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <queue>

namespace slipway::layout {

namespace {

constexpr double labelCharacter = 7.0;
constexpr double labelPadding = 12.0;
constexpr double widestLabel = 150.0;

/// The steps of one phase and the edges between them, by index in the whole plan.
struct PhaseNodes
{
    int band = 0;
    int first = 0;
    int count = 0;
    QList<int> layer; ///< of step first + i
    int layers = 0;

    bool has(int node) const { return node >= first && node < first + count; }
    int layerOf(int node) const { return layer.at(node - first); }
};

bool ordersSteps(const Edge &edge)
{
    return edge.plan.kind != PlanEdge::Kind::Back && edge.from != edge.to;
}

/// Longest path from the steps that wait for nothing. A cycle (a fault in the plan) is broken at
/// its member that stands first in the file, so that a faulty plan can still be looked at.
void assignLayers(PhaseNodes &phase, const QList<Edge> &edges)
{
    QList<QList<int>> next(phase.count);
    QList<int> open(phase.count, 0);
    for (const Edge &edge : edges) {
        if (!ordersSteps(edge) || !phase.has(edge.from) || !phase.has(edge.to))
            continue;
        next[edge.from - phase.first].append(edge.to - phase.first);
        ++open[edge.to - phase.first];
    }
    phase.layer.fill(0, phase.count);
    QList<bool> done(phase.count, false);
    std::priority_queue<int, std::vector<int>, std::greater<>> ready;
    for (int i = 0; i < phase.count; ++i) {
        if (open.at(i) == 0)
            ready.push(i);
    }
    int unplaced = 0;
    for (int placed = 0; placed < phase.count; ++placed) {
        while (ready.empty() || done.at(ready.top())) {
            if (!ready.empty()) {
                ready.pop();
                continue;
            }
            while (done.at(unplaced))
                ++unplaced;
            ready.push(unplaced);
        }
        const int node = ready.top();
        ready.pop();
        done[node] = true;
        phase.layers = std::max(phase.layers, phase.layer.at(node) + 1);
        for (const int other : next.at(node)) {
            if (done.at(other))
                continue;
            phase.layer[other] = std::max(phase.layer.at(other), phase.layer.at(node) + 1);
            if (--open[other] == 0)
                ready.push(other);
        }
    }
}

/// The layer at which each row begins: rows of like length, broken where few edges run.
QList<int> rowStarts(const PhaseNodes &phase, const QList<Edge> &edges, int perRow)
{
    QList<int> across(phase.layers + 1, 0);
    for (const Edge &edge : edges) {
        if (!ordersSteps(edge) || !phase.has(edge.from) || !phase.has(edge.to))
            continue;
        for (int layer = phase.layerOf(edge.from) + 1; layer <= phase.layerOf(edge.to); ++layer)
            ++across[layer];
    }
    constexpr double dearest = std::numeric_limits<double>::max();
    constexpr double costOfAnEdge = 8;
    QList<double> cost(phase.layers + 1, dearest);
    QList<int> from(phase.layers + 1, 0);
    cost[0] = 0;
    for (int end = 1; end <= phase.layers; ++end) {
        for (int start = std::max(0, end - perRow); start < end; ++start) {
            const int missing = perRow - (end - start);
            const double broken = start > 0 ? costOfAnEdge * std::max(0, across.at(start) - 1) : 0;
            const double whole = cost.at(start) + missing * missing + broken;
            // Of equal ones the last counts: the longer rows stand first.
            if (whole <= cost.at(end)) {
                cost[end] = whole;
                from[end] = start;
            }
        }
    }
    QList<int> starts;
    for (int end = phase.layers; end > 0; end = from.at(end))
        starts.prepend(from.at(end));
    if (starts.isEmpty())
        starts.append(0);
    return starts;
}

int columnsThatFit(const RoadmapLayout::Options &options, int layers)
{
    if (options.wrapWidth <= 0)
        return std::max(1, layers);
    const double column = std::max(options.card.width(), options.diamond.width());
    // Both sides have a corridor: edges come in at the left and leave at the right.
    const double room = options.wrapWidth - 2 * RoadmapLayout::margin - 2 * RoadmapLayout::gutter
        - RoadmapLayout::rim;
    const double fitting
        = std::floor((room + options.horizontalGap) / (column + options.horizontalGap));
    return std::max(1, static_cast<int>(fitting));
}

void addStrips(Model &model, const PhaseNodes &phase, const QList<Edge> &edges)
{
    const int perRow = columnsThatFit(model.options, phase.layers);
    const QList<int> starts = rowStarts(phase, edges, perRow);
    const int firstStrip = static_cast<int>(model.strips.size());
    int widest = 1;
    for (int row = 0; row < starts.size(); ++row) {
        const int end = row + 1 < starts.size() ? starts.at(row + 1) : phase.layers;
        Strip strip;
        strip.band = phase.band;
        strip.columns.resize(std::max(1, end - starts.at(row)));
        widest = std::max(widest, static_cast<int>(strip.columns.size()));
        model.strips.append(strip);
    }
    for (int node = phase.first; node < phase.first + phase.count; ++node) {
        const int layer = phase.layerOf(node);
        const auto after = std::upper_bound(starts.begin(), starts.end(), layer);
        const int row = static_cast<int>(after - starts.begin()) - 1;
        model.nodes[node].strip = firstStrip + row;
        model.nodes[node].column = layer - starts.at(row);
        model.strips[firstStrip + row].columns[layer - starts.at(row)].append(node);
    }
    model.columnsOfBand.append(widest);
}

void addNodes(Model &model, const Plan &plan, QHash<StepId, int> &index)
{
    for (const Phase &phase : plan.phases) {
        for (const Step &step : phase.steps) {
            if (index.contains(step.id))
                continue;
            index.insert(step.id, static_cast<int>(model.steps.size()));
            model.steps.append(step.id);
            Node node;
            node.diamond = std::holds_alternative<DecisionAction>(step.action);
            node.height
                = node.diamond ? model.options.diamond.height() : model.options.card.height();
            model.nodes.append(node);
        }
    }
}

double labelWidth(const QString &label)
{
    if (label.isEmpty())
        return 0;
    return std::min(widestLabel, static_cast<double>(label.size()) * labelCharacter + labelPadding);
}

void addEdges(Model &model, const PlanGraph &graph, const QHash<StepId, int> &index)
{
    for (const PlanEdge &plan : graph.edges()) {
        const int from = index.value(plan.from, -1);
        const int to = index.value(plan.to, -1);
        if (from >= 0 && to >= 0)
            model.edges.append({plan, from, to, {}, labelWidth(plan.label)});
    }
}

void link(Model &model, int from, int to)
{
    model.nodes[from].right.append(to);
    model.nodes[to].left.append(from);
}

/// Threads an edge that runs forward in one strip through the columns between.
void threadEdge(Model &model, Edge &edge)
{
    const int strip = model.nodes.at(edge.from).strip;
    const int first = model.nodes.at(edge.from).column;
    const int last = model.nodes.at(edge.to).column;
    if (ordersSteps(edge) && model.nodes.at(edge.to).strip > strip)
        model.nodes[edge.from].leaves = true;
    if (!ordersSteps(edge) || model.nodes.at(edge.to).strip != strip || last <= first)
        return;
    edge.path.append(edge.from);
    for (int column = first + 1; column < last; ++column) {
        const int place = static_cast<int>(model.nodes.size());
        Node node;
        node.strip = strip;
        node.column = column;
        node.real = false;
        model.nodes.append(node);
        model.strips[strip].columns[column].append(place);
        link(model, edge.path.last(), place);
        edge.path.append(place);
    }
    link(model, edge.path.last(), edge.to);
    edge.path.append(edge.to);
}

} // namespace

Model buildModel(const Plan &plan, const PlanGraph &graph, const RoadmapLayout::Options &options)
{
    Model model;
    model.options = options;
    QHash<StepId, int> index;
    addNodes(model, plan, index);
    addEdges(model, graph, index);

    QList<QList<Edge>> edgesOfBand(plan.phases.size());
    QList<int> bandOf(model.steps.size(), 0);
    QList<PhaseNodes> phases;
    int next = 0;
    for (int band = 0; band < plan.phases.size(); ++band) {
        PhaseNodes phase;
        phase.band = band;
        phase.first = next;
        // A second step of the same id stands where the first one stands.
        for (const Step &step : plan.phases.at(band).steps) {
            if (index.value(step.id) == next) {
                bandOf[next] = band;
                ++next;
            }
        }
        phase.count = next - phase.first;
        phases.append(phase);
    }
    for (const Edge &edge : std::as_const(model.edges)) {
        if (bandOf.at(edge.from) == bandOf.at(edge.to))
            edgesOfBand[bandOf.at(edge.from)].append(edge);
    }
    for (PhaseNodes &phase : phases) {
        assignLayers(phase, edgesOfBand.at(phase.band));
        addStrips(model, phase, edgesOfBand.at(phase.band));
    }
    for (Edge &edge : model.edges)
        threadEdge(model, edge);
    return model;
}

} // namespace slipway::layout
