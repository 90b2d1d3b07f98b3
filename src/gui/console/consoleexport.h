// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "gui/console/consolescreen.h"

namespace slipway {

/// Writes scrollback and screen to a file that only its owner may read, as text with wrapped lines
/// joined. Any thread; it takes the screen for a moment at a time. A file that was there is
/// replaced when all is written. Fails with Io.
[[nodiscard]] Result<void> exportConsole(const std::function<ConsoleScreen::Access()> &lock,
                                         const QString &path);

} // namespace slipway
