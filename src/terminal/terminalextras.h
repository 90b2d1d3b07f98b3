// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "terminal/controlsequence.h"
#include "terminal/screenmodel.h"
#include "terminal/terminalstate.h"

#include <optional>
#include <vector>

namespace slipway {

/// The sequences that libvterm does not know: hyperlinks, the shell's marks, synchronised output,
/// the kitty keyboard protocol, reports about the window, more attributes.
class TerminalExtras
{
public:
    /// What the emulator does for it.
    class Host
    {
    public:
        virtual ~Host() = default;
        virtual void reply(const QByteArray &bytes) = 0;
        virtual void parse(QByteArrayView bytes) = 0;
        virtual TerminalPlace cursor() const = 0;
        virtual TerminalStyle &pen() = 0;
        virtual const TerminalStyle &currentPen() const = 0;
        /// Columns of the last character; 0 when there is none that could be repeated.
        virtual int lastWidth() const = 0;
        /// The last character with its marks, in UTF-8; empty when there is none.
        virtual QByteArray lastCharacter() const = 0;
        /// The model is about to be changed without the parser.
        virtual void usePen() = 0;
        /// What belongs to the cursor is to be saved with it.
        virtual void cursorIsSaved() = 0;
        /// A cursor that was saved came back, or that of the primary screen.
        virtual void cursorRestored() = 0;
        virtual void alternateLeft() = 0;
        virtual void note(const TerminalEvent &event) = 0;
    };
    struct Parts
    {
        ScreenModel &model;
        TerminalState &state;
        Host &host;
    };

    TerminalExtras(const Parts &parts, TerminalOptions::Checksums checksums);

    bool wants(const ControlSequence &sequence) const;
    void take(const ControlSequence &sequence);
    void command(int number, const QByteArray &text);
    /// Everything that a reset takes back.
    void reset();
    void setPixels(int width, int height);
    void cursorSaved() { m_cursorSaved = true; }
    void setColours(const TerminalColourValues &colours) { m_colours = colours; }

private:
    bool takePrivate(const ControlSequence &sequence);
    void setMode(int mode, bool on);
    void switchScreen(bool toAlternate);
    void reportMode(int mode);
    void keyboard(const ControlSequence &sequence);
    static void changeKeyboard(std::vector<quint8> &stack, quint8 flags, int how);
    void reportWindow(int what);
    void reportChecksum(const ControlSequence &sequence);
    void passTamed(const ControlSequence &sequence);
    void link(const QByteArray &text);
    void reportPalette(const QByteArray &text);
    void reportColours(int first, const QByteArray &text);
    void shellMark(const QByteArray &text);
    bool wantsMode(const ControlSequence &sequence) const;

    ScreenModel &m_model;
    TerminalState &m_state;
    Host &m_host;
    TerminalOptions::Checksums m_checksums;
    std::optional<TerminalColourValues> m_colours;
    bool m_cursorSaved = false;
    int m_pixelWidth = 0;
    int m_pixelHeight = 0;
};

} // namespace slipway
