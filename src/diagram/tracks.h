// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>

namespace slipway::layout {

/// What one line, with its forks, takes up in a corridor: the stretch it runs along it, and where
/// it turns off to either side.
struct TrackNet
{
    enum class Side { Before, After }; ///< left or right of a vertical corridor, above or below
    struct End
    {
        double at = 0;
        Side side = Side::Before;
    };
    double low = 0;
    double high = 0;
    QList<End> ends;
};

struct Tracks
{
    QList<int> trackOf; ///< for each net, counted from the side Before
    int count = 0;
};

/// Puts nets that would touch on tracks of their own, in an order with few crossings. Nets closer
/// than `apart` along the corridor count as touching.
Tracks assignTracks(const QList<TrackNet> &nets, double apart);

} // namespace slipway::layout
