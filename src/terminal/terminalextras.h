// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "terminal/colourtable.h"
#include "terminal/controlsequence.h"
#include "terminal/screenmodel.h"
#include "terminal/terminalstate.h"

#include <optional>

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
        /// To a place of the screen; with origin mode, of the region.
        virtual void moveCursor(TerminalPlace place) = 0;
        virtual TerminalStyle &pen() = 0;
        virtual const TerminalStyle &currentPen() const = 0;
        /// What was written last, without its marks; 0 when there is none that could be repeated.
        virtual char32_t lastCharacter() const = 0;
        virtual void cursorSaved() = 0;
        /// A cursor that was saved came back.
        virtual void cursorRestored() = 0;
        /// So did that of the primary screen.
        virtual void alternateLeft() = 0;
        virtual bool isCursorSaved() const = 0;
        /// What the parser answers to it.
        virtual QByteArray answered(const QByteArray &bytes) = 0;
        /// As if a program had written it.
        virtual void perform(const QByteArray &bytes) = 0;
        /// The pen goes to the screen, before something is drawn there.
        virtual void syncPen() = 0;
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
    /// Answers to a string end as it did: with BEL or, for ESC, with ST.
    void setStringEnd(char end) { m_endsWithBell = end == '\a'; }
    void setColours(const TerminalColourValues &theme);
    /// For programs that want to know (mode 2048).
    void reportSize();
    /// Whether the ground is dark or light (DSR 996).
    void reportScheme();
    /// What programs have set gives way to the theme.
    void forgetColours();

private:
    struct Titles
    {
        std::optional<QString> icon;
        std::optional<QString> window;
    };

    bool takePrivate(const ControlSequence &sequence);
    void setMode(int mode, bool on);
    void switchScreen(bool toAlternate);
    void setMouse(int mode, bool on);
    void setSizeReports(bool on);
    void keyboard(const ControlSequence &sequence);
    void otherKeys(const ControlSequence &sequence);
    void keepTitles(int which);
    void bringTitlesBack(int which);
    void reportWindow(int what);
    void reportChecksum(const ControlSequence &sequence);
    void passTamed(const ControlSequence &sequence);
    void link(const QByteArray &text);
    void takeColours(int command, const QByteArray &text);
    QByteArray stringEnd() const;
    void shellMark(const QByteArray &text);
    bool wantsMode(const ControlSequence &sequence) const;

    ScreenModel &m_model;
    TerminalState &m_state;
    Host &m_host;
    TerminalOptions::Checksums m_checksums;
    ColourTable m_colours;
    QList<Titles> m_titles;
    bool m_endsWithBell = false;
    int m_pixelWidth = 0;
    int m_pixelHeight = 0;
};

} // namespace slipway
