// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtTypes>

#include <compare>

namespace slipway {

struct TerminalSize
{
    int rows = 25;
    int columns = 80;

    friend bool operator==(const TerminalSize &, const TerminalSize &) = default;
};

/// A place on the screen, from 0.
struct TerminalPlace
{
    int row = 0;
    int column = 0;

    friend bool operator==(const TerminalPlace &, const TerminalPlace &) = default;
};

/// Rows and columns of the screen; the ends are not part of it.
struct TerminalRect
{
    int top = 0;
    int bottom = 0;
    int left = 0;
    int right = 0;

    friend bool operator==(const TerminalRect &, const TerminalRect &) = default;
};

/// A place in everything that the terminal holds. Lines are counted from the first that was ever
/// written, so a position stays right while output scrolls.
struct TerminalPosition
{
    qint64 line = 0;
    int column = 0;

    friend auto operator<=>(const TerminalPosition &, const TerminalPosition &) = default;
};

} // namespace slipway
