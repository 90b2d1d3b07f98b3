// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QMap>
#include <QString>

#include <array>
#include <vector>

namespace slipway {

/// What programs have set about a terminal, besides what stands on its screen.
struct TerminalState
{
    enum class CursorShape { Block, Underline, Bar };
    enum class Mouse { None, Click, Drag, Move };
    /// Wishes of the kitty keyboard protocol.
    enum KeyboardFlag : quint8 {
        Disambiguate = 1,
        ReportEvents = 2,
        ReportAlternates = 4,
        ReportAll = 8,
        ReportText = 16,
    };
    /// Places of colours; before them are those of the palette.
    enum ColourPlace {
        TextColour = 256,
        BackgroundColour,
        CursorColour,
        SelectionColour = TextColour + 7,
        LastDynamicColour = TextColour + 9, ///< of OSC 10 to 19
        BoldColour, ///< underlined, blinking, reversed and italic text come after it
        ItalicColour = BoldColour + 4,
    };

    QString title; ///< control characters taken out, at most 256 characters; never reported
    QString iconName;
    QByteArray directory; ///< a file: address (OSC 7), as the program gave it
    CursorShape cursorShape = CursorShape::Block;
    bool cursorVisible = true;
    bool cursorBlinks = true;
    Mouse mouse = Mouse::None;
    bool mouseOfX10 = false; ///< clicks alone, without modifiers and releases (mode 9)
    bool focusReports = false;
    bool schemeReports = false;    ///< says when a light ground becomes a dark one (2031)
    bool sizeReports = false;      ///< says when the size changes (2048)
    bool backspaceSendsBs = false; ///< instead of DEL (DECBKM)
    int otherKeys = 0;             ///< level of xterm's modifyOtherKeys
    bool alternateScroll = true;   ///< the wheel sends arrow keys on the alternate screen (1007)
    bool synchronised = false;     ///< between frames of DEC 2026: better not to paint
    QMap<int, quint32> colours;    ///< instead of the theme's: 0xrrggbb by place
    std::array<std::vector<quint8>, 2> keyboardStacks; ///< of the primary and the alternate screen
    std::size_t keyboardStack = 0;

    quint8 keyboardFlags() const
    {
        const std::vector<quint8> &stack = keyboardStacks[keyboardStack];
        return stack.empty() ? quint8(0) : stack.back();
    }
};

/// Something that happened while output was read.
struct TerminalEvent
{
    enum class Kind {
        Bell,
        TitleChanged,
        DirectoryChanged,
        ClipboardWrite, ///< data: what a program wants in the clipboard (OSC 52)
        Mark,           ///< line, value: a TerminalRow::Mark
        CommandEnded,   ///< line, value: the exit status, -1 when it was not told
        ScreenSwitched,
        ScrollbackCleared,
        ColoursChanged,
    };

    Kind kind = Kind::Bell;
    QByteArray data = {};
    qint64 line = 0;
    int value = 0;

    friend bool operator==(const TerminalEvent &, const TerminalEvent &) = default;
};

/// How a terminal is to be; fixed when it is made.
struct TerminalOptions
{
    enum class Clipboard { Deny, AllowWrite };
    /// Reports of screen contents as checksums (DECRQCRA) let any program read the screen: for
    /// tests alone.
    enum class Checksums { Refuse, Report };
    /// Where libvterm and xterm differ: what a person gets is Xterm; the scripts of libvterm's own
    /// tests expect Library.
    enum class Rules { Xterm, Library };

    qint64 scrollbackLines = 100'000;
    qint64 scrollbackBytes = 64LL * 1024 * 1024;
    Clipboard clipboard = Clipboard::Deny;
    Checksums checksums = Checksums::Refuse;
    Rules rules = Rules::Xterm;
};

} // namespace slipway
