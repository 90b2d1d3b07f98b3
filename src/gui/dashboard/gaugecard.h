// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chart/gaugepainter.h"

#include <QAbstractButton>

namespace slipway {

class Theming;

/// One gauge as a button: a click, Space or Enter chooses its metric.
class GaugeCard : public QAbstractButton
{
    Q_OBJECT
public:
    explicit GaugeCard(Theming &theming, QWidget *parent = nullptr);

    void setFace(const GaugeFace &face);
    const GaugeFace &face() const { return m_face; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    Theming &m_theming;
    GaugeFace m_face;
};

} // namespace slipway
