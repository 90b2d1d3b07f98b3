// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal/screenmodes.h"

#include <algorithm>

namespace slipway {

bool ScreenModes::isChangedBy(const ControlSequence &sequence)
{
    return ((sequence.final == 'h' || sequence.final == 'l') && sequence.intermediate == 0)
        || sequence.is(0, '"', 'q') || sequence.is(0, 0, 'r') || sequence.is(0, 0, 's')
        || sequence.is(0, '*', 'x');
}

bool ScreenModes::follow(const ControlSequence &sequence, TerminalSize size)
{
    if (sequence.final == 'r' || sequence.final == 's')
        return setMargins(sequence, size);
    if (sequence.final == 'x') {
        changesRectangles = sequence.number(0) == 2;
        return true;
    }
    const QList<int> numbers = sequence.numbers();
    const bool on = sequence.final == 'h';
    for (const int number : numbers) {
        if (sequence.final == 'q')
            protects = number == 1;
        else if (sequence.leader == 0 && number == 4)
            insert = on;
        else if (sequence.leader == 0 && number == 20)
            newLine = on;
        else if (sequence.leader == '?' && number == 6)
            origin = on;
        else if (sequence.leader == '?' && number == 7)
            autowrap = on;
        else if (sequence.leader == '?' && number == 45)
            reverseWrap = on;
        else if (sequence.leader == '?' && number == 66)
            keypad = on;
        else if (sequence.leader == '?' && number == 69)
            margins = on;
        else if (sequence.leader == '?' && number == 1045)
            reverseWrapAnywhere = on;
    }
    return true;
}

bool ScreenModes::setMargins(const ControlSequence &sequence, TerminalSize size)
{
    const bool areRows = sequence.final == 'r';
    if (!areRows && !margins)
        return false;
    const int most = areRows ? size.rows : size.columns;
    const int first = sequence.number(0, 1) - 1;
    const int end = std::min(sequence.number(1, most), most);
    // Two rows or columns at least; a screen of one has no others.
    if (end - first < std::min(2, most))
        return false;
    (areRows ? m_top : m_left) = first;
    (areRows ? m_bottom : m_right) = end == most ? 0 : end;
    return true;
}

void ScreenModes::clearMargins()
{
    m_top = m_bottom = m_left = m_right = 0;
}

TerminalRect ScreenModes::region(TerminalSize size) const
{
    const auto endOf = [](int end, int most) {
        return end == 0 ? most : std::min(end, most);
    };
    return {m_top, endOf(m_bottom, size.rows), margins ? m_left : 0,
            margins ? endOf(m_right, size.columns) : size.columns};
}

bool ScreenModes::hasMargins(TerminalSize size) const
{
    return region(size) != TerminalRect{0, size.rows, 0, size.columns};
}

TerminalRect ScreenModes::area(TerminalSize size) const
{
    return origin ? region(size) : TerminalRect{0, size.rows, 0, size.columns};
}

} // namespace slipway
