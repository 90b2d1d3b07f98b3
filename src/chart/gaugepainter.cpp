// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart/gaugepainter.h"

#include "chart/gaugescale.h"
#include "chart/metriclook.h"
#include "chart/sparkline.h"
#include "metrics/metrictext.h"
#include "theme/icons.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QLocale>
#include <QPainter>
#include <QPainterPath>
#include <QTextLayout>
#include <QTextOption>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::Gauge)
};

/// Degrees: from lower left over the top to lower right.
constexpr double arcBegin = 210;
constexpr double arcSweep = 240;
/// The size at which the body's font is used as it is.
constexpr double plainWidth = 240;
constexpr double plainHeight = 264;
/// Of that size: on less an arc and its numbers cannot be read, and only name, value and state are
/// painted.
constexpr double leastGrowth = 0.55;

QString trendText(const GaugeFace &face)
{
    if (face.before)
        return Words::tr("before the deployment %1").arg(metricText(face.spec, *face.before));
    switch (face.state.trend) {
    case GaugeState::Trend::Rising:
        return Words::tr("↗ rising");
    case GaugeState::Trend::Falling:
        return Words::tr("↘ falling");
    case GaugeState::Trend::Steady:
        return Words::tr("→ steady");
    case GaugeState::Trend::Unknown:
        return {};
    }
    return {};
}

QString ageText(const GaugeFace &face)
{
    using std::chrono::seconds;
    // Of a time that is over, as in a report, there is no age.
    if (!face.state.age)
        return face.state.value ? QString() : Words::tr("never measured");
    const auto age = std::chrono::floor<seconds>(*face.state.age);
    return age < seconds(1) ? Words::tr("just now") : Words::tr("%1 ago").arg(durationWords(age));
}

QString valueText(const GaugeFace &face)
{
    return face.state.value ? metricText(face.spec, *face.state.value) : u"—"_s;
}

class GaugePaint
{
public:
    GaugePaint(QPainter &painter, const QRectF &rect, const GaugeFace &face, const QFont &font,
               ThemeMode mode)
        : m_painter(painter)
        , m_rect(rect)
        , m_face(face)
        , m_font(font)
        , m_look(lookOf(face.state.state, mode))
        , m_bad(lookOf(MetricState::Bad, mode))
        , m_warn(lookOf(MetricState::Warn, mode))
        , m_palette(Palette::of(mode))
        , m_scale(GaugeScale::of(face.spec))
        , m_growth(std::max(std::min(rect.width() / plainWidth, rect.height() / plainHeight), 0.5))
    { }

    void paint()
    {
        m_painter.save();
        m_painter.setRenderHint(QPainter::Antialiasing);
        if (std::min(m_rect.width() / plainWidth, m_rect.height() / plainHeight) < leastGrowth) {
            paintTile();
            m_painter.restore();
            return;
        }
        double top = paintHead();
        const double bottom = paintFoot();
        const double sparkHeight = 26 * m_growth;
        const QRectF spark(m_rect.left(), bottom - sparkHeight, m_rect.width(), sparkHeight);
        if (!m_face.spark.isEmpty())
            paintSparkline(m_painter, spark.adjusted(4, 3, -4, -3), m_face.spark,
                           m_look.foreground);
        top += 4 * m_growth;
        paintDial(QRectF(m_rect.left(), top, m_rect.width(), spark.top() - 2 * m_growth - top));
        m_painter.restore();
    }

private:
    bool isUnknown() const { return m_face.state.state == MetricState::Unknown; }

    QFont font(double size, int weight = QFont::Normal) const
    {
        QFont font = m_font;
        font.setPixelSize(
            std::max(int(std::lround(QFontInfo(m_font).pixelSize() * size * m_growth)), 7));
        font.setWeight(QFont::Weight(weight));
        font.setFeature("tnum", 1);
        return font;
    }

    void text(const QRectF &rect, int alignment, const QString &words, const QFont &font,
              const QColor &colour)
    {
        m_painter.setFont(font);
        m_painter.setPen(colour);
        const QString fitting = QFontMetricsF(font).elidedText(words, Qt::ElideRight, rect.width());
        m_painter.drawText(rect, alignment | Qt::TextSingleLine, fitting);
    }

