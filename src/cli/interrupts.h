// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace slipway {

/// SIGINT and SIGTERM as a signal on the event loop. The second one ends the program at once, with
/// exit status 130: somebody who asks twice means it. One object a program.
class Interrupts final : public QObject
{
    Q_OBJECT
public:
    explicit Interrupts(QObject *parent = nullptr);

Q_SIGNALS:
    void interrupted();
};

} // namespace slipway
