// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "terminal/terminalscreen.h"

#include <vterm.h>

/// What the harness says about our screen, in the words of libvterm's scripts. Inside the module
/// only.
namespace slipway::harness {

struct Query
{
    QByteArray what; ///< screen_cell
    QList<int> numbers;
};

/// Null for a query that is not understood. The state gives the palette.
QByteArray screenQuery(const TerminalScreen &screen, VTermState *palette, const Query &query);
/// The first code point, in hexadecimal; 00 for a blank.
QByteArray cellNumber(const TerminalScreen &screen, const TerminalCell &cell);
QByteArray pushedLine(const TerminalScreen &screen, qint64 line, int columns);
QByteArray outputLine(const QByteArray &bytes); ///< empty for nothing
QByteArray placeText(TerminalPlace place);

} // namespace slipway::harness
