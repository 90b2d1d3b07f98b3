// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "theme/statelanguage.h"

#include <QFrame>

#include <memory>

namespace Ui {
class RoadmapControls;
}

namespace slipway {

/// Whether the view keeps the step at work in sight.
enum class Following { Off, On };

/// The small strip at the foot of the roadmap: fit, zoom, follow. Owned by RoadmapView.
class RoadmapControls : public QFrame
{
    Q_OBJECT
public:
    explicit RoadmapControls(QWidget *parent);
    ~RoadmapControls() override;

    void setThemeMode(ThemeMode mode);
    void setZoom(double zoom);
    void setFollowing(Following following);

Q_SIGNALS:
    void fitRequested();
    void zoomInRequested();
    void zoomOutRequested();
    void fullSizeRequested();
    void followingChosen(slipway::Following following);

private:
    std::unique_ptr<Ui::RoadmapControls> m_ui;
};

} // namespace slipway
