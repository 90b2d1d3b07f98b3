// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QPointF>

namespace slipway {

/// Of each column of pixels the least and the greatest y, so that no spike is lost: at most
/// 2 × `columns` numbers, in order of x. A column whose last y is NaN ends in a gap. Points are in
/// order of x; those outside `from` <= x <= `to` are left out.
QList<QPointF> decimated(const QList<QPointF> &points, double from, double to, int columns);

} // namespace slipway
