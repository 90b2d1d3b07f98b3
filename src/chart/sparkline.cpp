// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart/sparkline.h"

#include "metrics/metricbucket.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace slipway {

QList<double> sparklineOf(const MetricSpec &spec, const QList<MetricSample> &samples, qint64 now,
                          int parts)
{
    const qint64 span = std::max<qint64>(2 * spec.window.count() / std::max(parts, 1), 1);
    // On a grid of its own, so that the parts do not flicker from one look to the next.
    const qint64 end = now / span * span + span;
    QList<double> values(parts, std::numeric_limits<double>::quiet_NaN());
    for (const MetricBucket &bucket :
         bucketsOf(spec.kind, samples, end - span * parts, end, span)) {
        const qint64 place = parts - (end - bucket.at) / span;
        if (place >= 0 && place < parts)
            values[place] = valueOf(spec, bucket);
    }
    return values;
}

void paintSparkline(QPainter &painter, const QRectF &rect, const QList<double> &values,
                    const QColor &colour)
{
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (const double value : values) {
        if (!std::isfinite(value))
            continue;
        low = std::min(low, value);
        high = std::max(high, value);
    }
    if (low > high)
        return;
    const double range = high - low;
    const double step = rect.width() / double(std::max<qsizetype>(values.size() - 1, 1));
    // Each part by itself: joined by a stroker they take many times as long. They meet on whole
    // pixels, so that their soft edges do not overlap.
    QList<QLineF> line;
    line.reserve(values.size());
    QPointF last;
    bool isDown = false; // the pen
    for (qsizetype i = 0; i < values.size(); ++i) {
        if (!std::isfinite(values.at(i))) {
            isDown = false;
            continue;
        }
        const double share = range > 0 ? (values.at(i) - low) / range : 0.5;
        const QPointF place(std::round(rect.left() + double(i) * step),
                            rect.bottom() - share * rect.height());
        if (isDown)
            line.append({last, place});
        last = place;
        isDown = true;
    }
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colour, 1.5, Qt::SolidLine, Qt::FlatCap));
    painter.drawLines(line);
    painter.setBrush(colour);
    painter.setPen(Qt::NoPen);
    constexpr double dot = 2.5;
    painter.drawEllipse(last, dot, dot);
    painter.restore();
}

} // namespace slipway
