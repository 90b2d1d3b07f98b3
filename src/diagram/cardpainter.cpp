// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/paintkit.h"

#include "theme/durationtext.h"
#include "theme/icons.h"

#include <QCoreApplication>
#include <QLocale>
#include <QPainter>
#include <QSet>

#include <algorithm>
#include <array>

namespace slipway {

using namespace Qt::StringLiterals;

namespace {

constexpr double padding = 10;
constexpr double iconSize = 16;

/// What one card shows, gathered once.
struct CardFacts
{
    const Step &step;
    const StepStatus *status;
    const StateLook &look;
    StepState state;
};

/// Hours and minutes as the person writes them; the C locale alone would add seconds.
QString clockText(QTime time)
{
    const QLocale locale;
    return locale.language() == QLocale::C ? time.toString(u"HH:mm"_s)
                                           : locale.toString(time, QLocale::ShortFormat);
}

class CardPainter
{
    Q_DECLARE_TR_FUNCTIONS(RoadmapPainter)
public:
    CardPainter(const Frame &frame, PaintKit &kit)
        : m_frame(frame)
        , m_painter(frame.painter)
        , m_kit(kit)
        , m_found(frame.scene.found.begin(), frame.scene.found.end())
    { }

    void paint(const RoadmapLayout::Card &card, const Step &step)
    {
        const StepState state = m_frame.stateOf(step.id);
        const CardFacts facts{step, m_frame.statusOf(step.id), m_kit.look(state), state};
        paintRings(card, facts);
        paintBody(card, facts);
        switch (m_frame.detail) {
        case Detail::Full:
            if (card.diamond)
                paintDiamondText(card.rect, facts);
            else
                paintCardText(card.rect, facts);
            break;
        case Detail::Names:
            paintName(card, facts);
            break;
        case Detail::Blocks:
            paintSign(card.rect.center(), 40, facts);
            break;
        }
    }

private:
    QColor textColour(const CardFacts &facts) const
    {
        if (facts.look.filled || facts.look.struck)
            return facts.look.onFill;
        return m_kit.palette.text;
    }
    QColor quietColour(const CardFacts &facts) const
    {
        return facts.look.filled ? facts.look.onFill : m_kit.palette.mutedText;
    }

    static std::array<QPointF, 4> corners(const QRectF &rect)
    {
        const QPointF centre = rect.center();
        return {QPointF(centre.x(), rect.top()), QPointF(rect.right(), centre.y()),
                QPointF(centre.x(), rect.bottom()), QPointF(rect.left(), centre.y())};
    }

    void outline(const RoadmapLayout::Card &card, double grown)
    {
        const QRectF rect = card.rect.adjusted(-grown, -grown, grown, grown);
        if (card.diamond) {
            // A diamond's sides lie closer than its corners: grow it until they keep distance.
            const QRectF wide = rect.adjusted(-grown, -grown / 2, grown, grown / 2);
            const auto points = corners(grown > 0 ? wide : rect);
            m_painter.drawPolygon(points.data(), static_cast<int>(points.size()));
        } else {
            m_painter.drawRoundedRect(rect, measure::radius + grown, measure::radius + grown);
        }
    }

    /// Search hit, need for a person and focus are rings round the card: its colours stay the
    /// state's.
    void paintRings(const RoadmapLayout::Card &card, const CardFacts &facts)
    {
        m_painter.setBrush(Qt::NoBrush);
        if (m_found.contains(card.step)) {
            QColor halo = m_kit.palette.accent;
            halo.setAlphaF(0.35f);
            m_painter.setPen(QPen(halo, 7));
            outline(card, 3.5);
        }
        if (facts.state == StepState::Waiting) {
            QColor halo = facts.look.fill;
            halo.setAlphaF(0.4f);
            m_painter.setPen(QPen(halo, 5));
            outline(card, 2.5);
        }
        if (card.step == m_frame.scene.selected) {
            m_painter.setPen(QPen(m_kit.palette.accent, 2.5));
            outline(card, 4);
        }
    }

    void paintBody(const RoadmapLayout::Card &card, const CardFacts &facts)
    {
        const bool strong = facts.state == StepState::Running || facts.state == StepState::Ready
            || facts.look.filled;
        const bool hovered = card.step == m_frame.scene.hovered;
        QPen pen(hovered ? m_kit.palette.text : facts.look.border, strong || hovered ? 2 : 1.2);
        if (facts.state == StepState::Skipped || facts.state == StepState::Cancelled)
            pen.setStyle(Qt::DashLine);
        m_painter.setPen(pen);
        m_painter.setBrush(facts.look.fill);
        outline(card, 0);
        if (facts.look.pattern == StateLook::Pattern::Hatched) {
            QColor lines = facts.look.border;
            lines.setAlphaF(0.28f);
            m_painter.setBrush(QBrush(lines, Qt::BDiagPattern));
            outline(card, 0);
        }
    }

