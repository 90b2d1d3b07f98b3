// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart/historychart.h"

#include "chart/historyline.h"
#include "chart/metriclook.h"
#include "chart/timeticks.h"
#include "metrics/metrictext.h"

#include <QBuffer>
#include <QChart>
#include <QChartView>
#include <QDateTime>
#include <QDateTimeAxis>
#include <QGraphicsLayout>
#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QSvgGenerator>
#include <QValueAxis>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <utility>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace slipway {

namespace {

constexpr int leastTickWidth = 90;
constexpr double tickLength = 4;
constexpr int roomOfLabels = 60;
constexpr qint64 dayOf = milliseconds(24h).count();

/// What the chart shows, on a canvas that also paints what is no series.
class Canvas final : public QChartView
{
public:
    explicit Canvas(QWidget *parent) : QChartView(parent)
    {
        setRenderHint(QPainter::Antialiasing);
        setFrameShape(QFrame::NoFrame);
        setFocusPolicy(Qt::NoFocus);
        setMouseTracking(true);
        viewport()->setMouseTracking(true);
        chart()->legend()->hide();
        chart()->setMargins(QMargins(0, 8, 12, 0));
        chart()->layout()->setContentsMargins(0, 0, 0, 0);
        chart()->setBackgroundRoundness(0);
        chart()->addAxis(&times, Qt::AlignBottom);
        chart()->addAxis(&values, Qt::AlignLeft);
        // Keeps the room of the labels; the times are painted, for round ones.
        times.setLabelsColor(Qt::transparent);
        times.setFormat(u"HH:mm"_s);
        times.setTickCount(2);
        times.setRange(QDateTime::fromMSecsSinceEpoch(0), QDateTime::fromMSecsSinceEpoch(dayOf));
        values.setLabelFormat(u"%.4g"_s);
        values.setTickCount(5);
    }
    ~Canvas() override
    {
        // The axes are members here: the chart must not delete them.
        chart()->removeAxis(&times);
        chart()->removeAxis(&values);
    }

    double xOf(qint64 at) const
    {
        const QRectF plot = chart()->plotArea();
        return plot.left()
            + double(at - from) / double(std::max<qint64>(to - from, 1)) * plot.width();
    }
    double yOf(double value) const
    {
        const QRectF plot = chart()->plotArea();
        const double range = values.max() - values.min();
        return range > 0 ? plot.bottom() - (value - values.min()) / range * plot.height()
                         : plot.center().y();
    }
    qint64 timeAt(double x) const
    {
        const QRectF plot = chart()->plotArea();
        const double share = std::clamp((x - plot.left()) / std::max(plot.width(), 1.0), 0.0, 1.0);
        return from + qint64(share * double(to - from));
    }
    /// The newest point at or before a time whose value is known; nullptr: none near.
    const HistoryPoint *pointAt(qint64 at) const
    {
        const auto after = std::ranges::upper_bound(points, at, {}, &HistoryPoint::at);
        if (after == points.cbegin())
            return nullptr;
        const HistoryPoint &point = *std::prev(after);
        return std::isnan(point.value) ? nullptr : &point;
    }

    QDateTimeAxis times;
    QValueAxis values;
    MetricSpec spec;
    QList<HistoryPoint> points;
    HistoryLine line;
    QList<TimeTick> ticks;
    QList<HistoryMarker> markers;
    qint64 from = 0;
    qint64 to = 1;
    qint64 crosshair = -1;
    ThemeMode mode = ThemeMode::Light;

protected:
    void drawForeground(QPainter *painter, const QRectF &) override
    {
        painter->save();
        painter->resetTransform();
        painter->setFont(font());
        line.paint(*painter, chart()->plotArea(), values.min(), values.max(),
                   Palette::of(mode).accent);
        paintTimes(*painter);
        paintMarkers(*painter);
        paintTarget(*painter);
        paintCrosshair(*painter);
        paintEmpty(*painter);
        painter->restore();
    }

private:
    void paintTimes(QPainter &painter)
    {
        const QRectF plot = chart()->plotArea();
        const Palette &palette = Palette::of(mode);
        const QFontMetricsF metrics(painter.font());
        for (const TimeTick &tick : std::as_const(ticks)) {
            const double x = xOf(tick.at);
            painter.setPen(QPen(palette.line, 1));
            painter.drawLine(QPointF(x, plot.bottom()), QPointF(x, plot.bottom() + tickLength));
            const double width = metrics.horizontalAdvance(tick.label);
            const double left
                = std::clamp(x - width / 2, 0.0, std::max(viewport()->width() - width, 0.0));
            painter.setPen(palette.mutedText);
            painter.drawText(QPointF(left, plot.bottom() + tickLength + metrics.ascent() + 2),
                             tick.label);
        }
    }

