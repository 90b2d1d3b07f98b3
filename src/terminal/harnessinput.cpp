// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal/harnessinput.h"

namespace slipway {

namespace {

constexpr uchar escape = 0x1b;

/// That ends what it stands in: CAN and SUB.
bool isCancel(uchar byte)
{
    return byte == 0x18 || byte == 0x1a;
}

/// Repeat, and the margins of rows and columns.
bool isRepetition(uchar final)
{
    return final == 'b';
}
bool isMargin(uchar final)
{
    return final == 'r' || final == 's';
}

} // namespace

void HarnessInput::followGround(uchar byte)
{
    // The second half of a character in UTF-8 is no control character.
    const bool isInside = m_before >= 0x80 && byte >= 0x80 && byte < 0xc0;
    if (byte == 0x9b && !isInside)
        m_state = State::Sequence;
    else if ((byte == 0x90 || byte == 0x98 || (byte >= 0x9d && byte <= 0x9f)) && !isInside)
        m_state = State::String;
    m_followsText = m_state == State::Ground && byte >= 0x20 && byte != 0x7f;
}

bool HarnessInput::follow(char given)
{
    const auto byte = uchar(given);
    const bool isControl = byte < 0x20;
    // In a string, the length up to there would be less than nothing.
    if (m_endsWithEscape && isControl && byte != escape && !isCancel(byte))
        return false;
    m_endsWithEscape = byte == escape;
    if (byte == escape || isCancel(byte)) {
        // A string goes on but for its end.
        if (m_state != State::String || isCancel(byte))
            m_state = byte == escape ? State::Escape : State::Ground;
        return true;
    }
    switch (m_state) {
    case State::Ground:
        followGround(byte);
        break;
    case State::Escape:
        if (isControl || byte < 0x30)
            break;
        m_state = byte == '['                         ? State::Sequence
            : QByteArrayView("PX]^_").contains(given) ? State::String
                                                      : State::Ground;
        m_followsText = m_followsText && m_state == State::Sequence;
        break;
    case State::Sequence:
        if (isControl || byte < 0x40)
            break;
        m_hasRegion = m_hasRegion || isMargin(byte);
        m_followsText = m_followsText && isRepetition(byte);
        m_state = State::Ground;
        break;
    case State::String:
        if (byte == 0x07 || byte == 0x9c || (byte == '\\' && m_before == escape))
            m_state = State::Ground;
        m_followsText = false;
        break;
    }
    return true;
}

void HarnessInput::write(VTerm *vterm, QByteArrayView bytes, const std::function<bool()> &hasWidth)
{
    QByteArray borne;
    const auto flush = [&] {
        // Of nothing it would take a length less than nothing, too.
        if (!borne.isEmpty())
            vterm_input_write(vterm, borne.constData(), std::size_t(borne.size()));
        borne.clear();
    };
    for (const char byte : bytes) {
        const bool isInSequence = m_state == State::Sequence;
        const bool followedText = m_followsText;
        if (!follow(byte))
            continue;
        m_before = uchar(byte);
        if (hasWidth && isInSequence && m_state == State::Ground && isRepetition(uchar(byte))) {
            flush();
            // Or else it is cancelled.
            borne.append(followedText && hasWidth() ? byte : '\x18');
        } else {
            borne.append(byte);
        }
    }
    flush();
}

} // namespace slipway
