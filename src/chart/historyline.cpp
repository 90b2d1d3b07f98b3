// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart/historyline.h"

#include "chart/decimation.h"

#include <QLineF>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace slipway {

namespace {

constexpr double thickness = 1.6;
/// Points nearer to each other than that, in pixels, are painted column by column.
constexpr double denseStep = 2;

double heightAt(const QLineF &part, double x)
{
    return part.dx() > 0 ? part.y1() + (x - part.x1()) / part.dx() * part.dy() : part.y1();
}

/// What a line covers in each column of pixels. Filling these is many times as fast as stroking.
QList<QRectF> columnsOf(const QPolygonF &line)
{
    struct Span
    {
        double top = std::numeric_limits<double>::infinity();
        double bottom = -std::numeric_limits<double>::infinity();
    };
    const double left = std::floor(line.constFirst().x());
    QList<Span> spans(qsizetype(std::floor(line.constLast().x()) - left) + 1);
    for (qsizetype i = 1; i < line.size(); ++i) {
        const QLineF part(line.at(i - 1), line.at(i));
        const auto first = qsizetype(part.x1() - left);
        const auto last = qsizetype(part.x2() - left);
        for (qsizetype column = first; column <= last; ++column) {
            const double x = left + double(column);
            const double entered = column == first ? part.y1() : heightAt(part, x);
            const double ended = column == last ? part.y2() : heightAt(part, x + 1);
            Span &span = spans[column];
            span.top = std::min({span.top, entered, ended});
            span.bottom = std::max({span.bottom, entered, ended});
        }
    }
    QList<QRectF> columns;
    columns.reserve(spans.size());
    for (const Span &span : std::as_const(spans))
        columns.append({left + double(columns.size()), span.top - thickness / 2, 1,
                        span.bottom - span.top + thickness});
    return columns;
}

void paintPiece(QPainter &painter, const QPolygonF &line, const QColor &colour)
{
    painter.setBrush(colour);
    if (line.size() == 1) {
        painter.setPen(Qt::NoPen);
        painter.drawEllipse(line.constFirst(), thickness, thickness);
        return;
    }
    const double width = line.constLast().x() - line.constFirst().x();
    if (width < denseStep * double(line.size() - 1)) {
        painter.setPen(Qt::NoPen);
        painter.drawRects(columnsOf(line));
        return;
    }
    // Each part by itself: joined by a stroker they take many times as long. They meet on whole
    // pixels, so that their soft edges do not overlap.
    const auto place = [](const QPointF &point) {
        return QPointF(std::round(point.x()), point.y());
    };
    QList<QLineF> parts;
    parts.reserve(line.size());
    for (qsizetype i = 1; i < line.size(); ++i)
        parts.append({place(line.at(i - 1)), place(line.at(i))});
    painter.setPen(QPen(colour, thickness, Qt::SolidLine, Qt::FlatCap));
    painter.drawLines(parts);
}

} // namespace

void HistoryLine::setPoints(const QList<HistoryPoint> &points, qint64 from, qint64 to, int columns)
{
    *this = {};
    QList<QPointF> piece;
    const auto end = [this, &piece] {
        m_size += piece.size();
        if (!piece.isEmpty())
            m_pieces.append(std::exchange(piece, {}));
    };
    const QList<QPointF> kept = decimated(points, from, to, columns);
    for (const QPointF &point : kept) {
        if (!std::isfinite(point.y())) {
            end();
            continue;
        }
        piece.append({point.x() / double(to - from), point.y()});
        m_least = std::min(m_least, point.y());
        m_greatest = std::max(m_greatest, point.y());
    }
    end();
}

void HistoryLine::paint(QPainter &painter, const QRectF &plot, double low, double high,
                        const QColor &colour) const
{
    if (!(low < high))
        return;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setClipRect(plot.adjusted(0, -thickness, 0, thickness));
    for (const QList<QPointF> &piece : m_pieces) {
        QPolygonF line;
        line.reserve(piece.size());
        for (const QPointF &point : piece)
            line.append({plot.left() + point.x() * plot.width(),
                         plot.bottom() - (point.y() - low) / (high - low) * plot.height()});
        paintPiece(painter, line, colour);
    }
    painter.restore();
}

} // namespace slipway