    void paintTarget(QPainter &painter)
    {
        if (!spec.target)
            return;
        const QRectF plot = chart()->plotArea();
        const double y = yOf(spec.target->limit);
        const QColor colour = lookOf(MetricState::Bad, mode).foreground;
        painter.setPen(QPen(colour, 1, Qt::DashLine));
        painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y));
        const QString label = HistoryChart::tr("target %1").arg(targetText(spec));
        const QFontMetricsF metrics(painter.font());
        const double above
            = y - plot.top() > metrics.height() + 4 ? y - 4 : y + metrics.ascent() + 2;
        painter.setPen(colour);
        painter.drawText(QPointF(plot.right() - metrics.horizontalAdvance(label) - 4, above),
                         label);
    }

    void paintMarkers(QPainter &painter)
    {
        const QRectF plot = chart()->plotArea();
        const Palette &palette = Palette::of(mode);
        const QFontMetricsF metrics(painter.font());
        double free = plot.left();
        for (const HistoryMarker &marker : std::as_const(markers)) {
            if (marker.at < from || marker.at > to)
                continue;
            const double x = xOf(marker.at);
            painter.setPen(QPen(palette.accent, 1.5));
            painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
            const double width = metrics.horizontalAdvance(marker.text);
            // A label that would lie over the one before stays away; its line does not.
            if (x + 4 < free || x + 4 + width > plot.right())
                continue;
            painter.drawText(QPointF(x + 4, plot.bottom() - 4), marker.text);
            free = x + 4 + width + 8;
        }
    }

    void paintCrosshair(QPainter &painter)
    {
        if (crosshair < from || crosshair > to)
            return;
        const QRectF plot = chart()->plotArea();
        const Palette &palette = Palette::of(mode);
        const double x = xOf(crosshair);
        painter.setPen(QPen(palette.text, 1, Qt::DotLine));
        painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
        const HistoryPoint *point = pointAt(crosshair);
        const QString time
            = QLocale().toString(QDateTime::fromMSecsSinceEpoch(crosshair),
                                 to - from > dayOf ? u"d MMM HH:mm"_s : u"HH:mm:ss"_s);
        const QString label = u"%1   %2"_s.arg(
            time, point ? metricText(spec, point->value) : HistoryChart::tr("not known"));
        const QFontMetricsF metrics(painter.font());
        QRectF box(x + 8, plot.top() + 4, metrics.horizontalAdvance(label) + 12,
                   metrics.height() + 6);
        if (box.right() > plot.right())
            box.moveRight(x - 8);
        painter.setPen(QPen(palette.line, 1));
        painter.setBrush(palette.raised);
        painter.drawRoundedRect(box, 4, 4);
        painter.setPen(palette.text);
        painter.drawText(box, Qt::AlignCenter, label);
        if (point) {
            painter.setBrush(palette.accent);
            painter.setPen(QPen(palette.surface, 1.5));
            painter.drawEllipse(QPointF(x, yOf(point->value)), 4, 4);
        }
    }

    void paintEmpty(QPainter &painter)
    {
        if (line.size() > 0)
            return;
        painter.setPen(Palette::of(mode).mutedText);
        painter.drawText(chart()->plotArea(), Qt::AlignCenter,
                         HistoryChart::tr("Nothing was measured in this time."));
    }
};

} // namespace

class HistoryChart::Private
{
public:
    explicit Private(HistoryChart *chart) : canvas(new Canvas(chart)) { }

    void dress();
    void fill();
    void fitValues();
    void stepCrosshair(int direction);
    void describe(HistoryChart *chart) const;

    Canvas *canvas;
    std::pair<double, double> fitted; ///< the range of values before nice numbers were made of it
};

void HistoryChart::Private::dress()
{
    const Palette &palette = Palette::of(canvas->mode);
    canvas->setBackgroundBrush(palette.surface);
    canvas->chart()->setBackgroundBrush(palette.surface);
    canvas->chart()->setBackgroundPen(Qt::NoPen);
    canvas->values.setLabelsBrush(palette.mutedText);
    for (QAbstractAxis *axis : {static_cast<QAbstractAxis *>(&canvas->times),
                                static_cast<QAbstractAxis *>(&canvas->values)}) {
        axis->setLabelsFont(canvas->font());
        axis->setGridLinePen(QPen(palette.line, 1));
        axis->setLinePen(QPen(palette.line, 1));
    }
    canvas->times.setGridLineVisible(false);
}

void HistoryChart::Private::fill()
{
    const int columns = std::max(canvas->width() - roomOfLabels, 100);
    canvas->ticks
        = timeTicks(canvas->from, canvas->to, std::clamp(columns / leastTickWidth, 2, 13));
    canvas->line.setPoints(canvas->points, canvas->from, canvas->to, columns);
    fitValues();
    canvas->viewport()->update();
}

