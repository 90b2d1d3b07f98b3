// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "diagram/layoutmodel.h"

namespace slipway::layout {

/// Where an edge leaves or meets a card.
struct Port
{
    enum class Side { Left, Right, Below };
    int node = 0;
    Side side = Side::Right;
    double shift = 0; ///< from the middle of that side
};

/// The vertical corridors of a roadmap, all free of cards: the gutters at the sides, shared by all
/// bands, and the gaps between the columns of each band.
class Corridors
{
public:
    static constexpr int underCard = -1; ///< straight down from the port
    static constexpr int leftGutter = 0;
    static constexpr int rightGutter = 1;

    explicit Corridors(const Model &model);
    /// The gap left of `column`; left of the first one is the left gutter.
    int gap(int band, int column) const;
    int count() const { return static_cast<int>(m_ordinal.size()); }
    /// Grows from left to right; the column k stands at 2k + 1.
    double ordinal(int corridor) const { return m_ordinal.at(corridor); }

private:
    QList<int> m_first;
    QList<double> m_ordinal;
};

/// A height at which an edge runs sideways: a channel between strips, or the lane of a node.
struct Level
{
    int channel = -1;
    int node = -1;
};

/// The way of one edge: corridors[0], levels[0], corridors[1] … from port to port.
struct RoutePlan
{
    int net = 0; ///< edges of one net may share a line
    Port start, end;
    QList<int> corridors; ///< one more than levels
    QList<Level> levels;
};

/// The channel above a strip; the one below is the next.
int channelAbove(const Model &model, int strip);
int channelCount(const Model &model);

/// Chooses the way of each edge of the model, in their order. None leads over a card.
QList<RoutePlan> planRoutes(const Model &model, const Corridors &corridors);

} // namespace slipway::layout
