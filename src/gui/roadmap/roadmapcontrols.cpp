// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/roadmap/roadmapcontrols.h"

#include "theme/icons.h"
#include "ui_roadmapcontrols.h"

#include <cmath>

namespace slipway {

using namespace Qt::StringLiterals;

RoadmapControls::RoadmapControls(QWidget *parent)
    : QFrame(parent)
    , m_ui(std::make_unique<Ui::RoadmapControls>())
{
    m_ui->setupUi(this);
    setObjectName(u"roadmapControls"_s);
    connect(m_ui->fitButton, &QToolButton::clicked, this, &RoadmapControls::fitRequested);
    connect(m_ui->zoomInButton, &QToolButton::clicked, this, &RoadmapControls::zoomInRequested);
    connect(m_ui->zoomOutButton, &QToolButton::clicked, this, &RoadmapControls::zoomOutRequested);
    connect(m_ui->zoomButton, &QToolButton::clicked, this, &RoadmapControls::fullSizeRequested);
    connect(m_ui->followButton, &QToolButton::toggled, this,
            [this](bool on) { Q_EMIT followingChosen(on ? Following::On : Following::Off); });
    // The widest text, so that the strip does not jump while zooming.
    m_ui->zoomButton->setMinimumWidth(fontMetrics().horizontalAdvance(u"0000 %"_s) + 8);
}

RoadmapControls::~RoadmapControls() = default;

void RoadmapControls::setThemeMode(ThemeMode mode)
{
    m_ui->fitButton->setIcon(tintedIcon(iconPath(u"fit"_s), mode));
    m_ui->zoomInButton->setIcon(tintedIcon(iconPath(u"add"_s), mode));
    m_ui->zoomOutButton->setIcon(tintedIcon(iconPath(u"remove"_s), mode));
    m_ui->followButton->setIcon(tintedIcon(iconPath(u"follow"_s), mode));
}

void RoadmapControls::setZoom(double zoom)
{
    m_ui->zoomButton->setText(tr("%1 %").arg(std::lround(zoom * 100)));
}

void RoadmapControls::setFollowing(Following following)
{
    m_ui->followButton->setChecked(following == Following::On);
}

} // namespace slipway
