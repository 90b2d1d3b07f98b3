// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal/screenreset.h"

#include "terminal/terminalscreen.h"

namespace slipway {

namespace {

/// Ends keyboard modes that programs have begun on one of the two screens, and no others.
QByteArray popKeyboard(const TerminalState &state, std::size_t stack)
{
    const std::size_t count = state.keyboardStacks[stack].size();
    return count == 0 ? QByteArray() : "\x1b[<" + QByteArray::number(qulonglong(count)) + 'u';
}

} // namespace

QByteArray resetBytes(const TerminalScreen &screen)
{
    const TerminalState &state = screen.state();
    // A sequence without an end, and a link.
    QByteArray bytes = "\x18\x1b\\\x1b]8;;\x1b\\";
    if (screen.isAlternate())
        bytes += popKeyboard(state, 1) + "\x1b[?1049l";
    bytes += popKeyboard(state, 0);
    if (!state.colours.isEmpty())
        bytes += "\x1b]104\x1b\\\x1b]110\x1b\\\x1b]111\x1b\\\x1b]112\x1b\\";
    // Softly, which moves nothing; then what not every terminal takes back with it.
    bytes += "\x1b[!p\x1b[0m\x1b(B\x0f\x1b[4l\x1b[20l\x1b>\x1b[>4m\x1b[0 q";
    // Cursor keys, all mice, focus, pastes, frames, light and dark, size; reversed colours.
    for (const int mode :
         {1, 5, 9, 1000, 1001, 1002, 1003, 1004, 1005, 1006, 1015, 1016, 2004, 2026, 2031, 2048})
        bytes += "\x1b[?" + QByteArray::number(mode) + 'l';
    return bytes + "\x1b[?7h\x1b[?25h";
}

} // namespace slipway
