// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "terminal/terminalkey.h"

class QKeyEvent;

namespace slipway {

/// A key of the window system as a terminal knows it.
TerminalKeyPress terminalKeyPress(const QKeyEvent &event);
/// Modifiers as a terminal numbers them.
quint8 terminalModifiers(Qt::KeyboardModifiers modifiers);

} // namespace slipway