    /// For a line of that height, smaller where the words would not fit.
    QFont lineFont(double height, double room, const QString &words) const
    {
        QFont line = font(1, QFont::DemiBold);
        constexpr double share = 0.68;
        line.setPixelSize(std::max(int(height * share), 7));
        const double width = QFontMetricsF(line).horizontalAdvance(words);
        if (width > room)
            line.setPixelSize(std::max(int(line.pixelSize() * room / width), 7));
        return line;
    }

    /// Name, value and state below each other, over the whole width.
    void paintTile()
    {
        const double line = std::min(m_rect.height() / 4, 24.0);
        const double width = m_rect.width();
        const QRectF name(m_rect.left(), m_rect.top(), width, line);
        // A long name is elided sooner than much smaller than others.
        const double advance
            = QFontMetricsF(lineFont(line, INFINITY, {})).horizontalAdvance(m_face.spec.name);
        text(name, Qt::AlignVCenter | Qt::AlignLeft, m_face.spec.name,
             lineFont(line, std::max(width, 0.8 * advance), m_face.spec.name), m_palette.text);
        const QRectF state(m_rect.left(), m_rect.bottom() - line, width, line);
        const double icon = line * 0.7;
        paintIcon(m_painter, m_look.iconPath,
                  QRectF(state.left(), state.center().y() - icon / 2, icon, icon),
                  m_look.foreground);
        const QRectF word = state.adjusted(icon + line / 4, 0, 0, 0);
        text(word, Qt::AlignVCenter | Qt::AlignLeft, m_look.word,
             lineFont(line, word.width(), m_look.word), m_look.foreground);
        const QRectF middle(m_rect.left(), name.bottom(), width, state.top() - name.bottom());
        const QString value = valueText(m_face);
        QFont big = lineFont(std::min(middle.height(), 2 * line), width, value);
        big.setStrikeOut(isUnknown() && m_face.state.value);
        text(middle, Qt::AlignVCenter | Qt::AlignLeft, value, big,
             isUnknown() ? m_palette.mutedText : m_palette.text);
    }

    /// Name on the left, state on the right. Gives where it ends.
    double paintHead()
    {
        const QFont small = font(measure::smallType, QFont::DemiBold);
        const QFontMetricsF metrics(small);
        const double icon = metrics.height() * 0.85;
        const double inside = 6 * m_growth;
        const double height = metrics.height() + 2 * inside * 0.5;
        const double width
            = icon + metrics.horizontalAdvance(m_look.word) + inside * 2 + 4 * m_growth;
        const QRectF pill(m_rect.right() - width, m_rect.top(), width, height);
        m_painter.setPen(QPen(m_look.border, 1));
        m_painter.setBrush(m_look.fill);
        m_painter.drawRoundedRect(pill.adjusted(0.5, 0.5, -0.5, -0.5), height / 2, height / 2);
        if (m_look.pattern == StateLook::Pattern::Hatched) {
            QColor lines = m_look.border;
            lines.setAlphaF(0.35F);
            m_painter.setPen(Qt::NoPen);
            m_painter.setBrush(QBrush(lines, Qt::BDiagPattern));
            m_painter.drawRoundedRect(pill, height / 2, height / 2);
        }
        const QRectF iconRect(pill.left() + inside, pill.center().y() - icon / 2, icon, icon);
        paintIcon(m_painter, m_look.iconPath, iconRect, m_look.onFill);
        text(QRectF(iconRect.right() + 4 * m_growth, pill.top(), pill.right(), pill.height()),
             Qt::AlignVCenter | Qt::AlignLeft, m_look.word, small, m_look.onFill);
        text(QRectF(m_rect.left(), m_rect.top(), pill.left() - m_rect.left() - inside, height),
             Qt::AlignVCenter | Qt::AlignLeft, m_face.spec.name, font(1, QFont::DemiBold),
             m_palette.text);
        return pill.bottom();
    }

