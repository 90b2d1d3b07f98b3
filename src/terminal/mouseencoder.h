// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "terminal/terminalkey.h"
#include "terminal/terminalscreen.h"

namespace slipway {

/// The bytes that the mouse sends to programs that asked for it (modes 9, 1000, 1002, 1003, the
/// last three in the forms of 1005, 1006 and 1015). Whether a person bypasses the program with
/// Shift is decided before it.
class MouseEncoder
{
public:
    enum class Button { Left = 1, Middle = 2, Right = 3, WheelUp = 4, WheelDown = 5 };

    explicit MouseEncoder(TerminalScreen &screen) : m_screen(screen) { }

    /// Empty when no program wants to know.
    QByteArray press(Button button, TerminalPlace at, quint8 modifiers) const;
    QByteArray release(Button button, TerminalPlace at, quint8 modifiers) const;
    QByteArray move(TerminalPlace to, quint8 modifiers) const;
    /// A step of the wheel: for programs that do not want the mouse, arrow keys on the alternate
    /// screen.
    QByteArray wheel(Button direction, TerminalPlace at, quint8 modifiers) const;

private:
    enum class Edge { Down, Up };
    struct Change
    {
        Button button;
        Edge edge;
    };
    QByteArray change(const Change &change, TerminalPlace at, quint8 modifiers) const;
    static QByteArray asX10(Button button, TerminalPlace place);
    TerminalPlace inside(TerminalPlace place) const;

    TerminalScreen &m_screen;
};

} // namespace slipway
