// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "diagram/roadmappainter.h"

#include <QPixmap>
#include <QWidget>

namespace slipway {

/// The whole roadmap, small, with a frame round what the view shows. A press or drag asks the view
/// to go there. Owned by RoadmapView, which tells it what to show.
class RoadmapMinimap : public QWidget
{
    Q_OBJECT
public:
    explicit RoadmapMinimap(QWidget *parent);

    void setThemeMode(ThemeMode mode);
    /// Takes a picture of the scene; call it again when a state or the layout changed.
    void show(const RoadmapPainter::Scene &scene);
    /// What the view shows, in layout coordinates.
    void setShownArea(const QRectF &area);
    QSize sizeHint() const override;

Q_SIGNALS:
    void centreRequested(QPointF point); ///< layout coordinates

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;

private:
    QTransform fromLayout() const;
    void paintCards(QPainter &painter, const RoadmapPainter::Scene &scene) const;

    ThemeMode m_mode = ThemeMode::Light;
    QSizeF m_layoutSize;
    QRectF m_shown;
    QPixmap m_picture;
};

} // namespace slipway
