// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "terminal/charactersets.h"
#include "terminal/sequencefilter.h"
#include "terminal/terminalextras.h"
#include "terminal/xtermrules.h"

#include <QList>

#include <functional>
#include <memory>

#include <vterm.h>

namespace slipway {

/// Drives a ScreenModel with libvterm's parser and state. Inside the module only: this header
/// brings libvterm's.
class VtermBridge final : private SequenceFilter::Sink, private TerminalExtras::Host
{
public:
    VtermBridge(ScreenModel &model, TerminalState &state, const TerminalOptions &options);
    VtermBridge(const VtermBridge &) = delete;
    VtermBridge &operator=(const VtermBridge &) = delete;
    ~VtermBridge() override = default;

    void feed(QByteArrayView bytes) { m_filter.feed(bytes); }
    void resize(TerminalSize size);
    void reset();
    TerminalPlace cursor() const override;
    bool continues(int row) const;
    void setPixels(int width, int height) { m_extras.setPixels(width, height); }
    void setColours(const TerminalColourValues &colours) { m_extras.setColours(colours); }

    QByteArray takeReplies() { return std::exchange(m_replies, {}); }
    QList<TerminalEvent> takeEvents() { return std::exchange(m_events, {}); }
    /// What libvterm sends while the function runs, apart from replies.
    QByteArray sent(const std::function<void(VTerm *)> &send);
    VTermState *state() const { return m_vtState; }

private:
    struct Free
    {
        void operator()(VTerm *vterm) const { vterm_free(vterm); }
    };
    /// A text that comes in parts, up to a limit.
    struct Collected
    {
        QByteArray text;
        bool tooLong = false;

        /// True when the text is complete and whole.
        bool add(const VTermStringFragment &fragment, qsizetype most);
    };
    /// What keeps printable ASCII from being just that, one cell after the other. libvterm does
    /// not tell, so it is read along.
    struct Modes
    {
        bool insert = false;
        bool origin = false;
        bool margins = false;
        bool protects = false;
        bool singleShift = false; ///< for the next character

        friend bool operator==(const Modes &, const Modes &) = default;
    };
    /// What DECSC keeps beside what libvterm does, for each screen.
    struct Saved
    {
        CharacterSets sets;
        bool origin = false;
        bool isThere = false;
    };
    friend struct VtermCallbacks;

    // SequenceFilter::Sink
    void pass(QByteArrayView bytes) override;
    bool wants(const ControlSequence &sequence) const override;
    void take(const ControlSequence &sequence) override;
    bool escape(char intermediate, char final) override;
    void passed() override;
    bool canTypeset() const override { return m_modes == Modes() && m_sets.isPlain(); }
    qsizetype typeset(QByteArrayView text) override;
    // TerminalExtras::Host
    void reply(const QByteArray &bytes) override;
    void parse(QByteArrayView bytes) override { pass(bytes); }
    TerminalStyle &pen() override;
    const TerminalStyle &currentPen() const override { return m_pen; }
    int lastWidth() const override { return m_lastWidth; }
    QByteArray lastCharacter() const override;
    void usePen() override { syncPen(); }
    Saved &saved() { return m_saved[std::size_t(m_model.buffer())]; }
    void noteSaved();
    void setOrigin(bool on);
    void reportMode(int mode);
    void cursorIsSaved() override { noteSaved(); }
    void cursorRestored() override;
    void alternateLeft() override;
    void note(const TerminalEvent &event) override;

    static bool changesModes(const ControlSequence &sequence);
    void followModes(const ControlSequence &sequence);

    // What libvterm tells
    int putGlyph(const VTermGlyphInfo &info, VTermPos place);
    void syncPen();
    void setPenAttribute(VTermAttr attribute, const VTermValue &value);
    bool setProperty(VTermProp property, const VTermValue &value);
    void setTitle(VTermProp property, const VTermStringFragment &fragment);
    void resized(TerminalSize size, VTermStateFields &fields);
    void penReset();
    void clipboard(const VTermStringFragment &fragment);
    void command(int number, const VTermStringFragment &fragment);
    void usePrimary();
    void bringCursorInside();
    void moveCursor(TerminalPlace place);

    ScreenModel &m_model;
    TerminalState &m_state;
    std::unique_ptr<VTerm, Free> m_vterm;
    VTermState *m_vtState = nullptr;
    TerminalExtras m_extras;
    XtermRules m_rules;
    bool m_isXterm;
    SequenceFilter m_filter;
    TerminalStyle m_pen;
    bool m_penChanged = false;
    Modes m_modes;
    CharacterSets m_sets;
    std::array<Saved, 2> m_saved;
    int m_lastWidth = 0;
    std::array<char32_t, 6> m_lastCharacter{}; ///< ends with the first 0
    bool m_tooManyMarks = false; ///< a character has got more combining marks than are kept
    bool m_wasReset = false;
    bool m_wasAligned = false;
    bool m_wasRestored = false;  ///< the cursor, what else was saved is about to be
    char m_columnIndex = 0;      ///< DECFI (9) or DECBI (6) was passed
    bool m_newLines = false;     ///< a line feed goes to the first column, too (LNM)
    bool m_hasRegion = false;    ///< a program has set margins for scrolling
    bool m_mayBeOutside = false; ///< a saved cursor may be, after the screen shrank
    bool m_resizedInAlternate = false;
    std::array<char, 4'096> m_clipboardPart{}; ///< where libvterm decodes to
    Collected m_title;
    Collected m_iconName;
    Collected m_command;
    Collected m_clipboard;
    QByteArray m_replies;
    QList<TerminalEvent> m_events;
};

} // namespace slipway
