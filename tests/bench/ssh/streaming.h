// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bench/ssh/fleet.h"

#include <QApplication>

namespace slipway::bench {

/// The longest time that one event of the window's thread took.
struct Stall
{
    double wall = 0; ///< milliseconds
    double cpu = 0;  ///< of the thread, for that event or another
};

/// Measures every event that is delivered, outermost ones only.
class TimedApplication : public QApplication
{
public:
    using QApplication::QApplication;
    bool notify(QObject *receiver, QEvent *event) override;
    Stall worst;

private:
    int m_depth = 0;
};

/// A command that prints much on every host, shown by the pane with live rows and gathered output.
Stall worstStall(SshConnections &connections);

} // namespace slipway::bench
