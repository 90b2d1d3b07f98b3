// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/roadmaplayout.h"

#include "diagram/edgelabels.h"
#include "diagram/geometry.h"

#include <QLineF>

#include <algorithm>
#include <cmath>

namespace slipway {

namespace {

constexpr double labelHeight = 16;

/// The polyline with its corners rounded. It ends short of the card, where the arrow head begins.
QPainterPath roundedPath(const QPolygonF &points)
{
    constexpr double radius = 6;
    constexpr double arrowHead = 6;
    QPainterPath path;
    if (points.size() < 2)
        return path;
    path.moveTo(points.first());
    for (qsizetype i = 1; i < points.size(); ++i) {
        const QLineF in(points.at(i), points.at(i - 1));
        if (i + 1 == points.size()) {
            path.lineTo(in.length() > arrowHead ? in.pointAt(arrowHead / in.length()) : in.p2());
            break;
        }
        const QLineF out(points.at(i), points.at(i + 1));
        const double cut = std::min({radius, in.length() / 2, out.length() / 2});
        path.lineTo(in.pointAt(cut / in.length()));
        path.quadTo(points.at(i), out.pointAt(cut / out.length()));
    }
    return path;
}

QRectF boundsOf(const RoadmapLayout::Edge &edge)
{
    constexpr double pen = 6;
    const QRectF line = edge.points.boundingRect().adjusted(-pen, -pen, pen, pen);
    if (edge.labelRoom.isEmpty())
        return line;
    const QSizeF half = edge.labelRoom / 2;
    return line.united(QRectF(edge.labelAt - QPointF(half.width(), half.height()), edge.labelRoom));
}

bool holds(const RoadmapLayout::Card &card, QPointF point)
{
    if (!card.rect.contains(point))
        return false;
    if (!card.diamond)
        return true;
    const QPointF off = point - card.rect.center();
    return std::abs(off.x()) / card.rect.width() + std::abs(off.y()) / card.rect.height() <= 0.5;
}

} // namespace

namespace {

RoadmapLayout layOut(const Plan &plan, const PlanGraph &graph,
                     const RoadmapLayout::Options &options)
{
    layout::Model model = layout::buildModel(plan, graph, options);
    for (layout::Strip &strip : model.strips) {
        layout::orderColumns(model, strip);
        layout::placeLanes(model, strip);
    }
    const layout::Corridors corridors(model);
    const QList<layout::RoutePlan> routes = layout::planRoutes(model, corridors);
    const layout::Geometry geometry(model, corridors, routes, plan);

    RoadmapLayout result;
    result.size = geometry.size();
    result.bands = geometry.bands();
    for (int index = 0; index < model.steps.size(); ++index) {
        const layout::Node &node = model.nodes.at(index);
        result.cards.append(
            {model.steps.at(index), geometry.cardRect(index), node.diamond, node.column});
    }
    for (int index = 0; index < model.edges.size(); ++index) {
        const layout::Edge &edge = model.edges.at(index);
        const QSizeF room = edge.labelWidth > 0 ? QSizeF(edge.labelWidth, labelHeight) : QSizeF();
        result.edges.append({edge.plan, geometry.polyline(index), {}, room, {}, {}});
    }
    return result;
}

} // namespace

RoadmapLayout RoadmapLayout::of(const Plan &plan, const PlanGraph &graph, const Options &options)
{
    RoadmapLayout result = layOut(plan, graph, options);
    const double excess = options.wrapWidth > 0 ? result.size.width() - options.wrapWidth : 0;
    const double column = std::max(options.card.width(), options.diamond.width());
    // Corridors with many lines are wider than foreseen: one column less makes up for it, unless
    // it is the lines themselves that take the room.
    if (excess > 0 && excess < column) {
        Options narrower = options;
        narrower.wrapWidth = std::max(1.0, options.wrapWidth - column);
        RoadmapLayout other = layOut(plan, graph, narrower);
        if (other.size.width() < result.size.width())
            result = std::move(other);
    }
    layout::placeLabels(result);
    for (Edge &edge : result.edges) {
        edge.path = roundedPath(edge.points);
        edge.bounds = boundsOf(edge);
    }
    result.crossings = layout::countCrossings(result.edges);
    return result;
}

const RoadmapLayout::Card *RoadmapLayout::card(const StepId &step) const
{
    const auto found = std::ranges::find(cards, step, &Card::step);
    return found == cards.end() ? nullptr : &*found;
}

const RoadmapLayout::Card *RoadmapLayout::cardAt(QPointF point) const
{
    const auto found
        = std::ranges::find_if(cards, [point](const Card &card) { return holds(card, point); });
    return found == cards.end() ? nullptr : &*found;
}

} // namespace slipway
