// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal/terminalreports.h"

#include "terminal/graphicrendition.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

QByteArray between(int first, int end)
{
    return QByteArray::number(first + 1) + ';' + QByteArray::number(end);
}

/// The value of a capability of the terminal's description; null for one that is not known.
QByteArray capability(const QByteArray &name)
{
    if (name == "Co" || name == "colors")
        return "256"_ba;
    if (name == "TN" || name == "name")
        return "xterm-256color"_ba;
    if (name == "RGB")
        return "8/8/8"_ba;
    return {};
}

/// Asked for by DSR; TerminalExtras knows the colours.
constexpr int colourScheme = 996;

/// Modes that are known and that nothing can set.
bool isForeverReset(int mode, bool isPrivate)
{
    // Of VT500 terminals: printers, keyboards, pages, right to left, conformance tests.
    static constexpr std::array ofDevice{8,  10, 11, 16,  18,  19,  34,  35,  36,  42,  46,
                                         53, 57, 58, 59,  60,  61,  64,  68,  73,  81,  96,
                                         97, 98, 99, 100, 101, 102, 103, 104, 106, 108, 109};
    static constexpr std::array ofStandard{1, 5, 7, 10, 11, 13, 14, 15, 16, 17, 18, 19};
    return isPrivate ? std::ranges::contains(ofDevice, mode)
                     : std::ranges::contains(ofStandard, mode);
}

} // namespace

bool TerminalReports::wants(const ControlSequence &sequence) const
{
    switch (sequence.final) {
    case 'c':
        return sequence.is('=', 0, 'c') || (sequence.is('>', 0, 'c') && sequence.number(0) != 0)
            || (m_isXterm && sequence.is(0, 0, 'c') && sequence.number(0) == 0);
    case 'q':
        return m_isXterm && sequence.is('>', 0, 'q');
    case 'n':
        return sequence.intermediate == 0
            && ((sequence.leader == '?' && sequence.number(0) != colourScheme)
                || (sequence.leader == 0 && sequence.number(0) == 6 && m_modes.origin));
    case 'p':
        return sequence.intermediate == '$' && (sequence.leader == 0 || sequence.leader == '?');
    case 's':
    case 'r':
        return sequence.leader == '?' && sequence.intermediate == 0;
    case 'x':
        return sequence.is(0, 0, 'x') && sequence.number(0) <= 1;
    default:
        return false;
    }
}

void TerminalReports::take(const ControlSequence &sequence)
{
    if (sequence.is('=', 0, 'c')) {
        if (sequence.number(0) == 0)
            m_host.reply("\x1bP!|00000000\x1b\\");
    } else if (sequence.is(0, 0, 'c')) {
        m_host.reply(identity());
    } else if (sequence.final == 'q') {
        if (sequence.number(0) == 0)
            m_host.reply("\x1bP>|Slipway("_ba + SLIPWAY_VERSION + ")\x1b\\");
    } else if (sequence.final == 'n') {
        status(sequence);
    } else if (sequence.final == 'p') {
        mode(sequence);
    } else if (sequence.final == 's') {
        keep(sequence);
    } else if (sequence.final == 'r') {
        bringBack(sequence);
    } else if (sequence.final == 'x') {
        // DECREQTPARM: no parity, eight bits, as fast as can be.
        m_host.reply("\x1b[" + QByteArray::number(sequence.number(0) + 2) + ";1;1;128;128;1;0x");
    }
}

/// DA1: a VT420 with selective erase, margins, colours and rectangles, and a clipboard where
/// programs may ask for it.
QByteArray TerminalReports::identity() const
{
    return m_writesClipboard ? "\x1b[?64;6;21;22;28;52c"_ba : "\x1b[?64;6;21;22;28c"_ba;
}

