// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "terminal/terminalkey.h"

#include <QByteArray>

#include <optional>

namespace slipway::otherkeys {

/// xterm's modifyOtherKeys: keys with modifiers that are no cursor or function keys are sent as a
/// sequence. At level 1 only those that would lose a modifier, at level 2 all; Shift-Tab stays what
/// it is. Nothing for a key that is sent as usual. `sendsControl`: Ctrl makes a control character
/// of it.
std::optional<QByteArray> encode(const TerminalKeyPress &press, int level, bool sendsControl);

} // namespace slipway::otherkeys
