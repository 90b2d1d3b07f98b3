// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/metricsample.h"
#include "metrics/metricspec.h"

#include <QList>
#include <QRectF>

class QColor;
class QPainter;

namespace slipway {

/// The values of two windows up to `now` (UTC milliseconds), in so many equal parts; NaN where
/// nothing is known.
QList<double> sparklineOf(const MetricSpec &spec, const QList<MetricSample> &samples, qint64 now,
                          int parts);

/// A line over the whole of `rect`, with gaps where values are NaN and a dot on the newest.
void paintSparkline(QPainter &painter, const QRectF &rect, const QList<double> &values,
                    const QColor &colour);

} // namespace slipway