    void paintCardText(const QRectF &rect, const CardFacts &facts)
    {
        const double left = rect.left() + padding;
        const double right = rect.right() - padding;
        paintIcon(m_painter, actionIconPath(actionKey(facts.step.action)),
                  QRectF(left, rect.top() + padding, iconSize, iconSize), quietColour(facts));
        const double nameLeft = left + iconSize + 8;
        const TextCache::Block name = m_kit.text.block(
            facts.step.name, {PaintKit::body, true, facts.look.struck}, right - nameLeft, 2);
        m_painter.setPen(textColour(facts));
        drawBlock(m_painter, name, {nameLeft, rect.top() + padding - 1});
        paintMeta(QRectF(nameLeft, rect.top() + padding + name.height() + 1, right - nameLeft, 15),
                  facts);
        paintStateLine(QRectF(left, rect.bottom() - padding - 15, right - left, 16), facts);
        paintSpent(QRectF(left, rect.bottom() - 6.5, right - left, 2.5), facts);
    }

    /// How much of its estimate a running step has used: a bar at the foot of the card.
    void paintSpent(const QRectF &bar, const CardFacts &facts)
    {
        if (facts.state != StepState::Running || !facts.step.estimate
            || facts.step.estimate->high.count() <= 0)
            return;
        const auto spent = static_cast<double>(facts.status->duration(m_frame.scene.now).count());
        const auto whole = static_cast<double>(facts.step.estimate->high.count());
        QColor rest = facts.look.border;
        rest.setAlphaF(0.25f);
        m_painter.setPen(Qt::NoPen);
        m_painter.setBrush(rest);
        m_painter.drawRect(bar);
        m_painter.setBrush(facts.look.border);
        m_painter.drawRect(
            QRectF(bar.topLeft(),
                   QSizeF(bar.width() * std::clamp(spent / whole, 0.0, 1.0), bar.height())));
    }

    /// Who it belongs to; at the right end the attempt and the hosts.
    void paintMeta(const QRectF &line, const CardFacts &facts)
    {
        QStringList marks;
        if (facts.status && facts.status->attempt > 1)
            marks.append(tr("try %1").arg(facts.status->attempt));
        const int hosts = m_frame.scene.hostCounts.value(facts.step.id, 0);
        if (hosts > 0)
            marks.append(u"×%1"_s.arg(hosts));
        m_painter.setPen(quietColour(facts));
        double room = line.width();
        if (!marks.isEmpty()) {
            const TextCache::Block block
                = m_kit.text.block(marks.join(u" · "_s), {PaintKit::small, true, false}, 120);
            drawBlock(m_painter, block, {line.right(), line.top()}, TextAlign::Right);
            room -= block.width + 8;
        }
        const QString owner
            = m_frame.scene.roleNames.value(facts.step.owner, facts.step.owner.toString());
        if (!owner.isEmpty() && room > 24) {
            drawBlock(m_painter, m_kit.text.block(owner, {PaintKit::small, false, false}, room),
                      line.topLeft());
        }
    }

    void paintStateLine(const QRectF &line, const CardFacts &facts)
    {
        paintSign(QPointF(line.left() + iconSize / 2, line.center().y()), 14, facts);
        const double wordLeft = line.left() + iconSize + 3;
        const TextCache::Block word = m_kit.text.block(
            facts.look.word, {PaintKit::small, true, false}, line.right() - wordLeft);
        m_painter.setPen(facts.look.onFill);
        drawBlock(m_painter, word, {wordLeft, line.top() + 1});
        const double room = line.right() - wordLeft - word.width - 8;
        const QStringList times = timeTexts(facts);
        for (const QString &text : times) {
            const TextCache::Block time
                = m_kit.text.block(text, {PaintKit::small, false, false}, 1000);
            if (text.isEmpty() || time.width > room)
                continue;
            m_painter.setPen(quietColour(facts));
            drawBlock(m_painter, time, {line.right(), line.top() + 1}, TextAlign::Right);
            return;
        }
    }

