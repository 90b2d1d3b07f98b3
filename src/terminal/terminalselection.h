// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "terminal/terminalscreen.h"

namespace slipway {

/// A part of a terminal's text that a person chose, by line numbers, so it stays where it is while
/// output scrolls.
struct TerminalSelection
{
    enum class Mode { Character, Word, Line, Block };

    Mode mode = Mode::Character;
    TerminalPosition anchor; ///< where it began
    TerminalPosition focus;  ///< where it is now; its character belongs to the selection

    friend bool operator==(const TerminalSelection &, const TerminalSelection &) = default;
};

/// What is selected, in order: first and last character. A word's ends, a line's, and both halves
/// of a wide character are taken in whole.
std::pair<TerminalPosition, TerminalPosition> selectedRange(const TerminalScreen &screen,
                                                            const TerminalSelection &selection);
/// The text for the clipboard: rows that were wrapped are joined, blanks at the ends of lines are
/// left out. Lines that are gone give nothing.
QString selectedText(const TerminalScreen &screen, const TerminalSelection &selection);

} // namespace slipway
