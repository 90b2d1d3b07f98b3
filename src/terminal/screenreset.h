// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace slipway {

class TerminalScreen;

/// What brings a terminal that shows this screen back to how a shell expects it: its own screen,
/// the cursor to be seen, no reports of the mouse, plain text. What stands on it stays.
QByteArray resetBytes(const TerminalScreen &screen);

} // namespace slipway
