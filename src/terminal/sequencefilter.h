// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "terminal/controlsequence.h"

#include <array>

namespace slipway {

/// Stands before the parser. Follows the input far enough to hand control sequences over that the
/// parser does not know, and to keep away from it what it cannot bear: more parameters than it has
/// room for, control characters inside sequences, an ESC inside a string that is not its end, text
/// that is not UTF-8, C1 controls, which it makes the escapes that they stand for.
class SequenceFilter
{
public:
    class Sink
    {
    public:
        virtual ~Sink() = default;
        /// Bytes for the parser: of strings, and escapes by themselves.
        virtual void pass(QByteArrayView bytes) = 0;
        /// Bytes for the parser: characters and control characters, and what nobody wants.
        virtual void passText(QByteArrayView bytes) = 0;
        /// Whether a sequence is to be taken instead of passed. What came before it may not have
        /// been passed yet.
        virtual bool wants(const ControlSequence &sequence) const = 0;
        /// Everything before it has been passed.
        virtual void take(const ControlSequence &sequence) = 0;
        /// An escape that is no control sequence, a shift (SO, SI) or a line feed after a character
        /// that may be the row's last is about to be passed. True when it is to be taken instead.
        virtual bool escape(char intermediate, char final) = 0;
        virtual void takeEscape(QByteArrayView escape) = 0;
        /// Before the end of a string is passed: BEL, or ESC for ST.
        virtual void stringEnds(char with) = 0;
        /// Whether printable ASCII may be taken without the parser.
        virtual bool canTypeset() const = 0;
        /// Printable ASCII, everything before it has been passed; gives how much was taken.
        virtual qsizetype typeset(QByteArrayView text) = 0;
    };

    explicit SequenceFilter(Sink &sink) : m_sink(sink) { }

    void feed(QByteArrayView bytes);
    /// How many characters have room in a row.
    void setColumns(int columns) { m_columns = columns; }
    /// Makes sure that the parser is in no string, so that sequences may be passed from elsewhere
    /// between two calls of feed(). A string that was under way is lost.
    void interrupt();
    /// Whether a character stands right before the sequence or escape that is being handed over.
    bool followsText() const { return m_escapeFollowsText; }

private:
    enum class State { Ground, Escape, EscapeIntermediate, Sequence, String, StringEscape };

    void onGround();
    void onHighByte(char byte);
    void breakCharacter();
    void onEscape(char byte);
    void onEscapeIntermediate(char byte);
    void onSequence(char byte);
    void onString(char byte);
    void onStringEscape(char byte);
    void endString();
    void endStringBySt();
    bool onControl(char byte);
    void onControlCharacter(char byte);
    bool noteControl(char byte);
    void takeControl();
    bool finishWhole();
    void finishEscape(bool isWanted);
    void finishSequence(QByteArrayView whole);
    void beginEscape();
    void abandon();
    void flushBefore(qsizetype end);
    void leave(State state);

    Sink &m_sink;
    State m_state = State::Ground;
    QByteArrayView m_input;
    qsizetype m_at = 0;        ///< the byte that is looked at
    qsizetype m_passed = 0;    ///< before it, everything is passed or dropped
    qsizetype m_start = 0;     ///< of the escape in this input
    bool m_inOnePiece = false; ///< the escape so far stands in this input, as it is in m_body
    bool m_tooLong = false;
    int m_columns = 0;
    qsizetype m_reach = 0;            ///< the cursor is not beyond that column
    qsizetype m_reachBefore = 0;      ///< likewise, before the escape
    bool m_followsText = false;       ///< a character was read last
    bool m_escapeFollowsText = false; ///< likewise, before the escape
    bool m_holdsLead = false;         ///< a byte of a string that may begin its end (U+009C)
    bool m_isLost = false;            ///< the string is no more passed
    bool m_isDeviceControl = false;   ///< the string is one (DCS)
    bool m_characterInOnePiece = false;
    qsizetype m_characterStart = 0; ///< in this input
    int m_characterLength = 0;      ///< bytes so far of a character of several
    std::array<char, 4> m_character{};
    int m_length = 0;
    std::array<char, 256> m_body{}; ///< the escape from its ESC on
};

} // namespace slipway
