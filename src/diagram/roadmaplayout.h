// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/plangraph.h"

#include <QList>
#include <QPainterPath>
#include <QPolygonF>
#include <QRectF>
#include <QSizeF>

namespace slipway {

/// Where everything of a roadmap stands, in device-independent pixels from (0, 0). A pure function
/// of the plan and the metrics of the font: the same plan always gives the same picture.
struct RoadmapLayout
{
    static constexpr double margin = 12; ///< round the whole picture
    static constexpr double gutter = 28; ///< left of the cards of a band, at least
    static constexpr double rim = 16;    ///< right of everything; loops over several rows run there

    struct Options
    {
        QSizeF card{224, 84};
        QSizeF diamond{224, 116};
        double horizontalGap = 36;
        double verticalGap = 20;
        double wrapWidth = 0; ///< 0: never wrap chains; else rows of a phase wrap to this width,
                              ///< at one column at the least
    };
    struct Card
    {
        StepId step;
        QRectF rect;
        bool diamond = false;
        int layer = 0;
    };
    struct Band
    {
        PhaseId phase;
        QRectF rect;         ///< the whole band
        QRectF title;        ///< strip at its top, between the gutters of the edges
        QRectF deliverables; ///< strip at its foot; empty when there are none
    };
    struct Edge
    {
        PlanEdge edge;
        QPolygonF points;  ///< orthogonal polyline, from the border of a card to another's
        QPointF labelAt;   ///< centre of the label
        QSizeF labelRoom;  ///< what is kept free for it; empty when there is no label
        QPainterPath path; ///< `points` with rounded corners, up to the arrow head
        QRectF bounds;     ///< of everything that is painted for it
    };

    QList<Card> cards; ///< file order
    QList<Band> bands;
    QList<Edge> edges;
    QSizeF size;
    int crossings = 0; ///< edge-edge crossings, for tests and benchmarks

    static RoadmapLayout of(const Plan &plan, const PlanGraph &graph, const Options &options);
    static RoadmapLayout of(const Plan &plan, const PlanGraph &graph)
    {
        return of(plan, graph, Options{});
    }
    const Card *card(const StepId &step) const;
    const Card *cardAt(QPointF point) const;
};

} // namespace slipway
