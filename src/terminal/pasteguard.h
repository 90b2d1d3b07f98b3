// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "terminal/terminalscreen.h"

namespace slipway {

/// What is worth asking about before a text is pasted.
struct PasteReport
{
    qsizetype bytes = 0;
    int lines = 1;
    bool hasControls = false;  ///< characters that a terminal acts on, besides line ends and tabs
    bool hasInvisible = false; ///< characters that turn text round or hide in it
    bool isBracketed
        = false; ///< the program takes a paste as one piece, so a line end runs nothing
    bool isLarge = false;

    /// Nothing that could surprise.
    bool isHarmless() const
    {
        return !hasControls && !hasInvisible && !isLarge && (lines == 1 || isBracketed);
    }
};

PasteReport examinePaste(const TerminalScreen &screen, const QString &text);
/// The bytes of a paste: line ends as Enter sends them, control characters taken out, brackets
/// where the program asked for them. The text cannot end the brackets.
QByteArray encodePaste(TerminalScreen &screen, const QString &text);

} // namespace slipway
