// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "theme/statelanguage.h"

namespace slipway {

/// Colours of highlighted texts on the surface of a theme, 4.5:1 each.
struct CodeColours
{
    QColor comment, keyword, name, string, special, variable, number, reference, problem;
    static const CodeColours &of(ThemeMode mode);
};

} // namespace slipway
