// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtTypes>

namespace slipway {

/// What stands at one place of the screen. All zero is a blank in the default style, so that rows
/// are cleared by writing zeros.
struct TerminalCell
{
    enum Flag : quint8 {
        WideHead = 1,  ///< the character also covers the next cell
        WideTail = 2,  ///< the second half of a wide character
        Protected = 4, ///< kept by a selective erase (DECSCA)
    };
    /// Set in content when the rest of it is an id of the ClusterTable.
    static constexpr quint32 clusterBit = 0x8000'0000;

    quint32 content = 0; ///< a code point, a cluster, or 0 where nothing was written
    quint16 style = 0;   ///< an id of the StyleTable; 0 is the default style
    quint8 flags = 0;
    quint8 unused = 0;

    bool isBlank() const { return content == 0; }
    bool isCluster() const { return (content & clusterBit) != 0; }
    bool has(Flag flag) const { return (flags & flag) != 0; }
    /// Columns of the character: 2 on the first half of a wide one, else 1.
    int width() const { return has(WideHead) ? 2 : 1; }

    friend bool operator==(const TerminalCell &, const TerminalCell &) = default;
};
static_assert(sizeof(TerminalCell) == 8);

} // namespace slipway
