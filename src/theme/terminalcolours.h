// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "theme/statelanguage.h"

#include <QMap>

#include <array>

namespace slipway {

enum class TerminalScheme { Light, Dark, HighContrast };

/// Colours of a console. The text is readable (4.5:1, 7:1 with high contrast) on the background and
/// on a selection, and so are the sixteen colours on the background, but for the one next to it.
struct TerminalColours
{
    QColor foreground, background;
    QColor cursor, cursorText;
    QColor selection;
    QColor match, currentMatch, matchText; ///< what a search found
    QColor broadcast, onBroadcast;         ///< the frame of a console that others type into
    std::array<QColor, 16> palette; ///< black, red, green, yellow, blue, magenta, cyan, white

    QMap<int, QRgb> replaced; ///< of the 256, what a program set instead

    static const TerminalColours &of(TerminalScheme scheme);
    /// What a program set, as 0xrrggbb: 0 to 255 of the palette, 256 the text, 257 the background,
    /// 258 the cursor, 263 the selection. The text that stands on the cursor is then in the
    /// background's colour.
    void replace(const QMap<int, quint32> &colours);
    /// Any of the 256: the sixteen, the cube and the greys of xterm, but for those replaced.
    QRgb indexed(int index) const;
};

} // namespace slipway
