// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "terminal/vtermbridge.h"

/// libvterm's C functions and their way to a VtermBridge.
namespace slipway::vtermcallbacks {

VTerm *create(TerminalSize size);
void connect(VTerm *vterm, VtermBridge *bridge, TerminalOptions::Clipboard clipboard);
/// From now on the bridge's observer hears of the cursor's moves, too.
void watchCursor(VTermState *state, VtermBridge *bridge);
/// Gives libvterm rows of the model's new size, with what the model knows of them.
void fillLineInfos(const ScreenModel &model, VTermStateFields &fields);

} // namespace slipway::vtermcallbacks
