// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/console/terminalview_p.h"

#include <QPainter>
#include <QPaintEvent>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr int padding = measure::unit;
constexpr int borderWidth = 3;

} // namespace

void TerminalView::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    const QColor background = d->picture.colours().background;
    const QImage &image = d->picture.image();
    if (!d->screen || image.isNull()) {
        painter.fillRect(event->rect(), background);
        paintFrame(painter);
        return;
    }
    const QSizeF size = image.deviceIndependentSize();
    const QRectF picture(QPointF(padding, padding), size);
    // Only what the picture does not cover, so that nothing is painted twice.
    const QRegion rest
        = QRegion(viewport()->rect()).subtracted(picture.toAlignedRect().adjusted(1, 1, -1, -1));
    for (const QRect &part : rest)
        painter.fillRect(part, background);
    painter.drawImage(picture.topLeft(), image);
    paintPreedit(painter);
    paintFrame(painter);
}

void TerminalView::paintPreedit(QPainter &painter) const
{
    if (d->preedit.isEmpty() || d->cursor.row < 0)
        return;
    const CellFonts &fonts = d->picture.fonts();
    const TerminalColours &colours = d->picture.colours();
    painter.save();
    painter.scale(1 / fonts.pixelRatio(), 1 / fonts.pixelRatio());
    painter.setFont(fonts.font(CellFonts::Regular));
    const int left = int(padding * fonts.pixelRatio()) + d->cursor.column * fonts.width();
    const int top = int(padding * fonts.pixelRatio()) + d->cursor.row * fonts.height();
    const int width = QFontMetrics(painter.font()).horizontalAdvance(d->preedit);
    painter.fillRect(left, top, width, fonts.height(), colours.selection);
    painter.setPen(colours.foreground);
    painter.drawText(left, top + fonts.ascent(), d->preedit);
    painter.fillRect(left, top + fonts.underline(), width, fonts.lineWidth(), colours.foreground);
    painter.restore();
}

void TerminalView::paintFrame(QPainter &painter) const
{
    const TerminalColours &colours = d->picture.colours();
    const auto border = [&](const QColor &colour) {
        const QRect rect = viewport()->rect();
        const QRegion frame = QRegion(rect).subtracted(
            rect.adjusted(borderWidth, borderWidth, -borderWidth, -borderWidth));
        for (const QRect &part : frame)
            painter.fillRect(part, colour);
    };
    if (d->frame)
        border(*d->frame);
    if (d->copyCursor)
        paintCopyMode(painter);
    if (d->flash.isActive())
        border(colours.foreground);
}

void TerminalView::paintCopyMode(QPainter &painter) const
{
    const TerminalColours &colours = d->picture.colours();
    const QString word = tr("Copy mode – v selects, y copies, Esc leaves");
    painter.save();
    QFont bold = font();
    bold.setBold(true);
    painter.setFont(bold);
    // In the narrow parts of a split tab it takes several lines.
    const QMargins around(measure::inside, measure::unit / 2, measure::inside, measure::unit / 2);
    QRect rect
        = QFontMetrics(bold)
              .boundingRect(viewport()->rect().marginsRemoved(around), Qt::TextWordWrap, word)
              .marginsAdded(around);
    rect.moveBottomLeft(viewport()->rect().bottomLeft());
    painter.fillRect(rect, colours.cursor);
    painter.setPen(colours.cursorText);
    painter.drawText(rect.marginsRemoved(around), Qt::AlignCenter | Qt::TextWordWrap, word);
    painter.restore();
}

void TerminalView::placeOverlays()
{
    const QRect area = viewport()->geometry();
    if (d->searchBar->isVisible()) {
        constexpr int narrow = 300;
        const int gap = area.width() < narrow ? 0 : measure::inside;
        const int width = std::min(area.width() - 2 * gap, 460);
        d->searchBar->setGeometry(area.right() + 1 - width - gap, area.top(), width,
                                  d->searchBar->fitInto(width));
    }
    if (d->pasteBar->isVisible()) {
        const int height
            = std::min(area.height(),
                       d->pasteBar->hasHeightForWidth() ? d->pasteBar->heightForWidth(area.width())
                                                        : d->pasteBar->sizeHint().height());
        d->pasteBar->setGeometry(area.left(), area.bottom() + 1 - height, area.width(), height);
    }
    d->news->adjustSize();
    d->news->move(area.right() - d->news->width() - measure::group,
                  area.bottom() - d->news->height() - measure::group);
}

void TerminalView::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    placeOverlays();
    // The first size is told at once: programs should not begin with another.
    if (d->toldSize.columns == 0 && isVisible())
        fitScreen();
    else
        d->fit.start();
    d->rows = fittingSize().rows;
    refresh();
}

void TerminalView::showEvent(QShowEvent *event)
{
    QAbstractScrollArea::showEvent(event);
    if (d->picture.fonts().pixelRatio() != devicePixelRatioF())
        updateFonts();
    fitScreen();
    if (d->isStale)
        refresh();
    placeOverlays();
}

void TerminalView::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::DevicePixelRatioChange)
        updateFonts();
}

} // namespace slipway
