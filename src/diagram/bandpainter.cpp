// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/paintkit.h"

#include "theme/durationtext.h"
#include "theme/icons.h"

#include <QCoreApplication>
#include <QPainter>

#include <algorithm>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

/// How far a phase is, and how long it has taken so far.
struct PhaseSum
{
    int done = 0;
    int failed = 0;
    int active = 0;
    int total = 0;
    QDateTime began;
    QDateTime ended;

    bool isComplete() const { return total > 0 && done == total; }
    milliseconds spent(const QDateTime &now) const
    {
        if (!began.isValid())
            return milliseconds{0};
        const bool over = done + failed == total && ended.isValid();
        return milliseconds(began.msecsTo(over ? ended : now));
    }
};

PhaseSum sumOf(const Frame &frame, const Phase &phase)
{
    PhaseSum sum;
    sum.total = static_cast<int>(phase.steps.size());
    for (const Step &step : phase.steps) {
        const StepStatus *status = frame.statusOf(step.id);
        if (!status)
            continue;
        if (letsOthersGoOn(status->state))
            ++sum.done;
        else if (status->state == StepState::Failed)
            ++sum.failed;
        else if (status->state == StepState::Running || status->state == StepState::Waiting)
            ++sum.active;
        if (status->startedAt.isValid() && (!sum.began.isValid() || status->startedAt < sum.began))
            sum.began = status->startedAt;
        if (status->endedAt.isValid() && (!sum.ended.isValid() || status->endedAt > sum.ended))
            sum.ended = status->endedAt;
    }
    return sum;
}

class BandPainter
{
    Q_DECLARE_TR_FUNCTIONS(RoadmapPainter)
public:
    BandPainter(const Frame &frame, PaintKit &kit)
        : m_frame(frame)
        , m_painter(frame.painter)
        , m_kit(kit)
    { }

    void paint(const RoadmapLayout::Band &band, const Phase &phase, int number)
    {
        const PhaseSum sum = sumOf(m_frame, phase);
        paintGround(band.rect);
        if (band.title.intersects(m_frame.exposed)) {
            if (m_frame.detail == Detail::Full)
                paintTitle(band, phase, sum, number);
            else
                paintShortTitle(band, phase, number);
            paintProgress(band, sum);
        }
        if (m_frame.detail != Detail::Blocks && band.deliverables.intersects(m_frame.exposed))
            paintDeliverables(band.deliverables, phase, sum);
    }

private:
    static constexpr double titleTop = 13;

