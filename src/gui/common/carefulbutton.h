// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QKeyEvent>
#include <QPushButton>

namespace slipway {

/// A push button for what cannot be taken back: Enter never triggers it, on no platform. Space and
/// the pointer do.
class CarefulButton : public QPushButton
{
    Q_OBJECT
public:
    using QPushButton::QPushButton;

protected:
    void keyPressEvent(QKeyEvent *event) override
    {
        // Accepted and dropped: passed on, a dialog would press its default button instead.
        if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
            event->accept();
        else
            QPushButton::keyPressEvent(event);
    }
};

} // namespace slipway
