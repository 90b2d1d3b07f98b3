// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/console/glyphcache.h"
#include "terminal/terminalrow.h"
#include "terminal/terminalstyle.h"

#include <QRgb>

#include <vector>

namespace slipway {

/// A cell as it is to be painted.
struct PaintCell
{
    enum Line : quint8 {
        Strike = 1,
        Overline = 2,
        CursorBar = 4,
        CursorUnderline = 8,
        CursorBox = 16, ///< of a console that is not typed into
    };

    const Glyph *glyph = nullptr; ///< of the cache; nothing to paint without
    QRgb foreground = 0;
    QRgb background = 0;
    QRgb lineColour = 0;   ///< of the underline
    QRgb cursorColour = 0; ///< of a cursor that is a line
    quint8 columns = 1;    ///< 0 for a cell that the one before covers
    TerminalStyle::Underline underline = TerminalStyle::Underline::None;
    quint8 lines = 0;

    friend bool operator==(const PaintCell &, const PaintCell &) = default;
};

/// A row of cells as it is to be painted. Equal ones look the same as long as the glyphs live.
struct RowPicture
{
    std::vector<PaintCell> cells;
    TerminalRow::Height height = TerminalRow::Height::Single;

    friend bool operator==(const RowPicture &, const RowPicture &) = default;
};

} // namespace slipway
