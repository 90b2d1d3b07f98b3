// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/console/badge.h"

#include "theme/statelanguage.h"

#include <QPainter>

namespace slipway {

Badge::Badge(QWidget *parent) : QLabel(parent)
{
    setContentsMargins(measure::inside, 0, measure::inside, 0);
}

void Badge::setColours(const QColor &ground, const QColor &text)
{
    m_ground = ground;
    m_text = text;
    update();
}

void Badge::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_ground);
    painter.drawRoundedRect(rect(), measure::unit, measure::unit);
    painter.setPen(m_text);
    painter.drawText(rect(), Qt::AlignCenter, text());
}

} // namespace slipway
