// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "diagram/roadmaplayout.h"
#include "theme/statelanguage.h"

#include <QDateTime>
#include <QImage>
#include <QList>
#include <QMap>

#include <memory>

class QPainter;

namespace slipway {

struct PaintKit;

/// Paints a roadmap from a layout and a run's state: the window, SVG files and PNG pictures all
/// come from here. Reads only what it is given; caches nothing that depends on the state.
class RoadmapPainter
{
public:
    struct Scene
    {
        const Plan *plan = nullptr;
        const RoadmapLayout *layout = nullptr;
        const RunState *state = nullptr; ///< nullptr: nothing has run
        QMap<StepId, int> hostCounts;
        QMap<RoleId, QString> roleNames;
        QDateTime now;
        StepId selected;
        StepId hovered;
        QList<StepId> found; ///< search hits
        double turn = 0;     ///< phase of the running icon, 0-1
    };

    explicit RoadmapPainter(ThemeMode mode);

    /// Paints what meets `exposed` (layout coordinates) at the painter's current transform.
    void paint(QPainter &painter, const Scene &scene, const QRectF &exposed) const;

private:
    std::shared_ptr<PaintKit> m_kit; ///< colours and shaped texts; copies share them
};

/// The whole roadmap as an SVG file's bytes. Needs a QGuiApplication (fonts).
QByteArray roadmapToSvg(const RoadmapPainter::Scene &scene, ThemeMode mode);
/// The whole roadmap as a picture, `scale` device pixels a unit, at most 8192 px a side.
QImage roadmapToImage(const RoadmapPainter::Scene &scene, ThemeMode mode, double scale);

} // namespace slipway