    /// The frame is as tall as the phase: its ground is filled where it is seen, and no further.
    void paintGround(const QRectF &rect)
    {
        const QRectF seen = m_frame.exposed.adjusted(-measure::edge, -measure::edge, measure::edge,
                                                     measure::edge);
        m_painter.fillRect(rect.adjusted(1, 1, -1, -1).intersected(seen), m_kit.palette.surface);
        m_painter.setPen(QPen(m_kit.palette.line, 1));
        m_painter.setBrush(Qt::NoBrush);
        m_painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), measure::radius,
                                  measure::radius);
    }

    void paintTitle(const RoadmapLayout::Band &band, const Phase &phase, const PhaseSum &sum,
                    int number)
    {
        const double progressLeft = paintCount(band.title, phase, sum);
        double x = band.title.left();
        const double top = band.title.top() + titleTop;
        x += word(tr("PHASE %1").arg(number), {PaintKit::small, true, false},
                  m_kit.palette.mutedText, {x, top + 4}, 120)
            + 12;
        x += word(phase.name, {PaintKit::title, true, false}, m_kit.palette.text, {x, top},
                  std::max(40.0, progressLeft - x - 16))
            + 12;
        if (phase.optional && x + 70 < progressLeft)
            x += paintTag(tr("Optional"), {x, top}) + 12;
        if (!phase.schedule.isEmpty() && x + 60 < progressLeft)
            word(phase.schedule, {PaintKit::small, false, false}, m_kit.palette.mutedText,
                 {x, top + 4}, progressLeft - x - 16);
    }

    /// "4/11 · 18 of 30-60 min" at the right end; returns where it begins.
    double paintCount(const QRectF &title, const Phase &phase, const PhaseSum &sum)
    {
        QString text = u"%1/%2"_s.arg(sum.done).arg(sum.total);
        if (sum.began.isValid())
            text += u" · "_s + progressAgainst(sum.spent(m_frame.scene.now), phase.estimate);
        else if (phase.estimate)
            text += u" · "_s + estimateText(*phase.estimate);
        const TextCache::Block block = m_kit.text.block(text, {PaintKit::body, true, false}, 320);
        const bool complete = sum.isComplete();
        const StateLook &done = m_kit.look(StepState::Succeeded);
        double right = title.right();
        m_painter.setPen(complete ? done.foreground : m_kit.palette.text);
        drawBlock(m_painter, block, {right, title.top() + titleTop + 2}, TextAlign::Right);
        right -= block.width;
        if (complete) {
            right -= 20;
            paintIcon(m_painter, done.iconPath, QRectF(right, title.top() + titleTop + 3, 14, 14),
                      done.foreground);
        }
        return right;
    }

    void paintShortTitle(const RoadmapLayout::Band &band, const Phase &phase, int number)
    {
        constexpr double large = 26;
        word(u"%1  %2"_s.arg(number).arg(phase.name), {large, true, false}, m_kit.palette.text,
             {band.title.left(), band.title.top() + 6}, band.title.width());
    }

    double word(const QString &text, const TextCache::Style &style, const QColor &colour,
                QPointF at, double width)
    {
        const TextCache::Block block = m_kit.text.block(text, style, width);
        m_painter.setPen(colour);
        drawBlock(m_painter, block, at);
        return block.width;
    }

    double paintTag(const QString &text, QPointF at)
    {
        const TextCache::Block block = m_kit.text.block(text, {PaintKit::small, false, false}, 120);
        const QRectF rect(at.x(), at.y() + 1.5, block.width + 16, 19);
        m_painter.setBrush(Qt::NoBrush);
        m_painter.setPen(QPen(m_kit.edge, 1, Qt::DashLine));
        m_painter.drawRoundedRect(rect, 9.5, 9.5);
        m_painter.setPen(m_kit.palette.mutedText);
        drawBlock(m_painter, block, {rect.center().x(), at.y() + 4}, TextAlign::Centre);
        return rect.width();
    }

    /// A line under the title: what is done, what failed, what is at work.
    void paintProgress(const RoadmapLayout::Band &band, const PhaseSum &sum)
    {
        constexpr double thickness = 3;
        const QRectF line(band.title.left(), band.title.bottom() - 6, band.title.width(),
                          thickness);
        m_painter.setPen(Qt::NoPen);
        m_painter.setBrush(m_kit.palette.line);
        m_painter.drawRoundedRect(line, thickness / 2, thickness / 2);
        double x = line.left();
        const auto part = [&](int count, StepState state) {
            if (count == 0 || sum.total == 0)
                return;
            const double width = line.width() * count / sum.total;
            const StateLook &look = m_kit.look(state);
            m_painter.setBrush(look.filled ? look.fill : look.foreground);
            m_painter.drawRoundedRect(QRectF(x, line.top(), width, thickness), thickness / 2,
                                      thickness / 2);
            x += width;
        };
        part(sum.done, StepState::Succeeded);
        part(sum.failed, StepState::Failed);
        part(sum.active, StepState::Running);
    }

    void paintDeliverables(const QRectF &rect, const Phase &phase, const PhaseSum &sum)
    {
        constexpr double row = 24;
        constexpr double column = 260;
        const int fitting = std::max(1, static_cast<int>(rect.width() / column));
        const int beside = std::min(fitting, static_cast<int>(phase.deliverables.size()));
        const bool complete = sum.isComplete();
        const StateLook &look = m_kit.look(complete ? StepState::Succeeded : StepState::Pending);
        const QString icon = complete ? iconPath(u"check"_s) : iconPath(u"deliverable"_s);
        m_painter.setPen(QPen(m_kit.palette.line, 1));
        m_painter.drawLine(QPointF(rect.left(), rect.top() + 0.5),
                           QPointF(rect.right(), rect.top() + 0.5));
        for (int i = 0; i < phase.deliverables.size(); ++i) {
            const int line = i / beside;
            const QPointF at(rect.left() + (i % beside) * (rect.width() / beside),
                             rect.top() + 6 + line * row);
            paintIcon(m_painter, icon, QRectF(at.x(), at.y() + 2, 14, 14), look.foreground);
            word(phase.deliverables.at(i), {PaintKit::small, false, false},
                 complete ? m_kit.palette.text : m_kit.palette.mutedText, {at.x() + 20, at.y() + 1},
                 rect.width() / beside - 32);
        }
    }

    const Frame &m_frame;
    QPainter &m_painter;
    PaintKit &m_kit;
};

} // namespace

void paintBands(const Frame &frame, PaintKit &kit)
{
    BandPainter bands(frame, kit);
    const qsizetype count
        = std::min(frame.scene.layout->bands.size(), frame.scene.plan->phases.size());
    for (int index = 0; index < count; ++index) {
        const RoadmapLayout::Band &band = frame.scene.layout->bands.at(index);
        if (band.rect.intersects(frame.exposed))
            bands.paint(band, frame.scene.plan->phases.at(index), index + 1);
    }
}

} // namespace slipway
