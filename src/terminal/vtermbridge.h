// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "terminal/screenmodes.h"
#include "terminal/sequencefilter.h"
#include "terminal/terminalediting.h"
#include "terminal/terminalextras.h"
#include "terminal/terminalreports.h"
#include "terminal/textflow.h"

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
    /// Is told what libvterm says, for test scripts.
    class Observer
    {
    public:
        virtual ~Observer() = default;
        /// Whether the cursor goes from character to character as libvterm moves it.
        virtual bool wantsEachMove() const = 0;
        virtual void cursorMoved(TerminalPlace place) = 0;
        /// False refuses it.
        virtual bool propertySet(VTermProp property, const VTermValue &value) = 0;
        virtual void scrollbackCleared() = 0;
    };

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
    /// One or none; it must outlive the bridge or be taken back.
    void observe(Observer *observer);
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
    struct Saved
    {
        TerminalPlace place;
        TerminalStyle pen;
        bool isSaved = false;
        bool origin = false;
        bool protects = false;
        char firstSet = 'B';
        bool shifted = false;
        bool waits = false; ///< the next character goes to the next row
    };
    friend struct VtermCallbacks;

    // SequenceFilter::Sink
    void pass(QByteArrayView bytes) override;
    void passText(QByteArrayView bytes) override;
    bool wants(const ControlSequence &sequence) const override;
    void take(const ControlSequence &sequence) override;
    bool escape(char intermediate, char final) override;
    void takeEscape(QByteArrayView escape) override;
    void stringEnds(char with) override { m_extras.setStringEnd(with); }
    bool canTypeset() const override
    {
        return m_modes.isPlain() && !m_flow.watches()
            && !(m_observer && m_observer->wantsEachMove());
    }
    qsizetype typeset(QByteArrayView text) override;
    // TerminalExtras::Host
    void reply(const QByteArray &bytes) override;
    void parse(QByteArrayView bytes) override { pass(bytes); }
    TerminalStyle &pen() override;
    const TerminalStyle &currentPen() const override { return m_pen; }
    char32_t lastCharacter() const override { return m_lastCharacter; }
    void cursorSaved() override { saveCursor(); }
    void cursorRestored() override { restoreCursor(); }
    void alternateLeft() override;
    void note(const TerminalEvent &event) override;
    bool isCursorSaved() const override { return m_saved[std::size_t(m_model.buffer())].isSaved; }
    QByteArray answered(const QByteArray &bytes) override;
    void perform(const QByteArray &bytes) override;
    void syncPen() override;
    void moveCursor(TerminalPlace place) override;

    Saved &saved() { return m_saved[std::size_t(m_model.buffer())]; }
    /// Whether nothing may pass by TextFlow.
    bool isWatched() const { return m_isXterm && m_flow.watches(); }
    void takeWhole(const ControlSequence &sequence);
    void performEscape();
    void endWrap();
    void followAutowrap();
    void saveCursor();
    void restoreCursor();
    void forgetCursor();

    // What libvterm tells
    int putGlyph(const VTermGlyphInfo &info, VTermPos place);
    void setPenAttribute(VTermAttr attribute, const VTermValue &value);
    bool setProperty(VTermProp property, const VTermValue &value);
    void setTitle(VTermProp property, const VTermStringFragment &fragment);
    void resized(TerminalSize size, VTermStateFields &fields);
    void penReset();
    void clipboard(const VTermStringFragment &fragment);
    void deviceControl(QByteArrayView command, const VTermStringFragment &fragment);
    void command(int number, const VTermStringFragment &fragment);
    void usePrimary();
    void bringCursorInside();

    ScreenModel &m_model;
    TerminalState &m_state;
    std::unique_ptr<VTerm, Free> m_vterm;
    VTermState *m_vtState = nullptr;
    ScreenModes m_modes;
    TerminalExtras m_extras;
    TerminalEditing m_editing;
    TerminalReports m_reports;
    TextFlow m_flow;
    SequenceFilter m_filter;
    TerminalStyle m_pen;
    bool m_penChanged = false;
    std::array<Saved, 2> m_saved; ///< for each screen
    bool m_isXterm;
    char32_t m_lastCharacter = 0;
    bool m_tooManyMarks = false; ///< a character has got more combining marks than are kept
    char m_escaped = 0;          ///< the escape that takeEscape() gets
    bool m_hasRegion = false;    ///< a program has set margins for scrolling
    bool m_mayBeOutside = false; ///< a saved cursor may be, after the screen shrank
    bool m_resizedInAlternate = false;
    std::array<char, 4'096> m_clipboardPart{}; ///< where libvterm decodes to
    Collected m_title;
    Collected m_iconName;
    Collected m_command;
    Collected m_deviceControl;
    Collected m_clipboard;
    Observer *m_observer = nullptr;
    QByteArray m_replies;
    QList<TerminalEvent> m_events;
};

} // namespace slipway
