// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "terminal/controlsequence.h"
#include "terminal/terminalgeometry.h"

namespace slipway {

/// What programs have set about where and how characters go. libvterm does not tell, so it is read
/// along.
class ScreenModes
{
public:
    bool insert = false;
    bool newLine = false;
    bool origin = false;
    bool margins = false; ///< left and right ones may be set (DECLRMM)
    bool autowrap = true;
    bool reverseWrap = false; ///< BS and CUB go back into the row above, where text came from there
    bool reverseWrapAnywhere = false; ///< likewise, into any row, and from the top to the bottom
    bool changesRectangles = false; ///< attributes of rectangles, not from place to place (DECSACE)
    bool protects = false;
    bool keypad = false;      ///< keys of the keypad send sequences (DECNKM)
    char firstSet = 'B';      ///< what G0 is; B: ASCII
    bool shifted = false;     ///< not G0
    bool singleShift = false; ///< for the next character

    /// Whether a sequence may change one of them.
    static bool isChangedBy(const ControlSequence &sequence);
    /// False for margins that hold nothing, or that may not be set, which are not taken.
    bool follow(const ControlSequence &sequence, TerminalSize size);
    void clearMargins();

    bool wrapsBack() const { return autowrap && (reverseWrap || reverseWrapAnywhere); }
    /// Whether bytes of ASCII are characters of ASCII.
    bool isAscii() const { return firstSet == 'B' && !shifted && !singleShift; }
    /// Whether printable ASCII is just that, one cell after the other.
    bool isPlain() const { return !insert && !origin && !margins && !protects && isAscii(); }
    /// Between the margins.
    TerminalRect region(TerminalSize size) const;
    bool hasMargins(TerminalSize size) const;
    /// Where places are counted in: the region with DECOM, else the screen.
    TerminalRect area(TerminalSize size) const;

private:
    bool setMargins(const ControlSequence &sequence, TerminalSize size);

    // From 0, the ends are not part of it; an end of 0 is that of the screen.
    int m_top = 0;
    int m_bottom = 0;
    int m_left = 0;
    int m_right = 0;
};

} // namespace slipway
