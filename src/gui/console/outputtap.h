// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "terminal/terminalgeometry.h"

#include <QByteArrayView>

namespace slipway {

/// Gets a copy of what a ConsoleScreen reads: for recordings. Its functions are called on the
/// channel's thread or the GUI's, never two at the same time, and must not wait for anything nor
/// call the screen.
class OutputTap
{
public:
    OutputTap() = default;
    virtual ~OutputTap() = default;
    Q_DISABLE_COPY_MOVE(OutputTap)

    virtual void output(QByteArrayView bytes) = 0;
    virtual void resized(TerminalSize size) = 0;
};

} // namespace slipway
