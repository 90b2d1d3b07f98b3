// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "terminal/screenmodes.h"
#include "terminal/terminalextras.h"

namespace slipway {

/// What libvterm cannot do to the screen: rectangles and their attributes, columns that scroll, and
/// movements that stop at margins.
class TerminalEditing
{
public:
    TerminalEditing(const TerminalExtras::Parts &parts, const ScreenModes &modes)
        : m_model(parts.model)
        , m_host(parts.host)
        , m_modes(modes)
    { }

    bool wants(const ControlSequence &sequence) const;
    void take(const ControlSequence &sequence);
    /// DECBI and DECFI: a step, or a scroll at the margin.
    void stepBack();
    void stepForward();

private:
    TerminalRect rectangle(const ControlSequence &sequence, qsizetype first) const;
    void fill(const ControlSequence &sequence);
    void changeStyles(const ControlSequence &sequence);
    void copy(const ControlSequence &sequence);
    void setStops();
    void moveLines(const ControlSequence &sequence);
    void repeat(int count);
    void move(const ControlSequence &sequence);
    void shift(int left);
    void shiftRow(int left);
    void moveBy(int count, char direction);
    bool isInside() const;

    ScreenModel &m_model;
    TerminalExtras::Host &m_host;
    const ScreenModes &m_modes;
};

} // namespace slipway
