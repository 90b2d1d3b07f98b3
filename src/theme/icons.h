// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "theme/statelanguage.h"

#include <QIcon>
#include <QRectF>

class QPainter;

namespace slipway {

/// Path of one of Slipway's own icons: iconPath("start") is ":/icons/start.svg".
QString iconPath(const QString &name);

/// Paints a monochrome icon of `path` in `colour`. Rasterised once a size and colour on screens
/// and pictures; drawn as shapes where the painter writes a vector file. GUI thread only.
void paintIcon(QPainter &painter, const QString &path, const QRectF &rect, const QColor &colour);

/// The same icon as a picture; kept in a cache by path, size, colour and device pixel ratio.
QPixmap tintedPixmap(const QString &path, int size, const QColor &colour, double pixelRatio = 1);

/// An icon for actions and buttons: sharp at every size, paler when disabled, in the accent when
/// it is on. The theme's own (Breeze where it is installed) is used if `themeName` is there.
QIcon tintedIcon(const QString &path, ThemeMode mode, const QString &themeName = {});
/// The same in one given colour, for buttons with a fill of their own; `disabled` where they have
/// none then, else paler.
QIcon tintedIcon(const QString &path, const QColor &colour, const QColor &disabled = {});

} // namespace slipway
