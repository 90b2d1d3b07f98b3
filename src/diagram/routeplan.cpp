// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/routeplan.h"

#include <algorithm>
#include <cmath>

namespace slipway::layout {

Corridors::Corridors(const Model &model)
{
    const int widest
        = model.columnsOfBand.isEmpty() ? 0 : *std::ranges::max_element(model.columnsOfBand);
    m_ordinal = {0.0, 2.0 * widest + 2};
    for (const int columns : model.columnsOfBand) {
        m_first.append(count());
        for (int column = 1; column <= columns; ++column)
            m_ordinal.append(2.0 * column);
    }
}

int Corridors::gap(int band, int column) const
{
    return column == 0 ? leftGutter : m_first.at(band) + column - 1;
}

int channelAbove(const Model &model, int strip)
{
    return strip + model.strips.at(strip).band;
}

int channelCount(const Model &model)
{
    return static_cast<int>(model.strips.size() + model.columnsOfBand.size());
}

namespace {

class RoutePlanner
{
public:
    RoutePlanner(const Model &model, const Corridors &corridors)
        : m_model(model)
        , m_corridors(corridors)
        , m_leaving(model.steps.size(), 0)
        , m_entering(model.steps.size(), 0)
        , m_labelled(model.steps.size(), 0)
    {
        for (const Edge &edge : model.edges) {
            if (!edge.plan.label.isEmpty() && edge.plan.kind != PlanEdge::Kind::Back)
                ++m_labelled[edge.from];
        }
        for (const Edge &edge : model.edges) {
            if (mayShare(edge)) {
                ++m_leaving[edge.from];
                ++m_entering[edge.to];
            }
        }
    }

    RoutePlan plan(int index) const
    {
        const Edge &edge = m_model.edges.at(index);
        RoutePlan route;
        if (!edge.path.isEmpty())
            route = alongLanes(edge);
        else if (node(edge.to).strip > node(edge.from).strip)
            route = onward(edge);
        else
            route = back(edge);
        route.net = netOf(index);
        dropEmptyTurns(route);
        return route;
    }

private:
    const Node &node(int index) const { return m_model.nodes.at(index); }

    /// A label that tells one way on from another needs a line of its own.
    bool mayShare(const Edge &edge) const
    {
        const bool tellsApart = !edge.plan.label.isEmpty() && m_labelled.at(edge.from) > 1;
        return !tellsApart && edge.plan.kind != PlanEdge::Kind::Back;
    }

    /// A fork shares the line that leaves, a join the line that enters.
    int netOf(int index) const
    {
        const Edge &edge = m_model.edges.at(index);
        if (!mayShare(edge))
            return 2 * static_cast<int>(m_model.steps.size()) + index;
        const bool joins
            = edge.plan.label.isEmpty() && m_entering.at(edge.to) > m_leaving.at(edge.from);
        return joins ? 2 * edge.to + 1 : 2 * edge.from;
    }

    int gapBefore(int index) const
    {
        return m_corridors.gap(m_model.band(index), node(index).column);
    }
    int gapAfter(int index) const
    {
        return m_corridors.gap(m_model.band(index), node(index).column + 1);
    }
    Level above(int index) const { return {channelAbove(m_model, node(index).strip), -1}; }
    Level below(int index) const { return {channelAbove(m_model, node(index).strip) + 1, -1}; }

    RoutePlan alongLanes(const Edge &edge) const
    {
        RoutePlan route;
        route.start = {edge.from, Port::Side::Right, 0};
        route.end = {edge.to, Port::Side::Left, 0};
        for (qsizetype i = 0; i + 1 < edge.path.size(); ++i) {
            route.corridors.append(gapAfter(edge.path.at(i)));
            if (i > 0)
                route.levels.append({-1, edge.path.at(i)});
        }
        return route;
    }

    RoutePlan onward(const Edge &edge) const
    {
        RoutePlan route;
        route.start = {edge.from, Port::Side::Right, 0};
        route.end = {edge.to, Port::Side::Left, 0};
        route.corridors = {gapAfter(edge.from), gapBefore(edge.to)};
        route.levels = {below(edge.from)};
        if (below(edge.from).channel != above(edge.to).channel) {
            route.corridors.insert(1, Corridors::leftGutter);
            route.levels.append(above(edge.to));
        }
        return route;
    }

    bool isLowest(int index) const
    {
        const QList<int> &column
            = m_model.strips.at(node(index).strip).columns.at(node(index).column);
        for (auto other = column.crbegin(); other != column.crend() && *other != index; ++other) {
            if (node(*other).real)
                return false;
        }
        return true;
    }

    /// Loops leave and return below the cards, where nothing else stands; from inside a stack of
    /// cards by the gap beside it, a little off the way that the plan goes on.
    RoutePlan back(const Edge &edge) const
    {
        constexpr double besideTheMiddle = 0.25;
        const double width = m_model.options.card.width();
        RoutePlan route;
        int first = Corridors::underCard;
        int last = Corridors::underCard;
        if (isLowest(edge.from)) {
            route.start = {edge.from, Port::Side::Below, node(edge.from).diamond ? 0 : width / 6};
        } else {
            route.start = {edge.from, Port::Side::Right, node(edge.from).height * besideTheMiddle};
            first = gapAfter(edge.from);
        }
        if (isLowest(edge.to)) {
            route.end = {edge.to, Port::Side::Below, -width / 6};
        } else {
            route.end = {edge.to, Port::Side::Left, node(edge.to).height * besideTheMiddle};
            last = gapBefore(edge.to);
        }
        route.corridors = {first, last};
        route.levels = {below(edge.from)};
        if (below(edge.from).channel != below(edge.to).channel) {
            route.corridors.insert(1, shorterGutter(edge));
            route.levels.append(below(edge.to));
        }
        return route;
    }

    int shorterGutter(const Edge &edge) const
    {
        const double from = 2.0 * node(edge.from).column + 1;
        const double to = 2.0 * node(edge.to).column + 1;
        const double right = m_corridors.ordinal(Corridors::rightGutter);
        return from + to <= (right - from) + (right - to) ? Corridors::leftGutter
                                                          : Corridors::rightGutter;
    }

    /// Two turns into the same corridor are none.
    static void dropEmptyTurns(RoutePlan &route)
    {
        for (qsizetype i = 0; i + 1 < route.corridors.size();) {
            const int corridor = route.corridors.at(i);
            if (corridor != Corridors::underCard && corridor == route.corridors.at(i + 1)) {
                route.corridors.removeAt(i + 1);
                route.levels.removeAt(i);
            } else {
                ++i;
            }
        }
    }

    const Model &m_model;
    const Corridors &m_corridors;
    QList<int> m_leaving;
    QList<int> m_entering;
    QList<int> m_labelled;
};

} // namespace

QList<RoutePlan> planRoutes(const Model &model, const Corridors &corridors)
{
    const RoutePlanner planner(model, corridors);
    QList<RoutePlan> routes;
    routes.reserve(model.edges.size());
    for (int index = 0; index < model.edges.size(); ++index)
        routes.append(planner.plan(index));
    return routes;
}

} // namespace slipway::layout
