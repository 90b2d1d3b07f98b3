// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/console/cellfonts.h"

#include <QFontDatabase>
#include <QFontMetricsF>
#include <QGuiApplication>
#include <QScreen>

#include <algorithm>
#include <cmath>

namespace slipway {

namespace {

QFont baseFont(const QString &family, int pixels)
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    if (!family.isEmpty())
        font.setFamily(family);
    font.setStyleHint(QFont::Monospace);
    font.setFixedPitch(true);
    font.setPixelSize(pixels);
    font.setKerning(false);
    font.setStyleStrategy(
        QFont::StyleStrategy(QFont::PreferAntialias | QFont::NoSubpixelAntialias));
    return font;
}

} // namespace

CellFonts::CellFonts(const QString &family, double points, double pixelRatio)
    : m_pixelRatio(pixelRatio)
{
    const QScreen *screen = QGuiApplication::primaryScreen();
    const double dots = screen ? screen->logicalDotsPerInchY() : 96.0;
    const int pixels = std::max(4, int(std::lround(points * dots / 72.0 * pixelRatio)));
    for (std::size_t variant = 0; variant < m_fonts.size(); ++variant) {
        m_fonts[variant] = baseFont(family, pixels);
        m_fonts[variant].setBold((variant & Bold) != 0);
        m_fonts[variant].setItalic((variant & Italic) != 0);
    }
    const QFontMetricsF metrics(m_fonts[Regular]);
    m_width = std::max(1, int(std::lround(metrics.horizontalAdvance(u'M'))));
    m_ascent = std::max(1, int(std::ceil(metrics.ascent() + metrics.leading() / 2)));
    m_height = std::max(m_ascent + 1,
                        m_ascent + int(std::ceil(metrics.descent() + metrics.leading() / 2)));
    m_lineWidth = std::max(1, int(std::lround(metrics.lineWidth())));
    m_underline = std::clamp(m_ascent + int(std::lround(metrics.underlinePos())), m_ascent,
                             std::max(m_ascent, m_height - m_lineWidth));
    m_strike
        = std::clamp(m_ascent - int(std::lround(metrics.xHeight() / 2)), 0, m_height - m_lineWidth);
}

} // namespace slipway