    /// The same time said at length and shortly; the first that fits is painted.
    QStringList timeTexts(const CardFacts &facts) const
    {
        const auto &estimate = facts.step.estimate;
        const QDateTime &now = m_frame.scene.now;
        if (facts.state == StepState::Waiting && facts.status->waitingSince.isValid()) {
            const milliseconds waited(facts.status->waitingSince.msecsTo(now));
            return {tr("for %1").arg(durationText(waited)), durationText(waited)};
        }
        if (facts.state == StepState::Holding && facts.status->heldUntil.isValid())
            return {tr("until %1").arg(clockText(facts.status->heldUntil.toLocalTime().time()))};
        if (facts.status && facts.status->startedAt.isValid()) {
            const milliseconds spent = facts.status->duration(now);
            if (facts.state == StepState::Running)
                return {durationAgainst(spent, estimate), durationText(spent)};
            return {durationText(spent)};
        }
        if (isTerminal(facts.state))
            return {};
        QStringList planned;
        const QString at = facts.step.at.isValid() ? clockText(facts.step.at) : QString();
        if (!at.isEmpty() && estimate)
            planned.append(at + u" · "_s + estimateText(*estimate));
        if (!at.isEmpty())
            planned.append(at);
        if (estimate)
            planned.append(estimateText(*estimate));
        return planned;
    }

    void paintSign(QPointF centre, double size, const CardFacts &facts)
    {
        const QRectF rect(centre.x() - size / 2, centre.y() - size / 2, size, size);
        const QColor colour = facts.look.onFill;
        if (facts.state != StepState::Running) {
            paintIcon(m_painter, facts.look.iconPath, rect, colour);
            return;
        }
        m_painter.save();
        m_painter.translate(centre);
        m_painter.rotate(m_frame.scene.turn * 360);
        paintIcon(m_painter, facts.look.iconPath, rect.translated(-centre), colour);
        m_painter.restore();
    }

    void paintDiamondText(const QRectF &rect, const CardFacts &facts)
    {
        const QPointF centre = rect.center();
        const TextCache::Block name = m_kit.text.block(
            facts.step.name, {PaintKit::body, true, facts.look.struck}, rect.width() * 0.56, 2);
        const TextCache::Block word
            = m_kit.text.block(facts.look.word, {PaintKit::small, true, false}, rect.width() * 0.5);
        const double top = centre.y() - (name.height() + word.lineHeight + 3) / 2;
        m_painter.setPen(textColour(facts));
        drawBlock(m_painter, name, {centre.x(), top}, TextAlign::Centre);
        const double line = top + name.height() + 3;
        const double whole = word.width + 18;
        paintSign({centre.x() - whole / 2 + 7, line + word.lineHeight / 2}, 14, facts);
        m_painter.setPen(facts.look.onFill);
        drawBlock(m_painter, word, {centre.x() - whole / 2 + 18, line});
    }

    void paintName(const RoadmapLayout::Card &card, const CardFacts &facts)
    {
        constexpr double large = 18;
        constexpr double sign = 26;
        const QRectF &rect = card.rect;
        m_painter.setPen(textColour(facts));
        const TextCache::Style style{large, true, facts.look.struck};
        if (card.diamond) {
            const TextCache::Block name
                = m_kit.text.block(facts.step.name, style, rect.width() * 0.56, 1);
            drawBlock(m_painter, name, {rect.center().x(), rect.center().y() - name.height()},
                      TextAlign::Centre);
            paintSign({rect.center().x(), rect.center().y() + sign / 2 + 2}, sign, facts);
            return;
        }
        const TextCache::Block name
            = m_kit.text.block(facts.step.name, style, rect.width() - 2 * padding - sign - 4, 3);
        drawBlock(m_painter, name, {rect.left() + padding, rect.center().y() - name.height() / 2});
        paintSign({rect.right() - padding - sign / 2, rect.center().y()}, sign, facts);
    }

    const Frame &m_frame;
    QPainter &m_painter;
    PaintKit &m_kit;
    QSet<StepId> m_found;
};

} // namespace

void paintCards(const Frame &frame, PaintKit &kit)
{
    constexpr double ring = 10;
    CardPainter cards(frame, kit);
    for (int index = 0; index < frame.steps.size(); ++index) {
        const RoadmapLayout::Card &card = frame.scene.layout->cards.at(index);
        if (card.rect.adjusted(-ring, -ring, ring, ring).intersects(frame.exposed))
            cards.paint(card, *frame.steps.at(index));
    }
}

} // namespace slipway
