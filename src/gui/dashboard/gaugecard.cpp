// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/dashboard/gaugecard.h"

#include "chart/metriclook.h"
#include "gui/common/theming.h"

#include <QKeyEvent>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr QSize comfortable(264, 280);
constexpr QSize smallest(216, 236);

} // namespace

GaugeCard::GaugeCard(Theming &theming, QWidget *parent)
    : QAbstractButton(parent)
    , m_theming(theming)
{
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    connect(&theming, &Theming::changed, this, qOverload<>(&QWidget::update));
}

void GaugeCard::setFace(const GaugeFace &face)
{
    m_face = face;
    const QString sentence = gaugeSentence(face);
    if (sentence != accessibleName()) {
        setAccessibleName(sentence);
        setToolTip(sentence + u'\n' + gaugeOrigin(face));
    }
    update();
}

QSize GaugeCard::sizeHint() const
{
    return comfortable;
}

QSize GaugeCard::minimumSizeHint() const
{
    return smallest;
}

void GaugeCard::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Palette &palette = m_theming.palette();
    const StateLook bad = lookOf(MetricState::Bad, m_theming.mode());
    const bool isLoud = m_face.state.state == MetricState::Bad;
    QPen edge(isChecked() || hasFocus() ? palette.accent
                  : isLoud              ? bad.border
                                        : palette.line,
              isChecked() || hasFocus() || isLoud ? 2 : 1);
    painter.setPen(edge);
    painter.setBrush(underMouse() ? palette.raised : palette.surface);
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), measure::radius,
                            measure::radius);
    const double inside = 3 * measure::unit;
    paintGauge(painter, QRectF(rect()).adjusted(inside, inside, -inside, -inside), m_face, font(),
               m_theming.mode());
}

void GaugeCard::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        click();
        return;
    }
    QAbstractButton::keyPressEvent(event);
}

} // namespace slipway