void HistoryChart::Private::fitValues()
{
    double low = canvas->line.least();
    double high = canvas->line.greatest();
    if (canvas->spec.target) {
        low = std::min(low, canvas->spec.target->limit);
        high = std::max(high, canvas->spec.target->limit);
    }
    if (low > high) {
        low = 0;
        high = 1;
    }
    const double room = high > low ? (high - low) * 0.1 : std::max(std::abs(high) * 0.1, 0.1);
    const bool isShare = canvas->spec.unit == MetricUnit::Percent;
    const double floor = low >= 0 ? std::max(low - room, 0.0) : low - room;
    const double ceiling = isShare && high <= 100 ? std::min(high + room, 100.0) : high + room;
    // Each new range lays the axis out again.
    const std::pair range{floor, std::max(ceiling, floor + 1e-9)};
    if (std::exchange(fitted, range) == range)
        return;
    canvas->values.setRange(range.first, range.second);
    canvas->values.applyNiceNumbers();
    if (isShare && high <= 100 && canvas->values.max() > 100)
        canvas->values.setMax(100);
}

void HistoryChart::Private::stepCrosshair(int direction)
{
    const QList<HistoryPoint> &points = canvas->points;
    if (points.isEmpty())
        return;
    if (canvas->crosshair < canvas->from) {
        canvas->crosshair = direction < 0 ? points.constLast().at : points.constFirst().at;
        return;
    }
    const auto after = std::ranges::upper_bound(points, canvas->crosshair, {}, &HistoryPoint::at);
    const qsizetype current = std::max<qsizetype>(after - points.cbegin() - 1, 0);
    // One pixel at least: a day of seconds is not walked through one by one.
    const qsizetype step = std::max<qsizetype>(points.size() / std::max(canvas->width(), 1), 1);
    const qsizetype next = std::clamp<qsizetype>(current + direction * step, 0, points.size() - 1);
    canvas->crosshair = points.at(next).at;
}

void HistoryChart::Private::describe(HistoryChart *chart) const
{
    const HistoryPoint *point = canvas->pointAt(canvas->crosshair);
    chart->setAccessibleName(HistoryChart::tr("History of %1").arg(canvas->spec.name));
    chart->setAccessibleDescription(
        point ? HistoryChart::tr("%1: %2").arg(
                    QLocale().toString(QDateTime::fromMSecsSinceEpoch(point->at),
                                       QLocale::ShortFormat),
                    metricText(canvas->spec, point->value))
              : HistoryChart::tr("Left and Right move through the values."));
}

HistoryChart::HistoryChart(QWidget *parent) : QWidget(parent), d(std::make_unique<Private>(this))
{
    setFocusPolicy(Qt::StrongFocus);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(d->canvas);
    d->canvas->viewport()->installEventFilter(this);
    d->dress();
    d->describe(this);
}

HistoryChart::~HistoryChart() = default;

void HistoryChart::setMode(ThemeMode mode)
{
    d->canvas->mode = mode;
    d->dress();
    d->fill();
}

void HistoryChart::setSpec(const MetricSpec &spec)
{
    d->canvas->spec = spec;
    d->fitted = {};
    d->describe(this);
}

void HistoryChart::setPoints(const QList<HistoryPoint> &points, qint64 from, qint64 to)
{
    d->canvas->points = points;
    d->canvas->from = from;
    d->canvas->to = std::max(to, from + 1);
    d->fill();
    d->describe(this);
}

void HistoryChart::setMarkers(const QList<HistoryMarker> &markers)
{
    d->canvas->markers = markers;
    d->canvas->viewport()->update();
}

const QList<HistoryPoint> &HistoryChart::points() const
{
    return d->canvas->points;
}

qsizetype HistoryChart::drawnPoints() const
{
    return d->canvas->line.size();
}

QPixmap HistoryChart::toPicture()
{
    return d->canvas->grab();
}

QByteArray HistoryChart::toSvg()
{
    QByteArray svg;
    QBuffer buffer(&svg);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setSize(d->canvas->size());
    generator.setViewBox(d->canvas->rect());
    generator.setTitle(d->canvas->spec.name);
    QPainter painter(&generator);
    d->canvas->render(&painter);
    painter.end();
    return svg;
}

QSize HistoryChart::sizeHint() const
{
    return {640, 200};
}

void HistoryChart::setCrosshair(qint64 at)
{
    if (std::exchange(d->canvas->crosshair, at) != at)
        d->canvas->viewport()->update();
    d->describe(this);
}

void HistoryChart::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    d->fill();
}

void HistoryChart::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
        d->stepCrosshair(event->key() == Qt::Key_Left ? -1 : 1);
        break;
    case Qt::Key_Escape:
        if (d->canvas->crosshair < 0) {
            QWidget::keyPressEvent(event);
            return;
        }
        d->canvas->crosshair = -1;
        break;
    default:
        QWidget::keyPressEvent(event);
        return;
    }
    d->canvas->viewport()->update();
    d->describe(this);
    Q_EMIT crosshairMoved(d->canvas->crosshair);
}

bool HistoryChart::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::MouseMove) {
        const auto *mouse = static_cast<QMouseEvent *>(event);
        setCrosshair(d->canvas->timeAt(mouse->position().x()));
        Q_EMIT crosshairMoved(d->canvas->crosshair);
    } else if (event->type() == QEvent::Leave) {
        setCrosshair(-1);
        Q_EMIT crosshairMoved(-1);
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace slipway
