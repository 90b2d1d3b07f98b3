// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/roadmap/roadmapwalk.h"

#include <cmath>
#include <limits>

namespace slipway {

namespace {

using Card = RoadmapLayout::Card;

constexpr double never = std::numeric_limits<double>::max();

/// Of the steps that an edge leads to (or comes from), the one most level with the card.
const Card *alongEdges(const RoadmapLayout &layout, const Card &here, WalkDirection direction)
{
    const bool onward = direction == WalkDirection::Right;
    const Card *best = nullptr;
    double nearest = never;
    for (const RoadmapLayout::Edge &edge : layout.edges) {
        if (edge.edge.kind == PlanEdge::Kind::Back
            || (onward ? edge.edge.from : edge.edge.to) != here.step)
            continue;
        const Card *other = layout.card(onward ? edge.edge.to : edge.edge.from);
        if (!other)
            continue;
        const QPointF way = other->rect.center() - here.rect.center();
        const double distance = std::hypot(way.x(), way.y());
        if (distance < nearest) {
            nearest = distance;
            best = other;
        }
    }
    return best;
}

/// The nearest card above or below; a card of another column counts as further away.
const Card *upOrDown(const RoadmapLayout &layout, const Card &here, WalkDirection direction)
{
    constexpr double sideways = 2;
    const Card *best = nullptr;
    double nearest = never;
    for (const Card &other : layout.cards) {
        const QPointF way = other.rect.center() - here.rect.center();
        const double ahead = direction == WalkDirection::Down ? way.y() : -way.y();
        if (ahead < here.rect.height() / 4)
            continue;
        const double distance = ahead + sideways * std::abs(way.x());
        if (distance < nearest) {
            nearest = distance;
            best = &other;
        }
    }
    return best;
}

} // namespace

StepId walk(const RoadmapLayout &layout, const StepId &from, WalkDirection direction)
{
    if (layout.cards.isEmpty())
        return {};
    const Card *here = layout.card(from);
    if (direction == WalkDirection::Last)
        return layout.cards.last().step;
    if (!here || direction == WalkDirection::First)
        return layout.cards.first().step;
    const bool vertical = direction == WalkDirection::Up || direction == WalkDirection::Down;
    const Card *there
        = vertical ? upOrDown(layout, *here, direction) : alongEdges(layout, *here, direction);
    return there ? there->step : from;
}

} // namespace slipway
