// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/console/glyphcache.h"

#include "gui/console/boxglyphs.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>

namespace slipway {

namespace {

/// What can be seen of a picture.
QRect visiblePart(const QImage &image)
{
    QRect part;
    for (int y = 0; y < image.height(); ++y) {
        const auto *line = reinterpret_cast<const QRgb *>(image.constScanLine(y));
        int first = 0;
        while (first < image.width() && qAlpha(line[first]) == 0)
            ++first;
        if (first == image.width())
            continue;
        int last = image.width() - 1;
        while (qAlpha(line[last]) == 0)
            --last;
        part |= QRect(first, y, last - first + 1, 1);
    }
    return part;
}

/// What is painted in white and comes out so is coverage; emoji bring colours of their own.
bool hasColours(const QImage &image)
{
    for (int y = 0; y < image.height(); ++y) {
        const auto *line = reinterpret_cast<const QRgb *>(image.constScanLine(y));
        for (int x = 0; x < image.width(); ++x) {
            const auto isFar = [alpha = qAlpha(line[x])](int part) {
                return std::abs(part - alpha) > 8;
            };
            if (isFar(qRed(line[x])) || isFar(qGreen(line[x])) || isFar(qBlue(line[x])))
                return true;
        }
    }
    return false;
}

} // namespace

quint32 GlyphCache::keyOf(const Look &look)
{
    return quint32(look.variant) | quint32(look.stretch) << 2 | quint32(look.columns) << 4;
}

const Glyph &GlyphCache::glyph(char32_t character, const Look &look)
{
    // Nearly everything is ASCII.
    const bool isCommon = character < 128 && look.columns == 1 && look.stretch == Stretch::None;
    const Glyph *&known = isCommon ? m_common[std::size_t(look.variant) * 128 + character]
                                   : m_characters[quint64(keyOf(look)) << 32 | character];
    if (!known) {
        m_glyphs.push_back(BoxGlyphs::has(character)
                               ? paintBox(character, look)
                               : paint(QString::fromUcs4(&character, 1), look));
        known = &m_glyphs.back();
    }
    return *known;
}

const Glyph &GlyphCache::glyph(const QString &text, const Look &look)
{
    const Glyph *&known = m_texts[{text, keyOf(look)}];
    if (!known) {
        m_glyphs.push_back(paint(text, look));
        known = &m_glyphs.back();
    }
    return *known;
}

void GlyphCache::clear()
{
    m_common = {};
    m_characters.clear();
    m_texts.clear();
    m_glyphs.clear();
}

QSize GlyphCache::cellSize(const Look &look) const
{
    const int times = look.stretch == Stretch::None ? 1 : 2;
    return {m_fonts.width() * look.columns * times, m_fonts.height()};
}

Glyph GlyphCache::paintBox(char32_t character, const Look &look) const
{
    const bool isHalf = look.stretch == Stretch::UpperHalf || look.stretch == Stretch::LowerHalf;
    QSize cell = cellSize(look);
    if (isHalf)
        cell.setHeight(2 * cell.height());
    Glyph glyph;
    glyph.image = BoxGlyphs::draw(character, cell, m_fonts.lineWidth()).value_or(QImage());
    if (isHalf) {
        glyph.image = glyph.image.copy(0, look.stretch == Stretch::LowerHalf ? m_fonts.height() : 0,
                                       cell.width(), m_fonts.height());
    }
    return glyph;
}

Glyph GlyphCache::paint(const QString &text, const Look &look) const
{
    const QSize cell = cellSize(look);
    // Slanted letters hang over their cells a little.
    const int margin = m_fonts.width() / 3;
    QImage image(cell.width() + 2 * margin, cell.height(), QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    painter.setFont(m_fonts.font(look.variant));
    painter.setPen(Qt::white);
    painter.setRenderHint(QPainter::TextAntialiasing);
    painter.translate(margin, 0);
    if (look.stretch != Stretch::None)
        painter.scale(2, look.stretch == Stretch::Wide ? 1 : 2);
    if (look.stretch == Stretch::LowerHalf)
        painter.translate(0, -m_fonts.height() / 2.0);
    // A font that stands in for another may be wider than the cells.
    const double room = double(m_fonts.width()) * look.columns;
    const double advance = QFontMetricsF(painter.font(), &image).horizontalAdvance(text);
    double x = 0;
    double y = m_fonts.ascent();
    if (advance > room * 1.05) {
        const double scale = room / advance;
        painter.translate(0, (1 - scale) * m_fonts.height() / 2);
        painter.scale(scale, scale);
    } else if (look.columns >= 2) {
        x = (room - advance) / 2;
    }
    painter.drawText(QPointF(x, y), text);
    painter.end();

    const QRect part = visiblePart(image);
    Glyph glyph;
    if (part.isEmpty())
        return glyph;
    glyph.left = part.left() - margin;
    glyph.top = part.top();
    glyph.kind = hasColours(image) ? Glyph::Kind::Coloured : Glyph::Kind::Coverage;
    glyph.image = image.copy(part);
    if (glyph.kind == Glyph::Kind::Coverage)
        glyph.image = glyph.image.convertToFormat(QImage::Format_Alpha8);
    return glyph;
}

} // namespace slipway