    /// Reason, trend and age, from below. Gives where it begins.
    double paintFoot()
    {
        const QFont small = font(measure::smallType);
        const double line = QFontMetricsF(small).height();
        const QRectF last(m_rect.left(), m_rect.bottom() - line, m_rect.width(), line);
        const double ageWidth = QFontMetricsF(small).horizontalAdvance(ageText(m_face));
        text(last, Qt::AlignRight, ageText(m_face), small, m_palette.mutedText);
        text(last.adjusted(0, 0, -ageWidth - 8 * m_growth, 0), Qt::AlignLeft, trendText(m_face),
             small, m_palette.mutedText);
        constexpr int lines = 2;
        const QRectF reason(m_rect.left(), last.top() - lines * line - 2 * m_growth, m_rect.width(),
                            lines * line);
        paintReason(reason, small);
        return reason.top() - 2 * m_growth;
    }

    void paintReason(const QRectF &rect, const QFont &small)
    {
        QTextLayout layout(m_face.state.reason, small);
        layout.setTextOption(QTextOption(Qt::AlignLeft));
        layout.beginLayout();
        const double height = QFontMetricsF(small).height();
        QTextLine first = layout.createLine();
        qsizetype firstEnd = 0;
        if (first.isValid()) {
            first.setLineWidth(rect.width());
            firstEnd = first.textLength();
        }
        layout.endLayout();
        const QColor colour
            = m_face.state.state == MetricState::Ok ? m_palette.mutedText : m_palette.text;
        text(QRectF(rect.left(), rect.top(), rect.width(), height), Qt::AlignLeft,
             m_face.state.reason.first(firstEnd).trimmed(), small, colour);
        text(QRectF(rect.left(), rect.top() + height, rect.width(), height), Qt::AlignLeft,
             m_face.state.reason.sliced(firstEnd).trimmed(), small, colour);
    }

    void paintDial(const QRectF &room)
    {
        // An arc of 240 degrees is as high as three quarters of its width.
        const double pen = 10 * m_growth;
        const double labels = 15 * m_growth;
        const double radius = std::max(
            std::min((room.width() - 2 * labels) / 2, (room.height() - 1.6 * labels) / 1.5)
                - pen / 2,
            10.0);
        m_centre = QPointF(room.center().x(), room.top() + labels + pen / 2 + radius);
        m_radius = radius;
        if (m_scale.form() != GaugeScale::Form::None) {
            paintTrack(pen);
            paintTicks(pen);
        } else {
            m_centre = room.center();
        }
        paintValue();
    }

    void arc(double from, double to, double radius, double width, const QColor &colour)
    {
        m_painter.setPen(QPen(colour, width, Qt::SolidLine, Qt::FlatCap));
        m_painter.setBrush(Qt::NoBrush);
        const QRectF circle(m_centre.x() - radius, m_centre.y() - radius, 2 * radius, 2 * radius);
        constexpr double sixteenths = 16;
        m_painter.drawArc(circle, int(std::lround((arcBegin - from * arcSweep) * sixteenths)),
                          int(std::lround(-(to - from) * arcSweep * sixteenths)));
    }

    QPointF place(double fraction, double radius) const
    {
        const double angle = (arcBegin - fraction * arcSweep) * M_PI / 180;
        return m_centre + QPointF(std::cos(angle), -std::sin(angle)) * radius;
    }

    void paintTrack(double pen)
    {
        arc(0, 1, m_radius, pen, m_palette.line);
        if (m_face.state.value) {
            const double value = m_scale.fraction(*m_face.state.value);
            arc(0, std::max(value, 0.006), m_radius, pen,
                isUnknown() ? m_palette.mutedText : m_look.foreground);
            if (isUnknown())
                arc(0, value, m_radius, pen * 0.4, m_palette.surface);
        }
        if (!m_face.spec.target)
            return;
        // Beside the track: what misses the target, and what comes close to it.
        const bool isAbove = m_face.spec.target->side == MetricTarget::Side::Above;
        const double target = m_scale.fraction(m_face.spec.target->limit);
        const double warn = m_scale.fraction(*warnLimit(m_face.spec));
        const double rim = m_radius - pen * 0.5 - 3 * m_growth;
        const double width = 3 * m_growth;
        QColor missed = m_face.state.state == MetricState::Bad ? m_bad.border : m_palette.mutedText;
        missed.setAlphaF(0.45F);
        arc(isAbove ? 0 : target, isAbove ? target : 1, rim, width, missed);
        arc(std::min(target, warn), std::max(target, warn), rim, width, m_warn.border);
        m_painter.setPen(QPen(m_palette.text, 2 * m_growth, Qt::SolidLine, Qt::FlatCap));
        m_painter.drawLine(place(target, rim - width), place(target, m_radius + pen * 0.75));
    }

