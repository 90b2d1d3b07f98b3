// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/common/theming.h"
#include "gui/console/pastebar.h"
#include "gui/console/terminalview.h"

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
    const QColor background = m_picture.colours().background;
    const QImage &image = m_picture.image();
    if (!m_screen || image.isNull()) {
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
    if (m_preedit.isEmpty() || m_cursor.row < 0)
        return;
    const CellFonts &fonts = m_picture.fonts();
    const TerminalColours &colours = m_picture.colours();
    painter.save();
    painter.scale(1 / fonts.pixelRatio(), 1 / fonts.pixelRatio());
    painter.setFont(fonts.font(CellFonts::Regular));
    const int left = int(padding * fonts.pixelRatio()) + m_cursor.column * fonts.width();
    const int top = int(padding * fonts.pixelRatio()) + m_cursor.row * fonts.height();
    const int width = QFontMetrics(painter.font()).horizontalAdvance(m_preedit);
    painter.fillRect(left, top, width, fonts.height(), colours.selection);
    painter.setPen(colours.foreground);
    painter.drawText(left, top + fonts.ascent(), m_preedit);
    painter.fillRect(left, top + fonts.underline(), width, fonts.lineWidth(), colours.foreground);
    painter.restore();
}

void TerminalView::paintFrame(QPainter &painter) const
{
    const TerminalColours &colours = m_picture.colours();
    const auto border = [&](const QColor &colour) {
        const QRect rect = viewport()->rect();
        const QRegion frame = QRegion(rect).subtracted(
            rect.adjusted(borderWidth, borderWidth, -borderWidth, -borderWidth));
        for (const QRect &part : frame)
            painter.fillRect(part, colour);
    };
    if (m_mark) {
        border(m_mark->colour);
        paintWord(painter, *m_mark, Qt::TopRightCorner);
    }
    if (m_copyCursor)
        paintWord(
            painter,
            {colours.cursor, colours.cursorText, tr("Copy mode – v selects, y copies, Esc leaves")},
            Qt::BottomLeftCorner);
    if (m_flash.isActive())
        border(colours.foreground);
}

void TerminalView::paintWord(QPainter &painter, const Mark &mark, Qt::Corner corner) const
{
    if (mark.word.isEmpty())
        return;
    painter.save();
    QFont bold = font();
    bold.setBold(true);
    painter.setFont(bold);
    const QSize size = QFontMetrics(bold).size(Qt::TextSingleLine, mark.word)
        + QSize(2 * measure::inside, measure::unit);
    QRect rect(QPoint(), size);
    if (corner == Qt::TopRightCorner)
        rect.moveTopRight(viewport()->rect().topRight());
    else
        rect.moveBottomLeft(viewport()->rect().bottomLeft());
    painter.fillRect(rect, mark.colour);
    painter.setPen(mark.textColour);
    painter.drawText(rect, Qt::AlignCenter, mark.word);
    painter.restore();
}

void TerminalView::placeOverlays()
{
    const QRect area = viewport()->geometry();
    if (m_searchBar->isVisible()) {
        const int width = std::min(area.width() - 2 * measure::inside, 460);
        // The word of the frame stays in sight.
        const int top = area.top() + (m_mark ? fontMetrics().height() + measure::unit : 0);
        m_searchBar->setGeometry(area.right() - width - measure::inside, top, width,
                                 m_searchBar->sizeHint().height());
    }
    if (m_pasteBar->isVisible()) {
        const int height
            = std::min(area.height(),
                       m_pasteBar->hasHeightForWidth() ? m_pasteBar->heightForWidth(area.width())
                                                       : m_pasteBar->sizeHint().height());
        m_pasteBar->setGeometry(area.left(), area.bottom() + 1 - height, area.width(), height);
    }
    m_news->adjustSize();
    m_news->move(area.right() - m_news->width() - measure::group,
                 area.bottom() - m_news->height() - measure::group);
}

void TerminalView::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    placeOverlays();
    // The first size is told at once: programs should not begin with another.
    if (m_toldSize.columns == 0 && isVisible())
        fitScreen();
    else
        m_fit.start();
    m_rows = fittingSize().rows;
    refresh();
}

void TerminalView::showEvent(QShowEvent *event)
{
    QAbstractScrollArea::showEvent(event);
    if (m_picture.fonts().pixelRatio() != devicePixelRatioF())
        updateFonts();
    fitScreen();
    if (m_isStale)
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
