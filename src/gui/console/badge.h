// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>

namespace slipway {

/// A word on a ground of its own.
class Badge : public QLabel
{
    Q_OBJECT
public:
    explicit Badge(QWidget *parent = nullptr);

    void setColours(const QColor &ground, const QColor &text);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QColor m_ground;
    QColor m_text;
};

} // namespace slipway
