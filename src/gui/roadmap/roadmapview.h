// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "diagram/roadmappainter.h"
#include "gui/roadmap/roadmapcontrols.h"
#include "gui/roadmap/roadmapwalk.h"

#include <QAbstractScrollArea>
#include <QBasicTimer>
#include <QElapsedTimer>
#include <QSet>
#include <QTimer>
#include <QVariantAnimation>

class QGestureEvent;
class QHelpEvent;
class QNativeGestureEvent;

namespace slipway {

class RoadmapMinimap;

/// The flow diagram of a plan: shows, zooms, follows and lets people pick steps. Decides nothing:
/// it is handed a plan and a state and says what was picked. GUI thread.
class RoadmapView : public QAbstractScrollArea
{
    Q_OBJECT
public:
    /// Names of servers and roles that the plan itself does not know.
    struct Names
    {
        QMap<StepId, int> hostCounts;
        QMap<RoleId, QString> roles;
    };

    /// `clock` outlives the view; it moves the live durations.
    explicit RoadmapView(const Clock &clock, QWidget *parent = nullptr);
    ~RoadmapView() override;

    void setThemeMode(ThemeMode mode);
    /// Lays the plan out. The state is kept for steps of the same id until the next setState().
    void setPlan(const Plan &plan, const Names &names = {});
    /// Back to the empty page that offers to open a plan.
    void clearPlan();
    /// Shown with the next frame; of several calls within a frame the last one counts.
    void setState(const RunState &state);
    void clearState();

    StepId selectedStep() const { return m_scene.selected; }
    /// Selects and brings into sight. Unknown and empty ids clear the selection.
    void selectStep(const StepId &step);
    void revealStep(const StepId &step);

    double zoom() const { return m_zoom; }
    void setZoom(double zoom);
    void zoomIn();
    void zoomOut();
    void zoomToFullSize();
    void fitAll();
    Following following() const { return m_following; }
    void setFollowing(Following following);

    /// Marks the steps that match and goes to the first; an empty text ends the search.
    void setSearch(const QString &text);
    void nextHit();
    void previousHit();
    qsizetype hitCount() const { return m_scene.found.size(); }

    const Plan &plan() const { return m_plan; }
    const PlanGraph &graph() const { return m_graph; }
    const RoadmapLayout &roadmapLayout() const { return m_layout; }
    /// What is painted now, for pictures and exports. Valid until the next change.
    const RoadmapPainter::Scene &scene() const { return m_scene; }
    StepState stateOf(const StepId &step) const;
    /// Where a step is painted, in viewport coordinates; empty for an unknown one.
    QRect cardRect(const StepId &step) const;
    StepId stepAt(QPoint viewportPoint) const;

    QSize sizeHint() const override { return {960, 640}; }
    QSize minimumSizeHint() const override { return {320, 240}; }

Q_SIGNALS:
    void stepSelected(const slipway::StepId &step); ///< empty: nothing is selected any more
    void stepActivated(const slipway::StepId &step);
    void contextMenuRequested(const slipway::StepId &step, QPoint globalPosition);
    void followingChanged(slipway::Following following);
    void zoomChanged(double zoom);
    /// `current` counts from 1; 0 when there is no hit.
    void searchChanged(qsizetype current, qsizetype count);
    void openPlanRequested();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void timerEvent(QTimerEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;

private:
    /// Where the content goes on a press that moves.
    struct Drag
    {
        enum class Kind { None, Pressed, Panning } kind = Kind::None;
        QPoint from;
        QPoint scrolledFrom;
    };

    void buildChildren();
    void connectControls();
    void relayout();
    void placeChildren();
    void refreshMinimap();
    void showState();
    void updateChanges(const RunState &before);
    void updateStep(const StepId &step);
    void updateClocks();
    void scheduleTicks();

    QPointF origin() const;
    QTransform toViewport() const;
    QPointF toLayout(QPointF viewportPoint) const;
    void updateScrollBars();
    void zoomAround(double zoom, QPointF viewportPoint);
    void putAt(QPointF layoutPoint, QPointF viewportPoint);
    void glideTo(QPointF layoutCentre);
    void jumpTo(QPoint scrolled);
    void stopFollowing();
    void follow();
    StepId stepAtWork() const;
    StepId anchorStep() const;

    void pick(const StepId &step);
    void goToHit(qsizetype index);
    void hover(const StepId &step);
    bool handleWalkKey(QKeyEvent *event);
    bool handleZoomKey(QKeyEvent *event);
    bool showTip(QHelpEvent *event);
    bool pinch(QGestureEvent *event);
    bool nativeGesture(QNativeGestureEvent *event);

    const Clock &m_clock;
    RoadmapPainter m_painter{ThemeMode::Light};
    ThemeMode m_mode = ThemeMode::Light;
    Plan m_plan;
    PlanGraph m_graph;
    RoadmapLayout m_layout;
    RunState m_state;
    std::optional<RunState> m_nextState;
    RoadmapPainter::Scene m_scene;
    bool m_hasPlan = false;

    double m_zoom = 1;
    Following m_following = Following::On;
    StepId m_followed;
    QString m_searchText;
    qsizetype m_hit = -1;
    Drag m_drag;
    QPoint m_wheelRest;
    double m_pinchedFrom = 1;

    RoadmapControls *m_controls = nullptr;
    RoadmapMinimap *m_minimap = nullptr;
    QWidget *m_empty = nullptr;
    QTimer m_frame;
    QTimer m_relayout;
    QVariantAnimation m_glide;
    QBasicTimer m_turning;
    QBasicTimer m_clockTick;
    QElapsedTimer m_turnedFor;
};

} // namespace slipway
