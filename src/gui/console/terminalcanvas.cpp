// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/console/terminalcanvas.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>

namespace slipway {

namespace {

/// All three channels at once, two of them in one number.
QRgb blend(QRgb below, QRgb above, quint32 coverage)
{
    const quint32 rest = 255 - coverage;
    quint32 redBlue = (above & 0xff00ffU) * coverage + (below & 0xff00ffU) * rest + 0x800080U;
    redBlue = (redBlue + (redBlue >> 8 & 0xff00ffU)) >> 8 & 0xff00ffU;
    quint32 green = (above >> 8 & 0xffU) * coverage + (below >> 8 & 0xffU) * rest + 0x80U;
    green = (green + (green >> 8)) >> 8;
    return 0xff000000U | redBlue | green << 8;
}

/// A colour that is multiplied with its own alpha, over an opaque one.
QRgb blendPremultiplied(QRgb below, QRgb above)
{
    const quint32 rest = 255 - quint32(qAlpha(above));
    const auto channel = [rest](int under, int over) {
        return std::min(255, over + int(quint32(under) * rest / 255));
    };
    return qRgb(channel(qRed(below), qRed(above)), channel(qGreen(below), qGreen(above)),
                channel(qBlue(below), qBlue(above)));
}

void blendCoverage(QRgb *below, const uchar *coverage, int count, QRgb colour)
{
    for (int x = 0; x < count; ++x) {
        if (coverage[x] == 255)
            below[x] = colour;
        else if (coverage[x] != 0)
            below[x] = blend(below[x], colour, coverage[x]);
    }
}

} // namespace

void TerminalCanvas::reset(TerminalSize size, QRgb background)
{
    m_size = size;
    const QSize pixels(size.columns * m_glyphs.fonts().width(),
                       size.rows * m_glyphs.fonts().height());
    if (m_image.size() != pixels)
        m_image = QImage(pixels, QImage::Format_RGB32);
    m_image.setDevicePixelRatio(m_glyphs.fonts().pixelRatio());
    m_image.fill(background);
    m_rows.assign(std::size_t(size.rows), {});
}

void TerminalCanvas::scroll(int up)
{
    const int distance = std::abs(up);
    if (distance == 0 || distance >= m_size.rows)
        return;
    const int height = m_glyphs.fonts().height();
    const auto stride = std::size_t(m_image.bytesPerLine()) * std::size_t(height);
    uchar *pixels = m_image.bits();
    const auto kept = std::size_t(m_size.rows - distance);
    const auto moved = std::size_t(distance);
    if (up > 0) {
        std::memmove(pixels, pixels + moved * stride, kept * stride);
        std::ranges::rotate(m_rows, m_rows.begin() + distance);
    } else {
        std::memmove(pixels + moved * stride, pixels, kept * stride);
        std::ranges::rotate(m_rows, m_rows.end() - distance);
    }
    // What turns up at the other end is not what is painted there.
    const auto stale = up > 0 ? m_rows.end() - distance : m_rows.begin();
    std::fill_n(stale, distance, RowPicture());
}

bool TerminalCanvas::put(int index, const RowPicture &picture)
{
    RowPicture &known = m_rows[std::size_t(index)];
    if (known == picture)
        return false;
    known = picture;
    paint(index, picture);
    return true;
}

void TerminalCanvas::paint(int index, const RowPicture &picture)
{
    const CellFonts &fonts = m_glyphs.fonts();
    const int times = picture.height == TerminalRow::Height::Single ? 1 : 2;
    const int cellWidth = fonts.width() * times;
    const int top = index * fonts.height();
    paintBackgrounds(top, picture, cellWidth);
    int x = 0;
    for (const PaintCell &cell : picture.cells) {
        if (cell.columns > 0) {
            if (cell.glyph && !cell.glyph->isEmpty())
                paintGlyph(cell, {x, top});
            if (cell.lines != 0 || cell.underline != TerminalStyle::Underline::None)
                paintLines(cell, {x, top, cellWidth * cell.columns, fonts.height()});
        }
        x += cellWidth;
    }
}

void TerminalCanvas::paintBackgrounds(int top, const RowPicture &picture, int cellWidth)
{
    const int height = m_glyphs.fonts().height();
    int from = 0;
    int to = 0;
    QRgb colour = 0;
    for (const PaintCell &cell : picture.cells) {
        if (cell.background != colour && to > from) {
            fill({from, top, to - from, height}, colour);
            from = to;
        }
        colour = cell.background;
        to += cellWidth;
    }
    fill({from, top, to - from, height}, colour);
    // A row of double width leaves half a cell at its end when the columns are odd in number.
    fill({to, top, m_image.width() - to, height}, colour);
}

void TerminalCanvas::paintGlyph(const PaintCell &cell, QPoint at)
{
    const Glyph &glyph = *cell.glyph;
    const int left = at.x() + glyph.left;
    const int skipped = std::max(0, -left);
    const int count = std::min(glyph.image.width(), m_image.width() - left) - skipped;
    if (count <= 0)
        return;
    const auto stride = m_image.bytesPerLine() / qsizetype(sizeof(QRgb));
    QRgb *below = reinterpret_cast<QRgb *>(m_image.scanLine(at.y() + glyph.top)) + left + skipped;
    for (int y = 0; y < glyph.image.height(); ++y, below += stride) {
        const uchar *above = glyph.image.constScanLine(y);
        if (glyph.kind == Glyph::Kind::Coverage) {
            blendCoverage(below, above + skipped, count, cell.foreground);
            continue;
        }
        const auto *coloured = reinterpret_cast<const QRgb *>(above) + skipped;
        for (int x = 0; x < count; ++x)
            below[x] = blendPremultiplied(below[x], coloured[x]);
    }
}

void TerminalCanvas::paintLines(const PaintCell &cell, const QRect &area)
{
    const CellFonts &fonts = m_glyphs.fonts();
    const int line = fonts.lineWidth();
    if (cell.underline != TerminalStyle::Underline::None)
        paintUnderline(cell, area);
    if ((cell.lines & PaintCell::Strike) != 0)
        fill({area.left(), area.top() + fonts.strike(), area.width(), line}, cell.foreground);
    if ((cell.lines & PaintCell::Overline) != 0)
        fill({area.left(), area.top(), area.width(), line}, cell.foreground);
    const int thick = std::max(2 * line, int(std::lround(1.5 * fonts.pixelRatio())));
    if ((cell.lines & PaintCell::CursorBar) != 0)
        fill({area.left(), area.top(), thick, area.height()}, cell.cursorColour);
    if ((cell.lines & PaintCell::CursorUnderline) != 0)
        fill({area.left(), area.bottom() + 1 - thick, area.width(), thick}, cell.cursorColour);
    if ((cell.lines & PaintCell::CursorBox) != 0) {
        fill({area.left(), area.top(), area.width(), line}, cell.cursorColour);
        fill({area.left(), area.bottom() + 1 - line, area.width(), line}, cell.cursorColour);
        fill({area.left(), area.top(), line, area.height()}, cell.cursorColour);
        fill({area.right() + 1 - line, area.top(), line, area.height()}, cell.cursorColour);
    }
}

void TerminalCanvas::paintUnderline(const PaintCell &cell, const QRect &area)
{
    using Underline = TerminalStyle::Underline;
    const CellFonts &fonts = m_glyphs.fonts();
    const int line = fonts.lineWidth();
    const int top = area.top() + fonts.underline();
    const int lowest = area.bottom() + 1 - line;
    const auto stripe = [&](int from, int width, int y) {
        fill({from, y, std::min(width, area.right() + 1 - from), line}, cell.lineColour);
    };
    switch (cell.underline) {
    case Underline::None:
        return;
    case Underline::Single:
        stripe(area.left(), area.width(), top);
        return;
    case Underline::Double: {
        const int second = std::min(lowest, top + 2 * line);
        stripe(area.left(), area.width(), second);
        stripe(area.left(), area.width(), second - 2 * line);
        return;
    }
    case Underline::Curly:
        paintWave(cell.lineColour, area, top);
        return;
    case Underline::Dotted:
        for (int x = area.left(); x <= area.right(); ++x) {
            if (x / line % 2 == 0)
                stripe(x, 1, top);
        }
        return;
    case Underline::Dashed: {
        const int dash = std::max(2, fonts.width() / 2);
        for (int x = area.left(); x <= area.right(); ++x) {
            if (x % (dash + std::max(1, dash / 2)) < dash)
                stripe(x, 1, top);
        }
        return;
    }
    }
}

void TerminalCanvas::paintWave(QRgb colour, const QRect &area, int top)
{
    const CellFonts &fonts = m_glyphs.fonts();
    const double line = fonts.lineWidth();
    const int room = area.bottom() + 1 - top;
    const double swing = std::clamp((room - line) / 2.0, 0.5, 1.5 * line);
    const double middle = std::min(top + swing + line / 2, area.bottom() + 1 - swing - line / 2);
    for (int x = area.left(); x <= area.right() && x < m_image.width(); ++x) {
        const double y = middle + swing * std::sin(2 * std::numbers::pi * x / fonts.width());
        for (int at = std::max(area.top(), int(y - line));
             at <= std::min(area.bottom(), int(y + line)); ++at) {
            const double distance = std::abs(at + 0.5 - y);
            const double covered = std::clamp(line / 2 + 0.5 - distance, 0.0, 1.0);
            QRgb &pixel = reinterpret_cast<QRgb *>(m_image.scanLine(at))[x];
            pixel = blend(pixel, colour, quint32(covered * 255));
        }
    }
}

void TerminalCanvas::fill(const QRect &rect, QRgb colour)
{
    const QRect inside = rect & QRect(QPoint(), m_image.size());
    if (inside.isEmpty())
        return;
    const auto stride = m_image.bytesPerLine() / qsizetype(sizeof(QRgb));
    QRgb *pixels = reinterpret_cast<QRgb *>(m_image.scanLine(inside.top())) + inside.left();
    for (int y = 0; y < inside.height(); ++y, pixels += stride)
        std::fill_n(pixels, inside.width(), colour);
}

} // namespace slipway
