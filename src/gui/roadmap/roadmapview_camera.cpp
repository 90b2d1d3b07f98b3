// SPDX-License-Identifier: GPL-3.0-or-later
// Where the view looks: zoom, scrolling, following the run.
#include "gui/roadmap/roadmapminimap.h"
#include "gui/roadmap/roadmapview.h"

#include <QResizeEvent>
#include <QScrollBar>
#include <QStyle>

#include <cmath>

namespace slipway {

namespace {

constexpr double smallestZoom = 0.08;
constexpr double largestZoom = 2.5;
constexpr double zoomStep = 1.2;
constexpr int panelEdge = measure::inside;
constexpr int narrowest = 720; ///< below, the minimap would hide more than it shows

} // namespace

/// Where the layout's (0, 0) is in the viewport. Content that fits stands in the middle.
QPointF RoadmapView::origin() const
{
    const QSizeF content = m_layout.size * m_zoom;
    const QSizeF room = viewport()->size();
    const double x = content.width() <= room.width() ? (room.width() - content.width()) / 2
                                                     : -horizontalScrollBar()->value();
    const double y = content.height() <= room.height() && verticalScrollBar()->maximum() == 0
        ? 0
        : -verticalScrollBar()->value();
    return {std::floor(x), std::floor(y)};
}

QTransform RoadmapView::toViewport() const
{
    const QPointF at = origin();
    return QTransform::fromTranslate(at.x(), at.y()).scale(m_zoom, m_zoom);
}

QPointF RoadmapView::toLayout(QPointF viewportPoint) const
{
    return (viewportPoint - origin()) / m_zoom;
}

QRect RoadmapView::cardRect(const StepId &step) const
{
    const RoadmapLayout::Card *card = m_layout.card(step);
    return card ? toViewport().mapRect(card->rect).toAlignedRect() : QRect();
}

StepId RoadmapView::stepAt(QPoint viewportPoint) const
{
    const RoadmapLayout::Card *card = m_layout.cardAt(toLayout(viewportPoint));
    return card ? card->step : StepId();
}

void RoadmapView::updateScrollBars()
{
    const QSize content = (m_layout.size * m_zoom).toSize();
    const QSize room = viewport()->size();
    // The last band can be scrolled clear of the panels that float at the foot.
    const int panels = m_controls->sizeHint().height() + 2 * panelEdge;
    const bool hidden = m_hasPlan && content.height() + panels > room.height();
    const int below = hidden ? panels : 0;
    horizontalScrollBar()->setRange(0, std::max(0, content.width() - room.width()));
    verticalScrollBar()->setRange(0, std::max(0, content.height() + below - room.height()));
    horizontalScrollBar()->setPageStep(room.width());
    verticalScrollBar()->setPageStep(room.height());
    horizontalScrollBar()->setSingleStep(24);
    verticalScrollBar()->setSingleStep(24);
}

void RoadmapView::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    updateScrollBars();
    placeChildren();
    // Before the first picture there is nothing to disturb; later a drag of the edge comes in
    // many small steps, and one layout at its end is enough.
    if (!isVisible())
        relayout();
    else if (event->size().width() != event->oldSize().width())
        m_relayout.start();
}

void RoadmapView::placeChildren()
{
    const QRect room = viewport()->rect();
    m_empty->setGeometry(room);
    m_controls->resize(m_controls->sizeHint());
    m_controls->move(panelEdge, room.bottom() - m_controls->height() - panelEdge + 1);
    const QSizeF content = m_layout.size * m_zoom;
    const bool fits = content.width() <= room.width() && content.height() <= room.height();
    m_minimap->setVisible(m_hasPlan && !fits && room.width() >= narrowest
                          && room.height() >= narrowest / 2);
    m_minimap->move(panelEdge, m_controls->y() - m_minimap->height() - panelEdge / 2);
    m_minimap->setShownArea(QRectF(toLayout(room.topLeft()), toLayout(room.bottomRight())));
}

void RoadmapView::scrollContentsBy(int, int)
{
    placeChildren();
    viewport()->update();
}

void RoadmapView::putAt(QPointF layoutPoint, QPointF viewportPoint)
{
    const QPointF scrolled = layoutPoint * m_zoom - viewportPoint;
    jumpTo(scrolled.toPoint());
}

