// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "terminal/terminalkey.h"
#include "terminal/terminalscreen.h"

namespace slipway {

/// The bytes that a key sends, by the modes that programs have set: those of xterm, or those of
/// the kitty keyboard protocol as far as a program asked for it.
class KeyEncoder
{
public:
    explicit KeyEncoder(TerminalScreen &screen) : m_screen(screen) { }

    /// Empty for a key that sends nothing.
    QByteArray encode(const TerminalKeyPress &press) const;
    /// For programs that want to know (mode 1004); empty for others.
    QByteArray focusIn() const;
    QByteArray focusOut() const;

private:
    QByteArray plain(const TerminalKeyPress &press) const;

    TerminalScreen &m_screen;
};

} // namespace slipway
