// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/roadmap/roadmapview.h"

#include "gui/roadmap/roadmapaccessible.h"
#include "gui/roadmap/roadmapminimap.h"
#include "gui/roadmap/roadmapsearch.h"
#include "gui/roadmap/steptip.h"
#include "theme/icons.h"
#include "ui_roadmapempty.h"

#include <QPainter>
#include <QPaintEvent>
#include <QScrollBar>

#include <algorithm>
#include <cmath>

namespace slipway {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto aFrame = 16ms;
constexpr auto resizeRest = 90ms;
constexpr auto turnStep = 50ms;
constexpr auto clockStep = 1000ms;
constexpr double turnsPerSecond = 0.8;
constexpr double ring = 12; ///< what is painted round a card

bool isAtWork(StepState state)
{
    return state == StepState::Running || state == StepState::Waiting;
}

} // namespace

RoadmapView::RoadmapView(const Clock &clock, QWidget *parent)
    : QAbstractScrollArea(parent)
    , m_clock(clock)
{
    setObjectName(u"roadmapView"_s);
    setAccessibleName(tr("Roadmap"));
    setFocusPolicy(Qt::StrongFocus);
    setFrameShape(QFrame::NoFrame);
    viewport()->setMouseTracking(true);
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    viewport()->grabGesture(Qt::PinchGesture);
    registerRoadmapAccessibility();

    m_frame.setSingleShot(true);
    m_frame.setInterval(aFrame);
    connect(&m_frame, &QTimer::timeout, this, &RoadmapView::showState);
    m_relayout.setSingleShot(true);
    m_relayout.setInterval(resizeRest);
    connect(&m_relayout, &QTimer::timeout, this, &RoadmapView::relayout);
    m_glide.setEasingCurve(QEasingCurve::InOutQuad);
    connect(&m_glide, &QVariantAnimation::valueChanged, this,
            [this](const QVariant &value) { jumpTo(value.toPoint()); });
    buildChildren();
    connectControls();
    setThemeMode(ThemeMode::Light);
    clearPlan();
}

RoadmapView::~RoadmapView() = default;

void RoadmapView::buildChildren()
{
    m_controls = new RoadmapControls(viewport());
    m_controls->setFollowing(m_following);
    m_minimap = new RoadmapMinimap(viewport());
    m_empty = new QWidget(viewport());
    Ui::RoadmapEmpty page;
    page.setupUi(m_empty);
    m_empty->setObjectName(u"roadmapEmpty"_s);
    connect(page.openButton, &QPushButton::clicked, this, &RoadmapView::openPlanRequested);
}

void RoadmapView::connectControls()
{
    connect(m_controls, &RoadmapControls::fitRequested, this, &RoadmapView::fitAll);
    connect(m_controls, &RoadmapControls::zoomInRequested, this, &RoadmapView::zoomIn);
    connect(m_controls, &RoadmapControls::zoomOutRequested, this, &RoadmapView::zoomOut);
    connect(m_controls, &RoadmapControls::fullSizeRequested, this, &RoadmapView::zoomToFullSize);
    connect(m_controls, &RoadmapControls::followingChosen, this, &RoadmapView::setFollowing);
    connect(m_minimap, &RoadmapMinimap::centreRequested, this, [this](QPointF point) {
        stopFollowing();
        putAt(point, QRectF(viewport()->rect()).center());
    });
}

void RoadmapView::setThemeMode(ThemeMode mode)
{
    m_mode = mode;
    m_painter = RoadmapPainter(mode);
    m_controls->setThemeMode(mode);
    m_minimap->setThemeMode(mode);
    const QColor quiet = Palette::of(mode).mutedText;
    if (auto *label = m_empty->findChild<QLabel *>(u"iconLabel"_s))
        label->setPixmap(tintedPixmap(iconPath(u"roadmap"_s), 48, quiet, devicePixelRatioF()));
    QPalette colours = viewport()->palette();
    colours.setColor(QPalette::Window, Palette::of(mode).window);
    viewport()->setPalette(colours);
    refreshMinimap();
    viewport()->update();
}

