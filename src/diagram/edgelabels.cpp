// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/edgelabels.h"

#include <QSet>

#include <algorithm>
#include <cmath>

namespace slipway::layout {

namespace {

constexpr double beside = 3; ///< between a label and its line

struct Candidate
{
    QPointF centre;
    double cost = 0;
};

struct Segment
{
    double at = 0; ///< the coordinate that stays
    double low = 0;
    double high = 0;
    int edge = 0;
};

QRectF around(QPointF centre, QSizeF size)
{
    return QRectF(centre.x() - size.width() / 2, centre.y() - size.height() / 2, size.width(),
                  size.height());
}

bool meets(const Segment &segment, bool isHorizontal, const QRectF &rect)
{
    if (isHorizontal)
        return segment.at > rect.top() && segment.at < rect.bottom() && segment.low < rect.right()
            && segment.high > rect.left();
    return segment.at > rect.left() && segment.at < rect.right() && segment.low < rect.bottom()
        && segment.high > rect.top();
}

class LabelPlacer
{
public:
    explicit LabelPlacer(RoadmapLayout &layout) : m_layout(layout)
    {
        for (int index = 0; index < layout.edges.size(); ++index) {
            const QPolygonF &points = layout.edges.at(index).points;
            for (qsizetype i = 0; i + 1 < points.size(); ++i)
                addSegment(points.at(i), points.at(i + 1), index);
        }
    }

    void place()
    {
        for (RoadmapLayout::Edge &edge : m_layout.edges) {
            if (edge.labelRoom.isEmpty() || edge.points.size() < 2)
                continue;
            edge.labelAt = bestPlace(edge);
            m_taken.append(around(edge.labelAt, edge.labelRoom));
        }
    }

private:
    void addSegment(QPointF a, QPointF b, int edge)
    {
        if (std::abs(a.y() - b.y()) < std::abs(a.x() - b.x()))
            m_horizontal.append({a.y(), std::min(a.x(), b.x()), std::max(a.x(), b.x()), edge});
        else
            m_vertical.append({a.x(), std::min(a.y(), b.y()), std::max(a.y(), b.y()), edge});
    }

    /// Over or under a horizontal stretch, at its start, middle and end; right or left of a
    /// vertical one.
    static void propose(QList<Candidate> &places, QPointF a, QPointF b, QSizeF size)
    {
        constexpr double fromTheEnd = 6;
        const double height = size.height() / 2 + beside;
        const double width = size.width() / 2 + beside;
        if (std::abs(a.y() - b.y()) < std::abs(a.x() - b.x())) {
            const double way = b.x() > a.x() ? 1 : -1;
            const double first = a.x() + way * (fromTheEnd + size.width() / 2);
            const double last = b.x() - way * (fromTheEnd + size.width() / 2);
            const double tooShort = std::abs(b.x() - a.x()) < size.width() ? 4 : 0;
            for (const double x : {first, (a.x() + b.x()) / 2, last}) {
                places.append({{x, a.y() - height}, tooShort});
                places.append({{x, a.y() + height}, tooShort + 1});
            }
            return;
        }
        const double way = b.y() > a.y() ? 1 : -1;
        const double first = a.y() + way * (fromTheEnd + size.height() / 2);
        for (const double y : {first, (a.y() + b.y()) / 2}) {
            places.append({{a.x() + width, y}, 1});
            places.append({{a.x() - width, y}, 2});
        }
    }

    QPointF bestPlace(const RoadmapLayout::Edge &edge) const
    {
        QList<Candidate> places;
        for (qsizetype i = 0; i + 1 < edge.points.size(); ++i) {
            const qsizetype before = places.size();
            propose(places, edge.points.at(i), edge.points.at(i + 1), edge.labelRoom);
            for (qsizetype k = before; k < places.size(); ++k)
                places[k].cost += 1.5 * static_cast<double>(i);
        }
        for (Candidate &place : places)
            place.cost += obstruction(around(place.centre, edge.labelRoom));
        return std::ranges::min_element(places, {}, &Candidate::cost)->centre;
    }

    double obstruction(const QRectF &rect) const
    {
        constexpr double onACard = 10000;
        constexpr double onALabel = 1000;
        constexpr double onALine = 20;
        const QRectF all(QPointF(0, 0), m_layout.size);
        double cost = all.contains(rect) ? 0 : onACard;
        for (const RoadmapLayout::Card &card : std::as_const(m_layout.cards))
            cost += card.rect.intersects(rect) ? onACard : 0;
        for (const RoadmapLayout::Band &band : std::as_const(m_layout.bands))
            cost
                += band.title.intersects(rect) || band.deliverables.intersects(rect) ? onALabel : 0;
        for (const QRectF &taken : m_taken)
            cost += taken.intersects(rect) ? onALabel : 0;
        for (const Segment &segment : m_horizontal)
            cost += meets(segment, true, rect) ? onALine : 0;
        for (const Segment &segment : m_vertical)
            cost += meets(segment, false, rect) ? onALine : 0;
        return cost;
    }

    RoadmapLayout &m_layout;
    QList<Segment> m_horizontal;
    QList<Segment> m_vertical;
    QList<QRectF> m_taken;
};

} // namespace

void placeLabels(RoadmapLayout &layout)
{
    LabelPlacer(layout).place();
}

int countCrossings(const QList<RoadmapLayout::Edge> &edges)
{
    constexpr double inside = 0.5;
    QList<Segment> horizontal;
    QList<Segment> vertical;
    for (int index = 0; index < edges.size(); ++index) {
        const QPolygonF &points = edges.at(index).points;
        for (qsizetype i = 0; i + 1 < points.size(); ++i) {
            const QPointF a = points.at(i);
            const QPointF b = points.at(i + 1);
            if (std::abs(a.y() - b.y()) < inside)
                horizontal.append({a.y(), std::min(a.x(), b.x()), std::max(a.x(), b.x()), index});
            else
                vertical.append({a.x(), std::min(a.y(), b.y()), std::max(a.y(), b.y()), index});
        }
    }
    std::ranges::sort(horizontal, {}, &Segment::at);
    // Where edges share a line, what crosses the line crosses it once.
    QSet<QPair<int, int>> crossings;
    for (const Segment &down : std::as_const(vertical)) {
        auto across = std::ranges::upper_bound(horizontal, down.low + inside, {}, &Segment::at);
        for (; across != horizontal.end() && across->at < down.high - inside; ++across) {
            if (down.at > across->low + inside && down.at < across->high - inside
                && across->edge != down.edge)
                crossings.insert({static_cast<int>(std::lround(down.at)),
                                  static_cast<int>(std::lround(across->at))});
        }
    }
    return static_cast<int>(crossings.size());
}

} // namespace slipway::layout
