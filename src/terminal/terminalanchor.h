// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "terminal/terminalscreen.h"

#include <optional>

namespace slipway {

/// A place in the text, told by what a change of the size leaves as it is: whole lines up to the
/// cursor's, and characters of the line. For the primary screen.
struct TerminalAnchor
{
    qint64 linesAboveCursor = 0; ///< less than 0 below it
    qint64 cells = 0;            ///< from the start of the whole line

    /// Nothing for a place that does not exist, and on the alternate screen.
    static std::optional<TerminalAnchor> of(const TerminalScreen &screen,
                                            TerminalPosition position);
    /// Where that is now; nothing when the text is gone.
    std::optional<TerminalPosition> position(const TerminalScreen &screen) const;
};

} // namespace slipway
