// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "diagram/routeplan.h"
#include "diagram/tracks.h"

#include <QPolygonF>

namespace slipway::layout {

/// Turns the model and the ways of its edges into coordinates: first the channels and with them
/// all heights, then the corridors and with them all widths.
class Geometry
{
public:
    Geometry(Model &model, const Corridors &corridors, const QList<RoutePlan> &routes,
             const Plan &plan);

    QRectF cardRect(int node) const;
    QPolygonF polyline(int edge) const;
    const QList<RoadmapLayout::Band> &bands() const { return m_bands; }
    QSizeF size() const { return m_size; }

private:
    /// The nets of one channel or corridor, and the tracks they got.
    struct Lane
    {
        QHash<int, int> indexOf; ///< net to index in nets
        QList<TrackNet> nets;
        QList<bool> labelled;
        Tracks tracks;
        QList<double> offset; ///< of each track from the start of the lane
        double width = 0;
        double labelBefore = 0; ///< room kept for labels at either side
        double labelAfter = 0;

        TrackNet &net(int id, double from, double to);
    };

    void fillChannels();
    void stackBands(const Plan &plan);
    double stackStrips(int band, double y);
    void fillCorridors();
    void reserveLabels();
    void spreadColumns();
    void finishBands();

    double ordinalOf(int corridor, const Port &port) const;
    double rank(const Level &level) const;
    double rank(const Port &port) const;
    double levelY(int edge, int index) const; ///< index -1: start, levels.size(): end
    double corridorX(int edge, int index) const;
    QPointF portPoint(const Port &port) const;
    double columnWidth() const;
    double leastWidth() const;

    Model &m_model;
    const Corridors &m_corridors;
    const QList<RoutePlan> &m_routes;
    QList<Lane> m_channels;
    QList<Lane> m_gaps;
    QList<double> m_channelTop;
    QList<double> m_corridorLeft;
    QList<QList<double>> m_columnLeft; ///< band, column
    QList<RoadmapLayout::Band> m_bands;
    QSizeF m_size;
};

} // namespace slipway::layout
