// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace slipway {

class TerminalView;

/// Lets screen readers read the visible lines of every TerminalView, and follow its cursor. Calling
/// it again changes nothing.
void registerTerminalAccessibility();
/// Tells screen readers that there is something new to read: now and then, however much it is.
void announceOutput(TerminalView &view);

} // namespace slipway
