// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/roadmap/roadmapminimap.h"

#include <QMouseEvent>
#include <QPainter>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

constexpr double widest = 168;
constexpr double tallest = 128;
constexpr double frame = 6;

} // namespace

RoadmapMinimap::RoadmapMinimap(QWidget *parent) : QWidget(parent)
{
    setObjectName(u"roadmapMinimap"_s);
    setAccessibleName(tr("Overview of the roadmap"));
    setToolTip(tr("The whole roadmap: press to go there"));
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::NoFocus);
}

void RoadmapMinimap::setThemeMode(ThemeMode mode)
{
    m_mode = mode;
}

QSize RoadmapMinimap::sizeHint() const
{
    if (m_layoutSize.isEmpty())
        return {0, 0};
    const QSizeF room(widest - 2 * frame, tallest - 2 * frame);
    const QSizeF inside = m_layoutSize.scaled(room, Qt::KeepAspectRatio);
    return QSizeF(inside.width() + 2 * frame, inside.height() + 2 * frame).toSize();
}

QTransform RoadmapMinimap::fromLayout() const
{
    QTransform transform;
    if (m_layoutSize.isEmpty())
        return transform;
    transform.translate(frame, frame);
    transform.scale((width() - 2 * frame) / m_layoutSize.width(),
                    (height() - 2 * frame) / m_layoutSize.height());
    return transform;
}

void RoadmapMinimap::paintCards(QPainter &painter, const RoadmapPainter::Scene &scene) const
{
    const Palette &palette = Palette::of(m_mode);
    painter.setPen(Qt::NoPen);
    painter.setBrush(palette.window);
    for (const RoadmapLayout::Band &band : scene.layout->bands)
        painter.drawRect(band.rect);
    for (const RoadmapLayout::Card &card : scene.layout->cards) {
        const StepState state
            = scene.state ? scene.state->steps.value(card.step).state : StepState::Pending;
        const StateLook look = lookOf(state, m_mode);
        const bool quiet = state == StepState::Pending || state == StepState::Skipped;
        painter.setBrush(quiet ? palette.line : look.filled ? look.fill : look.foreground);
        // Grown a little: at this size the gaps would eat the cards.
        painter.drawRect(card.rect.adjusted(-4, -4, 4, 4));
    }
}

void RoadmapMinimap::show(const RoadmapPainter::Scene &scene)
{
    m_layoutSize = scene.layout ? scene.layout->size : QSizeF();
    resize(sizeHint());
    const double ratio = devicePixelRatio();
    m_picture = QPixmap(size() * ratio);
    m_picture.setDevicePixelRatio(ratio);
    m_picture.fill(Palette::of(m_mode).raised);
    if (m_layoutSize.isEmpty())
        return;
    QPainter painter(&m_picture);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setTransform(fromLayout());
    paintCards(painter, scene);
    painter.end();
    update();
}

void RoadmapMinimap::setShownArea(const QRectF &area)
{
    if (area == m_shown)
        return;
    m_shown = area;
    update();
}

void RoadmapMinimap::paintEvent(QPaintEvent *)
{
    const Palette &palette = Palette::of(m_mode);
    QPainter painter(this);
    painter.drawPixmap(0, 0, m_picture);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(palette.line, 1));
    painter.drawRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5));
    const QRectF shown
        = fromLayout().mapRect(m_shown).intersected(QRectF(rect()).adjusted(1.5, 1.5, -1.5, -1.5));
    QColor veil = palette.accent;
    veil.setAlphaF(0.12f);
    painter.setBrush(veil);
    painter.setPen(QPen(palette.accent, 1.5));
    painter.drawRect(shown);
}

void RoadmapMinimap::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        Q_EMIT centreRequested(fromLayout().inverted().map(event->position()));
}

void RoadmapMinimap::mouseMoveEvent(QMouseEvent *event)
{
    if (event->buttons().testFlag(Qt::LeftButton))
        Q_EMIT centreRequested(fromLayout().inverted().map(event->position()));
}

} // namespace slipway
