// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace slipway::echoguard {

/// While somebody types a secret: what they type is not shown, and what was typed before the
/// question is thrown away, as nobody has seen it asked. Whatever stops or ends the process
/// meanwhile leaves the terminal as it was; when the process goes on, `question` is shown again.
void hide(int terminal, const QByteArray &question);
/// As it was before.
void restore();
/// The same, for handlers of signals.
void restoreInHandler();

} // namespace slipway::echoguard
