// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

namespace slipway {

/// Asks for the number of servers to be typed before a command runs on them. Open it with open();
/// it deletes itself. Enter never says yes.
class FanOutConfirm : public QDialog
{
    Q_OBJECT
public:
    FanOutConfirm(qsizetype servers, const QString &environment, QWidget *parent);

Q_SIGNALS:
    void confirmed();
};

} // namespace slipway