void RoadmapView::setPlan(const Plan &plan, const Names &names)
{
    m_plan = plan;
    m_graph = PlanGraph(plan);
    m_hasPlan = true;
    m_scene.hostCounts = names.hostCounts;
    m_scene.roleNames = names.roles;
    m_scene.hovered = {};
    m_scene.found = searchSteps(m_plan, m_scene.roleNames, m_searchText);
    relayout();
    if (!m_plan.step(m_scene.selected))
        pick({});
    scheduleTicks();
    follow();
}

void RoadmapView::clearPlan()
{
    pick({});
    m_plan = {};
    m_graph = {};
    m_hasPlan = false;
    m_state = {};
    m_nextState.reset();
    m_scene = {};
    relayout();
    scheduleTicks();
}

void RoadmapView::setState(const RunState &state)
{
    m_nextState = state;
    if (!m_frame.isActive())
        m_frame.start();
}

void RoadmapView::clearState()
{
    m_nextState.reset();
    m_state = {};
    m_scene.state = nullptr;
    m_followed = {};
    refreshMinimap();
    scheduleTicks();
    viewport()->update();
}

StepState RoadmapView::stateOf(const StepId &step) const
{
    return m_scene.state ? m_state.steps.value(step).state : StepState::Pending;
}

void RoadmapView::showState()
{
    if (!m_nextState)
        return;
    const bool first = !m_scene.state;
    const RunState before = std::exchange(m_state, *std::exchange(m_nextState, std::nullopt));
    m_scene.state = &m_state;
    if (first)
        viewport()->update();
    else
        updateChanges(before);
    refreshMinimap();
    scheduleTicks();
    follow();
}

void RoadmapView::updateChanges(const RunState &before)
{
    constexpr int mostApart = 24; ///< beyond, one whole repaint is cheaper
    QList<StepId> changed;
    for (auto now = m_state.steps.cbegin(); now != m_state.steps.cend(); ++now) {
        const auto then = before.steps.constFind(now.key());
        if (then == before.steps.constEnd() || !(*then == *now))
            changed.append(now.key());
    }
    if (changed.size() > mostApart) {
        viewport()->update();
        return;
    }
    for (const StepId &step : std::as_const(changed)) {
        updateStep(step);
        announceStep(*this, step);
    }
}

/// Repaints the card, the edges that end at it and the strips of its phase.
void RoadmapView::updateStep(const StepId &step)
{
    const RoadmapLayout::Card *card = m_layout.card(step);
    if (!card)
        return;
    const QTransform map = toViewport();
    const auto repaint = [this, &map](const QRectF &area) {
        viewport()->update(map.mapRect(area).toAlignedRect().adjusted(-1, -1, 1, 1));
    };
    repaint(card->rect.adjusted(-ring, -ring, ring, ring));
    for (const RoadmapLayout::Edge &edge : std::as_const(m_layout.edges)) {
        if (edge.edge.from == step || edge.edge.to == step)
            repaint(edge.bounds);
    }
    for (const RoadmapLayout::Band &band : std::as_const(m_layout.bands)) {
        if (band.rect.contains(card->rect)) {
            repaint(band.title);
            repaint(band.deliverables);
        }
    }
}

void RoadmapView::scheduleTicks()
{
    bool running = false;
    bool counting = false;
    if (m_scene.state && isVisible()) {
        for (const StepStatus &status : std::as_const(m_state.steps)) {
            running = running || status.state == StepState::Running;
            counting = counting || isAtWork(status.state);
        }
    }
    if (running && !m_turning.isActive()) {
        m_turnedFor.start();
        m_turning.start(turnStep, this);
    } else if (!running) {
        m_turning.stop();
    }
    if (counting && !m_clockTick.isActive())
        m_clockTick.start(clockStep, this);
    else if (!counting)
        m_clockTick.stop();
}

void RoadmapView::timerEvent(QTimerEvent *event)
{
    if (event->timerId() == m_clockTick.timerId()) {
        updateClocks();
    } else if (event->timerId() == m_turning.timerId()) {
        const double turns = static_cast<double>(m_turnedFor.elapsed()) / 1000 * turnsPerSecond;
        m_scene.turn = turns - std::floor(turns);
        for (auto step = m_state.steps.cbegin(); step != m_state.steps.cend(); ++step) {
            if (step->state == StepState::Running)
                viewport()->update(cardRect(step.key()));
        }
    } else {
        QAbstractScrollArea::timerEvent(event);
    }
}

