// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/gauge.h"
#include "theme/statelanguage.h"

#include <QFont>
#include <QList>
#include <QRectF>

class QPainter;

namespace slipway {

/// What a gauge shows.
struct GaugeFace
{
    MetricSpec spec;
    GaugeState state;
    QList<double> spark; ///< as sparklineOf() gives them
    /// The value over the window before the latest deployment began.
    std::optional<double> before;
};

/// Paints a gauge into `rect`, with nothing around it: name, state in a word, the arc with the
/// target's tick and the band of warning, value, target, sparkline, trend, age and the reason. All
/// grows with `rect`; `font` is the body's. Where that could not be read: name, value and state.
void paintGauge(QPainter &painter, const QRectF &rect, const GaugeFace &face, const QFont &font,
                ThemeMode mode);

/// The same in words, for tips and screen readers.
QString gaugeSentence(const GaugeFace &face);
/// Where its value comes from: source, window and interval.
QString gaugeOrigin(const GaugeFace &face);

} // namespace slipway
