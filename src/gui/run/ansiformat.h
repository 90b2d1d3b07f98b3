// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/run/ansiparser.h"

#include "theme/statelanguage.h"

#include <QTextCharFormat>

namespace slipway {

/// How a terminal style is drawn on the window's surface. The sixteen named colours are the
/// theme's, so that they can be read in light and dark.
QTextCharFormat formatOf(const AnsiStyle &style, ThemeMode mode);

} // namespace slipway
