// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart/decimation.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace slipway {

namespace {

/// The extremes of one column, in the order in which they came.
class Column
{
public:
    void add(const QPointF &point)
    {
        m_endsInGap = std::isnan(point.y());
        if (m_endsInGap) {
            m_gap = point;
            return;
        }
        if (!m_least || point.y() < m_least->y())
            m_least = point;
        if (!m_greatest || point.y() > m_greatest->y())
            m_greatest = point;
    }

    void moveTo(QList<QPointF> &points)
    {
        if (m_least) {
            const bool leastFirst = m_least->x() <= m_greatest->x();
            points.append(leastFirst ? *m_least : *m_greatest);
            if (*m_least != *m_greatest)
                points.append(leastFirst ? *m_greatest : *m_least);
        }
        const bool isInGap = !points.isEmpty() && std::isnan(points.constLast().y());
        if (m_endsInGap && !isInGap)
            points.append(m_gap);
        *this = {};
    }

private:
    std::optional<QPointF> m_least;
    std::optional<QPointF> m_greatest;
    QPointF m_gap;
    bool m_endsInGap = false;
};

} // namespace

QList<QPointF> decimated(const QList<QPointF> &points, double from, double to, int columns)
{
    QList<QPointF> kept;
    if (columns < 1 || !(from < to))
        return kept;
    kept.reserve(std::min<qsizetype>(points.size(), qsizetype(columns) * 3));
    const double width = (to - from) / columns;
    Column column;
    int current = 0;
    for (const QPointF &point : points) {
        if (point.x() < from || point.x() > to)
            continue;
        const int place = std::min(int((point.x() - from) / width), columns - 1);
        if (place != current)
            column.moveTo(kept);
        current = place;
        column.add(point);
    }
    column.moveTo(kept);
    return kept;
}

} // namespace slipway