    void paintTicks(double pen)
    {
        const QFont tiny = font(0.75);
        const QFontMetricsF metrics(tiny);
        m_painter.setFont(tiny);
        m_painter.setPen(m_palette.mutedText);
        for (const double tick : m_scale.ticks()) {
            const double fraction = m_scale.fraction(tick);
            // The target's own tick stands there, and its number below the value.
            constexpr double near = 0.04;
            if (m_face.spec.target
                && std::abs(fraction - m_scale.fraction(m_face.spec.target->limit)) < near)
                continue;
            const QString label = QLocale().toString(tick, 'g', 4);
            const double width = metrics.horizontalAdvance(label);
            const double distance = m_radius + pen * 0.5 + metrics.height() * 0.55;
            const QPointF at = place(fraction, distance);
            // On the left it ends at its place, on the right it begins there, clear of the arc.
            constexpr double soon = 1.6;
            const double side = std::clamp(soon * (at.x() - m_centre.x()) / distance, -1.0, 1.0);
            const double left = at.x() - width * (1 - side) / 2;
            m_painter.drawText(QPointF(left, at.y() + metrics.ascent() / 2), label);
        }
    }

    void paintValue()
    {
        const QString value = valueText(m_face);
        QFont big = font(2.1, QFont::DemiBold);
        const double room = 2 * m_radius * 0.74;
        const double width = QFontMetricsF(big).horizontalAdvance(value);
        if (width > room)
            big.setPixelSize(std::max(int(big.pixelSize() * room / width), 8));
        big.setStrikeOut(isUnknown() && m_face.state.value);
        const QFontMetricsF metrics(big);
        const QRectF line(m_centre.x() - m_radius, m_centre.y() - metrics.height() * 0.6,
                          2 * m_radius, metrics.height());
        text(line, Qt::AlignCenter, value, big, isUnknown() ? m_palette.mutedText : m_palette.text);
        const QString target = targetText(m_face.spec);
        const QFont small = font(measure::smallType);
        text(QRectF(line.left(), line.bottom(), line.width(), QFontMetricsF(small).height()),
             Qt::AlignCenter,
             target.isEmpty() ? Words::tr("no target") : Words::tr("target %1").arg(target), small,
             m_palette.mutedText);
    }

    QPainter &m_painter;
    QRectF m_rect;
    const GaugeFace &m_face;
    QFont m_font;
    StateLook m_look;
    StateLook m_bad;
    StateLook m_warn;
    const Palette &m_palette;
    GaugeScale m_scale;
    double m_growth;
    QPointF m_centre;
    double m_radius = 0;
};

} // namespace

void paintGauge(QPainter &painter, const QRectF &rect, const GaugeFace &face, const QFont &font,
                ThemeMode mode)
{
    GaugePaint(painter, rect, face, font, mode).paint();
}

QString gaugeSentence(const GaugeFace &face)
{
    const QString word = lookOf(face.state.state, ThemeMode::Light).word;
    QStringList parts{Words::tr("%1: %2, %3.").arg(face.spec.name, word, valueText(face)),
                      face.state.reason};
    if (face.spec.target && !face.state.reason.contains(targetText(face.spec)))
        parts.append(Words::tr("The target is %1.").arg(targetText(face.spec)));
    if (face.state.samples > 0)
        parts.append(Words::tr("%n measurement(s), %1 % of the time known.", nullptr,
                               int(std::min<qint64>(face.state.samples, 1'000'000'000)))
                         .arg(int(std::floor(face.state.coverage * 100))));
    if (face.state.age)
        parts.append(Words::tr("The newest came %1.").arg(ageText(face)));
    parts.removeAll(QString());
    return parts.join(u' ');
}

QString gaugeOrigin(const GaugeFace &face)
{
    const QString interval = durationWords(face.spec.interval);
    return face.spec.kind == MetricKind::Level
        ? Words::tr("Measured by “%1” every %2: the newest value.")
              .arg(face.spec.sourceKind, interval)
        : Words::tr("Measured by “%1” every %2, over the last %3.")
              .arg(face.spec.sourceKind, interval, durationWords(face.spec.window));
}

} // namespace slipway
