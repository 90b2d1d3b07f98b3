// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "terminal/controlsequence.h"

#include <array>

namespace slipway {

/// Stands before the parser. Follows the input far enough to hand control sequences over that the
/// parser does not know, and to keep away from it what it cannot bear: more parameters than it has
/// room for, control characters inside sequences, an ESC inside a string that is not its end.
class SequenceFilter
{
public:
    class Sink
    {
    public:
        virtual ~Sink() = default;
        /// Bytes for the parser.
        virtual void pass(QByteArrayView bytes) = 0;
        /// Whether a sequence is to be taken instead of passed. What came before it may not have
        /// been passed yet.
        virtual bool wants(const ControlSequence &sequence) const = 0;
        /// Everything before it has been passed.
        virtual void take(const ControlSequence &sequence) = 0;
        /// ESC and a final byte, about to be passed; true when everything before it must be.
        virtual bool wantsEscape(char final) const = 0;
        virtual void takeEscape(char final) = 0;
    };

    explicit SequenceFilter(Sink &sink) : m_sink(sink) { }

    void feed(QByteArrayView bytes);

private:
    enum class State { Ground, Escape, EscapeIntermediate, Sequence, String, StringEscape };

    void onEscape(char byte);
    void onEscapeIntermediate(char byte);
    void onSequence(char byte);
    void onString(char byte);
    void onStringEscape(char byte);
    bool onControl(char byte);
    void scanSequence();
    void finishSequence(char final);
    bool split(ControlSequence &sequence) const;
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
    int m_length = 0;
    std::array<char, 256> m_body{}; ///< the escape from its ESC on
};

} // namespace slipway
