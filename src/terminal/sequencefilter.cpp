// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal/sequencefilter.h"

#include "terminal/utf8.h"

#include <cstring>
#include <utility>

namespace slipway {

namespace {

constexpr char escape = '\x1b';
constexpr char shiftOut = '\x0e';
constexpr char shiftIn = '\x0f';
/// Less is not worth a way of its own.
constexpr qsizetype shortestText = 8;
/// More columns than there are.
constexpr qsizetype anywhere = 1'000'000;
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
/// False for what is no sequence: the parser would print the rest of it.
bool split(QByteArrayView whole, ControlSequence &sequence)
{
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
    return at == end;
}

/// The first byte from there on that is no printable ASCII; eight at a time.
qsizetype endOfPrintable(QByteArrayView bytes, qsizetype from)
{
    constexpr quint64 ones = 0x0101'0101'0101'0101;
    qsizetype at = from;
    while (at + 8 <= bytes.size()) {
        quint64 word = 0;
        std::memcpy(&word, bytes.data() + at, sizeof(word));
        const quint64 low = (word - ones * 0x20) & ~word;
        const quint64 high = (word + ones) | word;
        if (((low | high) & (ones * 0x80)) != 0)
            break;
        at += 8;
    }
    while (at < bytes.size() && isBetween(bytes[at], ' ', '~'))
        ++at;
    return at;
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
    m_characterInOnePiece = false;
    for (m_at = 0; m_at < m_input.size(); ++m_at) {
        const char byte = m_input[m_at];
        switch (m_state) {
        case State::Ground:
            onGround();
            break;
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
    if (m_characterLength > 0 && m_characterInOnePiece)
        flushBefore(m_characterStart);
    else
        flushBefore(holds || !m_inOnePiece ? m_input.size() : m_start);
    m_input = {};
}

/// Looks for the next escape, and takes text that needs no parser on the way.
void SequenceFilter::onGround()
{
    while (m_at < m_input.size()) {
        const char byte = m_input[m_at];
        if (uchar(byte) >= 0x80) {
            onHighByte(byte);
            if (m_state != State::Ground)
                return;
            ++m_at;
            continue;
        }
        if (m_characterLength > 0)
            breakCharacter();
        if (byte == escape) {
            beginEscape();
            return;
        }
        if (isControl(byte) || byte == '\x7f') {
            if (noteControl(byte))
                takeControl();
            ++m_at;
            continue;
        }
        m_followsText = true;
        const qsizetype end = endOfPrintable(m_input, m_at);
        m_reach += end - m_at;
        if (end - m_at >= shortestText && m_sink.canTypeset()) {
            flushBefore(m_at);
            m_passed = m_at + m_sink.typeset(m_input.sliced(m_at, end - m_at));
        }
        m_at = end;
    }
}

/// A part of a character of several bytes. Only whole and valid ones are for the parser, which
/// would count C1 controls as of less than no width.
void SequenceFilter::onHighByte(char byte)
{
    if (m_characterLength > 0 && !utf8::continues({m_character.data(), m_characterLength}, byte))
        breakCharacter();
    if (m_characterLength == 0) {
        m_characterStart = m_at;
        m_characterInOnePiece = true;
    }
    m_character[std::size_t(m_characterLength++)] = byte;
    if (!m_characterInOnePiece)
        m_passed = m_at + 1;
    const int needed = utf8::length(m_character[0]);
    if (needed == 0) {
        ++m_at;
        breakCharacter();
        --m_at;
        return;
    }
    if (m_characterLength < needed)
        return;
    const bool isControlCharacter = m_character[0] == '\xc2' && uchar(byte) < 0xa0;
    if (isControlCharacter) {
        if (m_characterInOnePiece)
            flushBefore(m_characterStart);
        m_passed = m_at + 1;
        m_characterLength = 0;
        onControlCharacter(byte);
        return;
    }
    if (!m_characterInOnePiece)
        m_sink.passText({m_character.data(), m_characterLength});
    m_reach += m_characterLength;
    m_characterLength = 0;
    m_followsText = true;
}

/// A C1 control, U+0080 to U+009F: another form of an escape.
void SequenceFilter::onControlCharacter(char byte)
{
    constexpr QByteArrayView known("\x84\x85\x88\x8d\x8e\x8f\x90\x98\x9b\x9c\x9d\x9e\x9f");
    m_followsText = false;
    if (!known.contains(byte))
        return;
    beginEscape();
    m_inOnePiece = false;
    onEscape(char(uchar(byte) - 0x40));
}

/// What was read of a character before this byte is none.
void SequenceFilter::breakCharacter()
{
    if (m_characterInOnePiece)
        flushBefore(m_characterStart);
    m_passed = m_at;
    m_characterLength = 0;
    m_followsText = true;
    m_reach += 1;
    m_sink.passText("\xef\xbf\xbd");
}

/// True when it is to be taken: a shift, or a line feed after a row's last character.
bool SequenceFilter::noteControl(char byte)
{
    const bool isLast = m_followsText && m_reach >= m_columns;
    const bool isSpecial
        = byte == shiftOut || byte == shiftIn || (isLast && isBetween(byte, '\n', '\f'));
    if (byte == '\r')
        m_reach = 0;
    else if (byte == '\t')
        m_reach = anywhere;
    m_followsText = m_followsText && isIgnored(byte);
    m_escapeFollowsText = m_escapeFollowsText && isIgnored(byte);
    return isSpecial && m_sink.escape(0, byte);
}

void SequenceFilter::takeControl()
{
    flushBefore(m_at);
    m_passed = m_at + 1;
    m_sink.takeEscape(m_input.sliced(m_at, 1));
}

void SequenceFilter::beginEscape()
{
    m_state = State::Escape;
    m_start = m_at;
    m_inOnePiece = true;
    m_tooLong = false;
    m_escapeFollowsText = std::exchange(m_followsText, false);
    m_reachBefore = std::exchange(m_reach, anywhere);
    m_body[0] = escape;
    m_length = 1;
}

void SequenceFilter::flushBefore(qsizetype end)
{
    const qsizetype from = m_passed;
    m_passed = std::max(end, from);
    // While an escape is incomplete its bytes are in m_body; those in the input are never passed.
    if (end <= from)
        return;
    if (m_state == State::String || m_state == State::StringEscape)
        m_sink.pass(m_input.sliced(from, end - from));
    else
        m_sink.passText(m_input.sliced(from, end - from));
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
        if (noteControl(byte))
            takeControl();
        else
            m_sink.passText(m_input.sliced(m_at, 1));
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
        else
            finishWhole();
        return;
    }
    if (isBetween(byte, ' ', '/')) {
        m_state = State::EscapeIntermediate;
        if (!m_inOnePiece)
            m_passed = m_at + 1;
        return;
    }
    finishEscape(m_sink.escape(0, byte) || beginsString(byte));
    m_isDeviceControl = byte == 'P';
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
    finishEscape(m_sink.escape(m_body[1], byte));
    leave(State::Ground);
}

void SequenceFilter::finishEscape(bool isWanted)
{
    if (!isWanted && m_inOnePiece)
        return;
    abandon();
    if (isWanted)
        m_sink.takeEscape({m_body.data(), m_length});
    else
        m_sink.pass({m_body.data(), m_length});
}

/// The common case: all of the sequence is in this input, so its bytes need not be kept.
bool SequenceFilter::finishWhole()
{
    const qsizetype limit = std::min(m_input.size(), m_start + qsizetype(m_body.size()));
    qsizetype end = m_at + 1;
    while (end < limit && isBetween(m_input[end], ' ', '?'))
        ++end;
    if (end == limit || !isBetween(m_input[end], '@', '~'))
        return false;
    m_at = end;
    finishSequence(m_input.sliced(m_start, end + 1 - m_start));
    return true;
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
        finishSequence({m_body.data(), m_length});
    } else if (!m_inOnePiece) {
        m_passed = m_at + 1;
    }
}

void SequenceFilter::finishSequence(QByteArrayView whole)
{
    ControlSequence sequence;
    const bool isValid = split(whole, sequence) && !m_tooLong;
    if (sequence.final == 'm')
        m_reach = m_reachBefore;
    const bool isSafe = isValid && sequence.separators <= mostSeparators && !sequence.isHuge;
    const bool isWanted = isValid && (!isSafe || m_sink.wants(sequence));
    if (isSafe && m_inOnePiece && !isWanted) {
        leave(State::Ground);
        return;
    }
    abandon();
    leave(State::Ground);
    if (isWanted)
        m_sink.take(sequence);
    else if (isValid)
        m_sink.pass(sequence.whole);
}

void SequenceFilter::interrupt()
{
    if (m_state != State::String && m_state != State::StringEscape)
        return;
    m_sink.pass("\x18");
    m_isLost = true;
}

void SequenceFilter::onString(char byte)
{
    if (std::exchange(m_holdsLead, false)) {
        if (byte == '\x9c') {
            m_passed = m_at + 1;
            endStringBySt();
            return;
        }
        if (!m_isLost)
            m_sink.pass("\xc2");
    }
    if (m_isLost)
        m_passed = m_at + 1;
    if (byte == '\xc2') {
        flushBefore(m_at);
        m_passed = m_at + 1;
        m_holdsLead = true;
    } else if (byte == escape || isIgnored(byte)) {
        flushBefore(m_at);
        m_passed = m_at + 1;
        m_state = byte == escape ? State::StringEscape : State::String;
    } else if (byte == '\a' || isCancel(byte)) {
        m_sink.stringEnds(byte);
        flushBefore(m_at + 1);
        endString();
    }
}

void SequenceFilter::endString()
{
    m_state = State::Ground;
    m_isLost = false;
    // The parser overlooks the end of a device control string that is not yet past its head.
    if (m_isDeviceControl)
        m_sink.pass("\x18");
}

void SequenceFilter::endStringBySt()
{
    m_sink.stringEnds(escape);
    m_sink.pass(m_isLost ? "\x18" : "\x1b\\");
    endString();
}

void SequenceFilter::onStringEscape(char byte)
{
    m_passed = m_at + 1;
    if (byte == '\\') {
        endStringBySt();
    } else if (isCancel(byte)) {
        m_sink.pass("\x18");
        endString();
    } else if (byte != escape && !isControl(byte) && byte != '\x7f') {
        // The string ends here, unfinished, and another escape begins.
        m_sink.pass("\x18");
        m_isLost = false;
        beginEscape();
        m_inOnePiece = false;
        onEscape(byte);
    }
}

} // namespace slipway