/// Live durations of the cards at work, and of the titles of their phases.
void RoadmapView::updateClocks()
{
    const QTransform map = toViewport();
    for (const RoadmapLayout::Card &card : std::as_const(m_layout.cards)) {
        if (!isAtWork(stateOf(card.step)))
            continue;
        viewport()->update(map.mapRect(card.rect).toAlignedRect());
        for (const RoadmapLayout::Band &band : std::as_const(m_layout.bands)) {
            if (band.rect.contains(card.rect))
                viewport()->update(map.mapRect(band.title).toAlignedRect());
        }
    }
}

void RoadmapView::relayout()
{
    m_relayout.stop();
    const StepId anchor = anchorStep();
    const QPointF before = toViewport().map(
        m_layout.card(anchor) ? m_layout.card(anchor)->rect.center() : QPointF());
    RoadmapLayout::Options options;
    options.wrapWidth = std::max(1, viewport()->width());
    m_layout = m_hasPlan ? RoadmapLayout::of(m_plan, m_graph, options) : RoadmapLayout();
    m_scene.plan = m_hasPlan ? &m_plan : nullptr;
    m_scene.layout = m_hasPlan ? &m_layout : nullptr;

    m_controls->setVisible(m_hasPlan);
    m_empty->setVisible(!m_hasPlan);
    refreshMinimap();
    updateScrollBars();
    if (const RoadmapLayout::Card *card = m_layout.card(anchor))
        putAt(card->rect.center(), before);
    placeChildren();
    viewport()->update();
}

/// The step that keeps its place when the rows wrap anew: the picked one where it is in sight, else
/// the one nearest to the middle. Near the top the top keeps its place.
StepId RoadmapView::anchorStep() const
{
    if (verticalScrollBar()->value() < viewport()->height() / 4)
        return {};
    if (viewport()->rect().intersects(cardRect(m_scene.selected)))
        return m_scene.selected;
    const QPointF middle = toLayout(QRectF(viewport()->rect()).center());
    const auto nearest
        = std::ranges::min_element(m_layout.cards, {}, [middle](const RoadmapLayout::Card &card) {
              return (card.rect.center() - middle).manhattanLength();
          });
    return nearest == m_layout.cards.end() ? StepId() : nearest->step;
}

void RoadmapView::refreshMinimap()
{
    m_minimap->show(m_scene);
    placeChildren();
}

void RoadmapView::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    m_scene.now = m_clock.now();
    const QTransform map = toViewport();
    const QTransform back = map.inverted();
    constexpr int mostRects = 6;
    const QRegion region = event->region().rectCount() > mostRects
        ? QRegion(event->region().boundingRect())
        : event->region();
    for (const QRect &rect : region) {
        painter.setTransform(QTransform());
        painter.setClipRect(rect);
        painter.fillRect(rect, Palette::of(m_mode).window);
        painter.setTransform(map);
        m_painter.paint(painter, m_scene, back.mapRect(QRectF(rect)));
    }
}

void RoadmapView::showEvent(QShowEvent *event)
{
    QAbstractScrollArea::showEvent(event);
    scheduleTicks();
}

void RoadmapView::hideEvent(QHideEvent *event)
{
    QAbstractScrollArea::hideEvent(event);
    scheduleTicks();
}

void RoadmapView::setSearch(const QString &text)
{
    m_searchText = text;
    m_scene.found = searchSteps(m_plan, m_scene.roleNames, text);
    m_hit = -1;
    viewport()->update();
    if (m_scene.found.isEmpty())
        Q_EMIT searchChanged(0, 0);
    else
        goToHit(0);
}

void RoadmapView::nextHit()
{
    goToHit(m_hit + 1);
}

void RoadmapView::previousHit()
{
    goToHit(m_hit - 1);
}

void RoadmapView::goToHit(qsizetype index)
{
    const qsizetype count = m_scene.found.size();
    if (count == 0)
        return;
    m_hit = (index + count) % count;
    stopFollowing();
    selectStep(m_scene.found.at(m_hit));
    Q_EMIT searchChanged(m_hit + 1, count);
}

} // namespace slipway
