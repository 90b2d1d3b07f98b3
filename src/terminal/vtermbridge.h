// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "terminal/sequencefilter.h"
#include "terminal/terminalextras.h"

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
    friend struct VtermCallbacks;

    // SequenceFilter::Sink
    void pass(QByteArrayView bytes) override;
    bool wants(const ControlSequence &sequence) const override { return m_extras.wants(sequence); }
    void take(const ControlSequence &sequence) override { m_extras.take(sequence); }
    bool wantsEscape(char final) const override { return final == '8' && m_mayBeOutside; }
    void takeEscape(char) override { bringCursorInside(); }
    // TerminalExtras::Host
    void reply(const QByteArray &bytes) override;
    void parse(QByteArrayView bytes) override { pass(bytes); }
    TerminalStyle &pen() override;
    const TerminalStyle &currentPen() const override { return m_pen; }
    int lastWidth() const override { return m_lastWidth; }
    void cursorRestored() override { bringCursorInside(); }
    void alternateLeft() override;
    void note(const TerminalEvent &event) override;

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
    void bringCursorInside();
    void moveCursor(TerminalPlace place);

    ScreenModel &m_model;
    TerminalState &m_state;
    std::unique_ptr<VTerm, Free> m_vterm;
    VTermState *m_vtState = nullptr;
    TerminalExtras m_extras;
    SequenceFilter m_filter;
    TerminalStyle m_pen;
    bool m_penChanged = false;
    int m_lastWidth = 0;
    bool m_tooManyMarks = false; ///< a character has got more combining marks than are kept
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
