// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "terminal/terminalscreen.h"

#include <QJsonObject>

namespace slipway {

/// A terminal's screen as `terminal render --json` prints it.
QJsonObject terminalJson(const TerminalScreen &screen);

} // namespace slipway