/// DSR: there is neither printer nor locator nor room for macros, one session, and the keyboard is
/// never locked.
void TerminalReports::status(const ControlSequence &sequence)
{
    const bool isPrivate = sequence.leader == '?';
    switch (sequence.number(0)) {
    case 6: {
        const TerminalRect area = m_modes.area(m_model.size());
        const TerminalPlace place = m_host.cursor();
        m_host.reply((isPrivate ? "\x1b[?"_ba : "\x1b["_ba)
                     + QByteArray::number(place.row - area.top + 1) + ';'
                     + QByteArray::number(place.column - area.left + 1) + 'R');
        break;
    }
    case 15:
        m_host.reply("\x1b[?13n");
        break;
    case 25:
        m_host.reply("\x1b[?20n");
        break;
    case 26:
        m_host.reply("\x1b[?27;1;0;0n");
        break;
    case 55:
        m_host.reply("\x1b[?50n");
        break;
    case 56:
        m_host.reply("\x1b[?57;0n");
        break;
    case 62:
        m_host.reply("\x1b[0000*{");
        break;
    case 63:
        m_host.reply("\x1bP" + QByteArray::number(std::min(sequence.number(1), 99'999))
                     + "!~0000\x1b\\");
        break;
    case 75:
        m_host.reply("\x1b[?70n");
        break;
    case 85:
        m_host.reply("\x1b[?83n");
        break;
    default:
        break;
    }
}

void TerminalReports::mode(const ControlSequence &sequence)
{
    const int number = sequence.number(0);
    if (sequence.isHuge)
        return;
    int value = 0;
    if (sequence.leader == '?')
        value = modeValue(number);
    else if (number == 2)
        value = 4;
    else if (number == 4)
        value = m_modes.insert ? 1 : 2;
    else if (number == 12)
        value = 3;
    else if (number == 20)
        value = m_modes.newLine ? 1 : 2;
    else if (isForeverReset(number, false))
        value = 4;
    m_host.reply((sequence.leader == '?' ? "\x1b[?"_ba : "\x1b["_ba) + QByteArray::number(number)
                 + ';' + QByteArray::number(value) + "$y");
}

int TerminalReports::modeValue(int number) const
{
    const auto valueOf = [](bool on) {
        return on ? 1 : 2;
    };
    switch (number) {
    case 5:
        return valueOf(m_model.isScreenReversed());
    case 9:
        return valueOf(m_state.mouseOfX10);
    case 45:
        return valueOf(m_modes.reverseWrap);
    case 47:
    case 1047:
    case 1049:
        return valueOf(m_model.buffer() == ScreenModel::Buffer::Alternate);
    case 66:
        return valueOf(m_modes.keypad);
    case 67:
        return valueOf(m_state.backspaceSendsBs);
    case 1007:
        return valueOf(m_state.alternateScroll);
    case 1036:
    case 1039:
        // Alt sends ESC, always.
        return 3;
    case 1045:
        return valueOf(m_modes.reverseWrapAnywhere);
    case 1048:
        return valueOf(m_host.isCursorSaved());
    case 2026:
        return valueOf(m_state.synchronised);
    case 2027:
        // Emoji are one character each, always.
        return 3;
    case 2031:
        return valueOf(m_state.schemeReports);
    case 2048:
        return valueOf(m_state.sizeReports);
    default:
        break;
    }
    if (isForeverReset(number, true))
        return 4;
    const QByteArray answer = m_host.answered("\x1b[?" + QByteArray::number(number) + "$p");
    return answer.endsWith(";1$y") ? 1 : answer.endsWith(";2$y") ? 2 : 0;
}

/// XTSAVE: for each mode that is known.
void TerminalReports::keep(const ControlSequence &sequence)
{
    const QList<int> numbers = sequence.numbers();
    for (const int number : numbers) {
        const int value = sequence.isHuge ? 0 : modeValue(number);
        if (value == 1 || value == 2)
            m_kept.insert(number, value == 1);
    }
}

void TerminalReports::bringBack(const ControlSequence &sequence)
{
    const QList<int> numbers = sequence.numbers();
    for (const int number : numbers) {
        const auto kept = m_kept.constFind(number);
        if (kept != m_kept.constEnd())
            m_host.perform("\x1b[?" + QByteArray::number(number) + (*kept ? 'h' : 'l'));
    }
}

void TerminalReports::deviceControl(QByteArrayView command, const QByteArray &text)
{
    if (command == "$q") {
        const QByteArray answer = setting(text);
        const QByteArray asked = text.startsWith('>') ? text.last(1) : text;
        m_host.reply(answer.isNull() ? "\x1bP0$r\x1b\\"_ba
                                     : "\x1bP1$r" + answer + asked + "\x1b\\");
    } else if (command == "+q") {
        capabilities(text);
    }
}

/// DECRQSS: what comes before the characters that ask; null for what is not known.
QByteArray TerminalReports::setting(const QByteArray &what) const
{
    const TerminalSize size = m_model.size();
    const TerminalRect region = m_modes.region(size);
    if (what == "m") {
        const QByteArray text = GraphicRendition::text(m_host.currentPen());
        if (!m_isXterm)
            return text;
        return text.isEmpty() ? "0"_ba : "0;" + text;
    }
    if (what == "r")
        return between(region.top, region.bottom);
    if (what == "s")
        return between(region.left, region.right);
    if (what == " q")
        return QByteArray::number(int(m_state.cursorShape) * 2 + (m_state.cursorBlinks ? 1 : 2));
    if (what == "\"q")
        return QByteArray::number(m_modes.protects ? 1 : 2);
    if (what == "\"p")
        return "64;1"_ba;
    if (what == "t" || what == "*|")
        return QByteArray::number(size.rows);
    if (what == "$|")
        return QByteArray::number(size.columns);
    if (what == "*x")
        return m_modes.changesRectangles ? "2"_ba : "0"_ba;
    if (what == ">4m")
        return ">4;" + QByteArray::number(m_state.otherKeys);
    return {};
}

/// XTGETTCAP: names in hexadecimal digits. Nothing else is sent back, so that no text of a program
/// comes in as if it were typed.
void TerminalReports::capabilities(const QByteArray &names)
{
    const QList<QByteArray> all = names.split(';');
    for (const QByteArray &hex : all) {
        const QByteArray name = QByteArray::fromHex(hex);
        const QByteArray value = capability(name);
        if (value.isNull())
            m_host.reply("\x1bP0+r" + name.toHex() + "\x1b\\");
        else
            m_host.reply("\x1bP1+r" + name.toHex() + '=' + value.toHex() + "\x1b\\");
    }
}

} // namespace slipway
