// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart/decimation.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace slipway {

namespace {

constexpr double unlimited = std::numeric_limits<double>::infinity();

/// The extremes of one column, in the order in which they came.
class Column
{
public:
    void add(double x, double y)
    {
        m_lastX = x;
        m_endsInGap = std::isnan(y);
        // Comparisons with NaN are false.
        if (y < m_least.y())
            m_least = {x, y};
        if (y > m_greatest.y())
            m_greatest = {x, y};
    }

    void moveTo(QList<QPointF> &points)
    {
        if (m_least.y() <= m_greatest.y()) {
            const bool leastFirst = m_least.x() <= m_greatest.x();
            points.append(leastFirst ? m_least : m_greatest);
            if (m_least != m_greatest)
                points.append(leastFirst ? m_greatest : m_least);
        }
        const bool isInGap = !points.isEmpty() && std::isnan(points.constLast().y());
        if (m_endsInGap && !isInGap)
            points.append({m_lastX, std::numeric_limits<double>::quiet_NaN()});
        *this = {};
    }

private:
    QPointF m_least{0, unlimited};
    QPointF m_greatest{0, -unlimited};
    double m_lastX = 0;
    bool m_endsInGap = false;
};

} // namespace

QList<QPointF> decimated(const QList<HistoryPoint> &points, qint64 from, qint64 to, int columns)
{
    QList<QPointF> kept;
    if (columns < 1 || from >= to)
        return kept;
    const auto first = std::ranges::lower_bound(points, from, {}, &HistoryPoint::at);
    const auto last = std::ranges::upper_bound(points, to, {}, &HistoryPoint::at);
    kept.reserve(std::min<qsizetype>(std::distance(first, last), qsizetype(columns) * 3));
    const double perMillisecond = columns / double(to - from);
    Column column;
    int current = 0;
    for (const HistoryPoint &point : std::ranges::subrange(first, last)) {
        const double x = double(point.at - from);
        const int place = std::min(int(x * perMillisecond), columns - 1);
        if (place != current)
            column.moveTo(kept);
        current = place;
        column.add(x, point.value);
    }
    column.moveTo(kept);
    return kept;
}

} // namespace slipway
