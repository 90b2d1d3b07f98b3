// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/textcache.h"

#include <QFontMetricsF>
#include <QGuiApplication>
#include <QPainter>
#include <QTextLayout>

#include <cmath>

namespace slipway {

QFont TextCache::font(const Style &style)
{
    for (const auto &[known, knownFont] : std::as_const(m_fonts)) {
        if (known == style)
            return knownFont;
    }
    QFont font = QGuiApplication::font();
    font.setPixelSize(static_cast<int>(std::lround(style.pixels)));
    font.setWeight(style.strong ? QFont::DemiBold : QFont::Normal);
    // Hinted advances jump when the zoom changes; the text must keep its place on the card.
    font.setHintingPreference(QFont::PreferNoHinting);
    font.setFeature("tnum", 1);
    m_fonts.append({style, font});
    return font;
}

TextCache::Block TextCache::block(const QString &text, const Style &style, double width, int lines)
{
    // Running clocks bring a new text a second: start afresh before it becomes many.
    constexpr qsizetype most = 8192;
    const Key key{text, style, static_cast<int>(width), lines};
    const auto known = m_blocks.constFind(key);
    if (known != m_blocks.constEnd())
        return *known;
    if (m_blocks.size() >= most)
        m_blocks.clear();
    return *m_blocks.insert(key, shape(key));
}

TextCache::Block TextCache::shape(const Key &key)
{
    Block block;
    block.font = font(key.style);
    block.struck = key.style.struck;
    const QFontMetricsF metrics(block.font);
    block.lineHeight = std::ceil(metrics.height());

    const auto append = [&block, &metrics](const QString &line) {
        QStaticText text(line);
        text.setTextFormat(Qt::PlainText);
        text.setPerformanceHint(QStaticText::AggressiveCaching);
        text.prepare(QTransform(), block.font);
        block.lines.append(text);
        block.width = std::max(block.width, metrics.horizontalAdvance(line));
    };
    const QString plain = key.text.simplified();
    QTextLayout layout(plain, block.font);
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    layout.setTextOption(option);
    layout.beginLayout();
    int from = 0;
    for (int i = 0; i + 1 < key.lines; ++i) {
        QTextLine line = layout.createLine();
        if (!line.isValid())
            break;
        line.setLineWidth(key.width);
        append(plain.mid(from, line.textLength()).trimmed());
        from = line.textStart() + line.textLength();
    }
    layout.endLayout();
    if (from < plain.size())
        append(metrics.elidedText(plain.mid(from), Qt::ElideRight, key.width));
    return block;
}

void drawBlock(QPainter &painter, const TextCache::Block &block, QPointF at, TextAlign align)
{
    painter.setFont(block.font);
    double y = at.y();
    for (const QStaticText &line : block.lines) {
        double x = at.x();
        if (align != TextAlign::Left) {
            const double width = line.size().width();
            x -= align == TextAlign::Centre ? width / 2 : width;
        }
        painter.drawStaticText(QPointF(x, y), line);
        if (block.struck) {
            // A struck font of QStaticText loses its line where the painter is scaled.
            const double middle = y + block.lineHeight * 0.56;
            painter.drawLine(QPointF(x, middle), QPointF(x + line.size().width(), middle));
        }
        y += block.lineHeight;
    }
}

} // namespace slipway
