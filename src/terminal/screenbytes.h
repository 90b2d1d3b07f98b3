// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace slipway {

class TerminalScreen;

/// What draws the same screen on a fresh terminal of the same size: characters, styles, which of
/// the two screens, and the cursor; nothing for a fresh one. Double width and links are left out.
QByteArray screenBytes(const TerminalScreen &screen);

} // namespace slipway
