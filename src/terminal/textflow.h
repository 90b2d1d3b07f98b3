// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "terminal/screenmodes.h"
#include "terminal/terminalextras.h"

namespace slipway {

/// How text goes from column to column and from row to row where libvterm would do otherwise: emoji
/// of several code points, margins at the sides, the way back into the row above. Owned by
/// VtermBridge.
class TextFlow
{
public:
    TextFlow(const TerminalExtras::Parts &parts, const ScreenModes &modes)
        : m_model(parts.model)
        , m_host(parts.host)
        , m_modes(modes)
    { }

    /// Characters and control characters in UTF-8; unless watches(), sequences, too.
    void write(QByteArrayView bytes);
    /// Whether each character matters, so that nothing may be between them that is not text.
    bool watches() const
    {
        return m_isWaiting || m_modes.margins || m_modes.reverseWrap || m_modes.reverseWrapAnywhere;
    }
    /// Whether the next character goes to the next row, if nothing has come since the last one.
    bool isWrapPending() const;
    /// Likewise, where libvterm does not know of it.
    bool isWaiting() const { return m_isWaiting; }
    void setWaiting(bool waits) { m_isWaiting = waits; }
    /// IND, NEL and RI between margins at the sides. False for what is libvterm's.
    bool takeIndex(char final);
    /// To a tab stop, or to the right margin.
    void tab(int count);
    /// CUB and BS, into rows above where that is asked for.
    void back(int count);

    /// libvterm has written a character.
    void written(TerminalPlace place, int width);
    /// Something that is no text has come since the last character.
    void interrupted() { m_followsText = false; }
    /// The last character may be elsewhere now.
    void forget();
    /// What libvterm writes is not for the screen.
    bool swallows() const { return m_swallows; }

private:
    void writeWatched(QByteArrayView bytes);
    void writeJoined(QByteArrayView bytes);
    void writeCharacter(QByteArrayView bytes);
    void writeControl(char byte);
    void returnCarriage();
    void wrap();
    bool join(char32_t codePoint);
    void widen(int room);
    bool goBackIntoRowAbove();
    bool isBesideMargins(int row) const;
    bool isOnLast(TerminalPlace place) const;
    int edge() const;

    ScreenModel &m_model;
    TerminalExtras::Host &m_host;
    const ScreenModes &m_modes;
    TerminalPlace m_last; ///< of the last character
    int m_lastWidth = 0;  ///< 0 when there is none
    bool m_hasWritten = false;
    bool m_followsText = false;  ///< nothing has come since the last character
    bool m_endsInJoiner = false; ///< the last character
    bool m_isWaiting = false;
    bool m_swallows = false;
};

} // namespace slipway
