// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/goboard.h"

#include <QWidget>

namespace slipway {

class Theming;

/// GO or NO-GO, and why, in one sentence.
class GoHeadline : public QWidget
{
    Q_OBJECT
public:
    /// `growth`: of the font; 1 is the window's.
    GoHeadline(Theming &theming, double growth, QWidget *parent = nullptr);

    void setBoard(const GoBoard &board);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QFont wordFont() const;
    QFont sentenceFont() const;
    QRect pill() const;

    Theming &m_theming;
    double m_growth;
    GoBoard m_board;
};

} // namespace slipway