void RoadmapView::jumpTo(QPoint scrolled)
{
    horizontalScrollBar()->setValue(scrolled.x());
    verticalScrollBar()->setValue(scrolled.y());
}

void RoadmapView::glideTo(QPointF layoutCentre)
{
    const QPointF middle = QRectF(viewport()->rect()).center();
    const QPoint target = (layoutCentre * m_zoom - middle).toPoint();
    const int duration = style()->styleHint(QStyle::SH_Widget_Animation_Duration, nullptr, this);
    m_glide.stop();
    if (duration <= 0 || !isVisible()) {
        jumpTo(target);
        return;
    }
    m_glide.setDuration(duration);
    m_glide.setStartValue(QPoint(horizontalScrollBar()->value(), verticalScrollBar()->value()));
    m_glide.setEndValue(QPoint(std::clamp(target.x(), 0, horizontalScrollBar()->maximum()),
                               std::clamp(target.y(), 0, verticalScrollBar()->maximum())));
    m_glide.start();
}

void RoadmapView::zoomAround(double zoom, QPointF viewportPoint)
{
    const double wanted = std::clamp(zoom, smallestZoom, largestZoom);
    if (std::abs(wanted - m_zoom) < 0.0001)
        return;
    m_glide.stop();
    const QPointF fixed = toLayout(viewportPoint);
    m_zoom = wanted;
    updateScrollBars();
    putAt(fixed, viewportPoint);
    placeChildren();
    m_controls->setZoom(m_zoom);
    viewport()->update();
    Q_EMIT zoomChanged(m_zoom);
}

void RoadmapView::setZoom(double zoom)
{
    zoomAround(zoom, QRectF(viewport()->rect()).center());
}

void RoadmapView::zoomIn()
{
    setZoom(m_zoom * zoomStep);
}

void RoadmapView::zoomOut()
{
    setZoom(m_zoom / zoomStep);
}

void RoadmapView::zoomToFullSize()
{
    setZoom(1);
}

void RoadmapView::fitAll()
{
    if (m_layout.size.isEmpty())
        return;
    const double across = viewport()->width() / m_layout.size.width();
    const double down = viewport()->height() / m_layout.size.height();
    stopFollowing();
    setZoom(std::min({across, down, 1.0}));
    jumpTo({0, 0});
}

void RoadmapView::revealStep(const StepId &step)
{
    constexpr int around = measure::edge;
    const RoadmapLayout::Card *card = m_layout.card(step);
    if (!card)
        return;
    const QRect free = viewport()->rect().adjusted(0, 0, 0, -m_controls->height() - panelEdge);
    const QRect rect = cardRect(step).adjusted(-around, -around, around, around);
    const bool gliding = m_glide.state() == QAbstractAnimation::Running;
    if (gliding || !free.contains(rect))
        glideTo(card->rect.center());
}

void RoadmapView::setFollowing(Following following)
{
    if (following == m_following)
        return;
    m_following = following;
    m_followed = {};
    m_controls->setFollowing(following);
    Q_EMIT followingChanged(following);
    follow();
}

/// Whoever moves the view by hand wants to look somewhere else.
void RoadmapView::stopFollowing()
{
    m_glide.stop();
    setFollowing(Following::Off);
}

/// What needs a person comes first, then the step that began last.
StepId RoadmapView::stepAtWork() const
{
    if (!m_scene.state)
        return {};
    if (!m_state.questions.isEmpty())
        return m_state.questions.first().step;
    StepId found;
    QDateTime latest;
    for (auto step = m_state.steps.cbegin(); step != m_state.steps.cend(); ++step) {
        const bool atWork = step->state == StepState::Running || step->state == StepState::Waiting;
        if (atWork && (!latest.isValid() || step->startedAt > latest)) {
            latest = step->startedAt;
            found = step.key();
        }
    }
    return found;
}

void RoadmapView::follow()
{
    if (m_following == Following::Off)
        return;
    const StepId step = stepAtWork();
    if (step.isEmpty() || step == m_followed)
        return;
    m_followed = step;
    revealStep(step);
}

} // namespace slipway
