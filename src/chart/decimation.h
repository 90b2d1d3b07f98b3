// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chart/historyseries.h"

#include <QPointF>

namespace slipway {

/// Of each column of pixels the least and the greatest value, so that no spike is lost: at most
/// 2 × `columns` points, in order of time, with a NaN after each column that ends in a gap.
/// x: milliseconds after `from`; y: the value. Points are in order of time; those outside
/// `from` <= at <= `to` are left out.
QList<QPointF> decimated(const QList<HistoryPoint> &points, qint64 from, qint64 to, int columns);

} // namespace slipway
