// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chart/historyseries.h"

#include <QPointF>
#include <QRectF>

#include <limits>

class QColor;
class QPainter;

namespace slipway {

/// The line of a history as it is painted: two points for each column of pixels at most, gaps where
/// nothing is known. Painted by itself, as the series of Qt Charts take several times as long.
class HistoryLine
{
public:
    /// Points in order of time; those outside `from` <= at <= `to` (UTC milliseconds) are left out.
    void setPoints(const QList<HistoryPoint> &points, qint64 from, qint64 to, int columns);
    /// How many points are painted.
    qsizetype size() const { return m_size; }
    /// The least and the greatest value that is painted; least > greatest: there is none.
    double least() const { return m_least; }
    double greatest() const { return m_greatest; }
    /// Into `plot`, whose lower edge is the value `low` and whose upper edge is `high`.
    void paint(QPainter &painter, const QRectF &plot, double low, double high,
               const QColor &colour) const;

private:
    QList<QList<QPointF>> m_pieces; ///< x: share of the time, 0 to 1; y: the value
    qsizetype m_size = 0;
    double m_least = std::numeric_limits<double>::infinity();
    double m_greatest = -std::numeric_limits<double>::infinity();
};

} // namespace slipway
