// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal/sequencefilter.h"

#include <cstring>

namespace slipway {

namespace {

constexpr char escape = '\x1b';
/// What the parser has room for.
constexpr int mostSeparators = 15;

bool isBetween(char byte, char first, char last)
{
    return byte >= first && byte <= last;
}
bool isIgnored(char byte)
{
    return byte == 0 || byte == '\x7f';
}
bool isCancel(char byte)
{
    return byte == '\x18' || byte == '\x1a';
}
bool isControl(char byte)
{
    return uchar(byte) < 0x20;
}
bool beginsString(char byte)
{
    return byte == ']' || byte == 'P' || byte == '_' || byte == '^' || byte == 'X';
}

} // namespace

void SequenceFilter::feed(QByteArrayView bytes)
{
    m_input = bytes;
    m_passed = 0;
    m_inOnePiece = false;
    for (m_at = 0; m_at < m_input.size(); ++m_at) {
        const char byte = m_input[m_at];
        switch (m_state) {
        case State::Ground: {
            const void *found
                = std::memchr(m_input.data() + m_at, escape, std::size_t(m_input.size() - m_at));
            if (!found) {
                m_at = m_input.size();
                break;
            }
            m_at = static_cast<const char *>(found) - m_input.data();
            beginEscape();
            break;
        }
        case State::Escape:
            onEscape(byte);
            break;
        case State::EscapeIntermediate:
            onEscapeIntermediate(byte);
            break;
        case State::Sequence:
            onSequence(byte);
            break;
        case State::String:
            onString(byte);
            break;
        case State::StringEscape:
            onStringEscape(byte);
            break;
        }
    }
    const bool holds = m_state == State::Ground || m_state == State::String;
    flushBefore(holds || !m_inOnePiece ? m_input.size() : m_start);
    m_input = {};
}

void SequenceFilter::beginEscape()
{
    m_state = State::Escape;
    m_start = m_at;
    m_inOnePiece = true;
    m_tooLong = false;
    m_body[0] = escape;
    m_length = 1;
}

void SequenceFilter::flushBefore(qsizetype end)
{
    const qsizetype from = m_passed;
    m_passed = std::max(end, from);
    // While an escape is incomplete its bytes are in m_body; those in the input are never passed.
    if (end > from)
        m_sink.pass(m_input.sliced(from, end - from));
}

/// From here on the escape lives in m_body alone.
void SequenceFilter::abandon()
{
    if (m_inOnePiece)
        flushBefore(m_start);
    m_inOnePiece = false;
    m_passed = m_at + 1;
}

void SequenceFilter::leave(State state)
{
    m_state = state;
    m_inOnePiece = false;
}

/// True when the byte is dealt with.
bool SequenceFilter::onControl(char byte)
{
    if (!isControl(byte) && byte != '\x7f')
        return false;
    if (byte == escape) {
        abandon();
        beginEscape();
        m_passed = m_at;
        return true;
    }
    abandon();
    if (isCancel(byte)) {
        leave(State::Ground);
    } else if (!isIgnored(byte)) {
        m_sink.pass(m_input.sliced(m_at, 1));
    }
    return true;
}

void SequenceFilter::onEscape(char byte)
{
    if (onControl(byte))
        return;
    if (uchar(byte) >= 0x80) {
        abandon();
        return;
    }
    m_body[std::size_t(m_length++)] = byte;
    if (byte == '[') {
        m_state = State::Sequence;
        if (!m_inOnePiece)
            m_passed = m_at + 1;
        scanSequence();
        return;
    }
    if (isBetween(byte, ' ', '/')) {
        m_state = State::EscapeIntermediate;
        if (!m_inOnePiece)
            m_passed = m_at + 1;
        return;
    }
    const bool wanted = m_sink.wantsEscape(byte);
    if (wanted || !m_inOnePiece) {
        abandon();
        m_sink.pass({m_body.data(), m_length});
        if (wanted)
            m_sink.takeEscape(byte);
    }
    leave(beginsString(byte) ? State::String : State::Ground);
}

void SequenceFilter::onEscapeIntermediate(char byte)
{
    if (onControl(byte))
        return;
    if (uchar(byte) >= 0x80 || m_length >= 8) {
        abandon();
        if (uchar(byte) < 0x80 && !isBetween(byte, ' ', '/'))
            leave(State::Ground);
        return;
    }
    m_body[std::size_t(m_length++)] = byte;
    if (isBetween(byte, ' ', '/')) {
        if (!m_inOnePiece)
            m_passed = m_at + 1;
        return;
    }
    if (!m_inOnePiece) {
        m_passed = m_at + 1;
        m_sink.pass({m_body.data(), m_length});
    }
    leave(State::Ground);
}

/// The common case, a whole sequence in one piece, without a look at the state for each byte.
void SequenceFilter::scanSequence()
{
    while (m_at + 1 < m_input.size() && std::size_t(m_length) < m_body.size()
           && isBetween(m_input[m_at + 1], ' ', '?'))
        m_body[std::size_t(m_length++)] = m_input[++m_at];
    if (!m_inOnePiece)
        m_passed = m_at + 1;
}

void SequenceFilter::onSequence(char byte)
{
    if (onControl(byte))
        return;
    if (uchar(byte) >= 0x80) {
        abandon();
        leave(State::Ground);
        return;
    }
    if (std::size_t(m_length) < m_body.size())
        m_body[std::size_t(m_length++)] = byte;
    else
        m_tooLong = true;
    if (isBetween(byte, '@', '~')) {
        finishSequence(byte);
    } else if (!m_inOnePiece) {
        m_passed = m_at + 1;
    }
}

/// False for what is no sequence: the parser would print the rest of it.
bool SequenceFilter::split(ControlSequence &sequence) const
{
    const QByteArrayView whole(m_body.data(), m_length);
    sequence.whole = whole;
    sequence.final = whole.back();
    qsizetype at = 2;
    const qsizetype end = whole.size() - 1;
    while (at < end && isBetween(whole[at], '<', '?'))
        sequence.leader = whole[at++];
    const qsizetype first = at;
    int digits = 0;
    for (; at < end && isBetween(whole[at], '0', ';'); ++at) {
        const bool isDigit = whole[at] <= '9';
        // Zeros in front do not make a number large.
        digits = isDigit && (digits > 0 || whole[at] != '0') ? digits + 1 : 0;
        sequence.separators += isDigit ? 0 : 1;
        sequence.isHuge = sequence.isHuge || digits > 5;
    }
    sequence.parameters = whole.sliced(first, at - first);
    while (at < end && isBetween(whole[at], ' ', '/'))
        sequence.intermediate = whole[at++];
    return at == end && !m_tooLong;
}

void SequenceFilter::finishSequence(char)
{
    ControlSequence sequence;
    const bool isValid = split(sequence);
    const bool isSafe = isValid && sequence.separators <= mostSeparators && !sequence.isHuge;
    if (isSafe && m_inOnePiece && !m_sink.wants(sequence)) {
        leave(State::Ground);
        return;
    }
    abandon();
    leave(State::Ground);
    if (!isValid)
        return;
    if (!isSafe || m_sink.wants(sequence))
        m_sink.take(sequence);
    else
        m_sink.pass(sequence.whole);
}

void SequenceFilter::onString(char byte)
{
    if (byte == escape) {
        flushBefore(m_at);
        m_passed = m_at + 1;
        m_state = State::StringEscape;
    } else if (isIgnored(byte)) {
        flushBefore(m_at);
        m_passed = m_at + 1;
    } else if (byte == '\a' || isCancel(byte)) {
        m_state = State::Ground;
    }
}

void SequenceFilter::onStringEscape(char byte)
{
    m_passed = m_at + 1;
    if (byte == '\\') {
        m_sink.pass("\x1b\\");
        m_state = State::Ground;
    } else if (isCancel(byte)) {
        m_sink.pass("\x18");
        m_state = State::Ground;
    } else if (byte != escape && !isControl(byte) && byte != '\x7f') {
        // The string ends here, unfinished, and another escape begins.
        m_sink.pass("\x18");
        beginEscape();
        m_inOnePiece = false;
        onEscape(byte);
    }
}

} // namespace slipway
