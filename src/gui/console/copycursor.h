// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "terminal/terminalselection.h"

#include <optional>

class QKeyEvent;

namespace slipway {

/// Walks through a terminal's text by keys and selects, for those who use no pointer: arrows or
/// h j k l, w and b by words, 0 and $, g and G, pages; v, V and Ctrl+V begin a selection of
/// characters, lines or a block; y or Enter copies, Escape leaves.
class CopyCursor
{
public:
    enum class Outcome { Ignored, Moved, Copied, Left };

    explicit CopyCursor(TerminalPosition place) : m_place(place) { }

    TerminalPosition place() const { return m_place; }
    void moveTo(TerminalPosition place) { m_place = place; }
    std::optional<TerminalSelection> selection() const;
    /// `page` is how many lines are seen at once.
    Outcome press(const QKeyEvent &key, const TerminalScreen &screen, int page);

private:
    bool move(const QKeyEvent &key, const TerminalScreen &screen, int page);
    bool moveByLetter(const QString &letter, const TerminalScreen &screen);
    bool begin(const QKeyEvent &key);
    void toggle(TerminalSelection::Mode mode);
    void step(const TerminalScreen &screen, int columns);
    void word(const TerminalScreen &screen, int direction);
    void keepInside(const TerminalScreen &screen);

    TerminalPosition m_place;
    TerminalPosition m_anchor;
    std::optional<TerminalSelection::Mode> m_mode;
};

} // namespace slipway
