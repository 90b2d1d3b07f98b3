// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "diagram/roadmappainter.h"
#include "diagram/textcache.h"

#include <array>

namespace slipway {

/// How much of a card can be read at a zoom.
enum class Detail {
    Full,
    Names,  ///< the name, large, and the sign of the state
    Blocks, ///< colour and sign
};

/// What the parts of the roadmap painter share: colours, looks and shaped texts of one mode.
struct PaintKit
{
    explicit PaintKit(ThemeMode mode);

    const StateLook &look(StepState state) const { return looks[static_cast<std::size_t>(state)]; }

    const Palette &palette;
    std::array<StateLook, 12> looks;
    QColor edge; ///< an edge nobody has come along yet
    TextCache text;

    static constexpr double body = 13;
    static constexpr double small = body * measure::smallType;
    static constexpr double title = body * measure::titleType;
};

/// One call of RoadmapPainter::paint.
struct Frame
{
    QPainter &painter;
    const RoadmapPainter::Scene &scene;
    QRectF exposed;
    Detail detail = Detail::Full;
    QList<const Step *> steps; ///< of layout->cards, same index

    StepState stateOf(const StepId &step) const;
    const StepStatus *statusOf(const StepId &step) const;
};

void paintBands(const Frame &frame, PaintKit &kit);
void paintEdges(const Frame &frame, PaintKit &kit);
void paintCards(const Frame &frame, PaintKit &kit);

} // namespace slipway
