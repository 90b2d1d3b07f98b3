// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/paintkit.h"

#include <QPainter>

#include <algorithm>
#include <array>

namespace slipway {

namespace {

/// How far the run has come along an edge; later ones are painted over earlier ones.
enum class Travel { Dropped, Ahead, Passed, Leading };

class EdgePainter
{
public:
    EdgePainter(const Frame &frame, PaintKit &kit)
        : m_frame(frame)
        , m_painter(frame.painter)
        , m_kit(kit)
    { }

    void paint()
    {
        std::array<QList<const RoadmapLayout::Edge *>, 4> byTravel;
        for (const RoadmapLayout::Edge &edge : m_frame.scene.layout->edges) {
            if (edge.bounds.intersects(m_frame.exposed) && isSeen(edge))
                byTravel[static_cast<std::size_t>(travelOf(edge.edge))].append(&edge);
        }
        for (std::size_t travel = 0; travel < byTravel.size(); ++travel) {
            for (const RoadmapLayout::Edge *edge : std::as_const(byTravel[travel]))
                paintLine(*edge, static_cast<Travel>(travel));
        }
        if (m_frame.detail == Detail::Blocks)
            return;
        for (const auto &edges : std::as_const(byTravel)) {
            for (const RoadmapLayout::Edge *edge : edges)
                paintLabel(*edge);
        }
    }

private:
    /// The bounds of a long edge hold much that it never touches.
    bool isSeen(const RoadmapLayout::Edge &edge) const
    {
        constexpr double around = 12;
        const QRectF seen = m_frame.exposed.adjusted(-around, -around, around, around);
        const QSizeF half = edge.labelRoom / 2;
        const QRectF label(edge.labelAt - QPointF(half.width(), half.height()), edge.labelRoom);
        if (label.intersects(seen))
            return true;
        for (qsizetype i = 0; i + 1 < edge.points.size(); ++i) {
            const QPointF a = edge.points.at(i);
            const QPointF b = edge.points.at(i + 1);
            if (std::max(a.x(), b.x()) >= seen.left() && std::min(a.x(), b.x()) <= seen.right()
                && std::max(a.y(), b.y()) >= seen.top() && std::min(a.y(), b.y()) <= seen.bottom())
                return true;
        }
        return false;
    }

    Travel travelOf(const PlanEdge &edge) const
    {
        const StepState from = m_frame.stateOf(edge.from);
        const StepState to = m_frame.stateOf(edge.to);
        if (edge.kind == PlanEdge::Kind::Back)
            return Travel::Ahead;
        if (to == StepState::Skipped || to == StepState::Cancelled)
            return Travel::Dropped;
        if (!letsOthersGoOn(from) || from == StepState::Skipped)
            return Travel::Ahead;
        const bool leads = to == StepState::Running || to == StepState::Waiting;
        return leads ? Travel::Leading : Travel::Passed;
    }

    QPen penOf(const PlanEdge &edge, Travel travel) const
    {
        constexpr double thin = 1.4;
        constexpr double strong = 2.2;
        QPen pen(m_kit.edge, thin, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin);
        if (travel == Travel::Dropped)
            pen.setColor(m_kit.palette.line);
        if (travel == Travel::Passed)
            pen = QPen(m_kit.palette.mutedText, strong);
        if (travel == Travel::Leading)
            pen = QPen(m_kit.palette.accent, strong);
        if (edge.kind == PlanEdge::Kind::Back)
            pen.setDashPattern({4, 3});
        return pen;
    }

    void paintLine(const RoadmapLayout::Edge &edge, Travel travel)
    {
        if (edge.points.size() < 2)
            return;
        const QPen pen = penOf(edge.edge, travel);
        m_painter.setPen(pen);
        m_painter.setBrush(Qt::NoBrush);
        if (m_frame.detail == Detail::Full) {
            m_painter.drawPath(edge.path);
        } else {
            // At this size nobody sees a rounded corner, and straight lines are quick.
            m_painter.drawPolyline(edge.points);
        }
        if (m_frame.detail == Detail::Blocks)
            return;
        constexpr double length = 9;
        constexpr double half = 4.5;
        const QPointF tip = edge.points.last();
        const QLineF into(edge.points.at(edge.points.size() - 2), tip);
        const QPointF way(into.dx() / into.length(), into.dy() / into.length());
        const QPointF across(-way.y(), way.x());
        const std::array<QPointF, 3> head{tip, tip - way * length + across * half,
                                          tip - way * length - across * half};
        m_painter.setPen(Qt::NoPen);
        m_painter.setBrush(pen.color());
        m_painter.drawPolygon(head.data(), static_cast<int>(head.size()));
    }

    void paintLabel(const RoadmapLayout::Edge &edge)
    {
        if (edge.labelRoom.isEmpty())
            return;
        constexpr double inset = 4;
        const TextCache::Block block = m_kit.text.block(
            edge.edge.label, {PaintKit::small, true, false}, edge.labelRoom.width());
        const QRectF back(edge.labelAt.x() - block.width / 2 - inset,
                          edge.labelAt.y() - edge.labelRoom.height() / 2, block.width + 2 * inset,
                          edge.labelRoom.height());
        m_painter.setPen(Qt::NoPen);
        m_painter.setBrush(m_kit.palette.surface);
        m_painter.drawRect(back);
        m_painter.setPen(m_kit.palette.text);
        drawBlock(m_painter, block, {edge.labelAt.x(), edge.labelAt.y() - block.lineHeight / 2},
                  TextAlign::Centre);
    }

    const Frame &m_frame;
    QPainter &m_painter;
    PaintKit &m_kit;
};

} // namespace

void paintEdges(const Frame &frame, PaintKit &kit)
{
    EdgePainter(frame, kit).paint();
}

} // namespace slipway
