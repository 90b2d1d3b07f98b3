// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "terminal/terminalstyle.h"

#include <vterm.h>

namespace slipway {

/// Sets in a style what libvterm tells of its pen. Inside the module only.
void applyAttribute(TerminalStyle &pen, VTermAttr attribute, const VTermValue &value);

} // namespace slipway
