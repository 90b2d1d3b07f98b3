// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>

namespace slipway {

/// A line of plain text that gives way where there is no room, and says all of it in its tool tip
/// then.
class ElidedLabel : public QLabel
{
    Q_OBJECT
public:
    using QLabel::QLabel;

    /// Shorter texts are never elided, and longer ones get so much.
    void setLeastWidth(int width);

    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    int m_leastWidth = 0;
};

} // namespace slipway
