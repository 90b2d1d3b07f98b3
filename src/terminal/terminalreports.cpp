// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal/terminalreports.h"

#include "terminal/graphicrendition.h"

#include <algorithm>

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

} // namespace

bool TerminalReports::wants(const ControlSequence &sequence) const
{
    switch (sequence.final) {
    case 'c':
        return sequence.is('=', 0, 'c') || (sequence.is('>', 0, 'c') && sequence.number(0) != 0);
    case 'n':
        return sequence.intermediate == 0
            && (sequence.leader == '?'
                || (sequence.leader == 0 && sequence.number(0) == 6 && m_modes.origin));
    case 'p':
        return sequence.intermediate == '$' && (sequence.leader == 0 || sequence.leader == '?');
    case 's':
    case 'r':
        return sequence.leader == '?' && sequence.intermediate == 0;
    default:
        return false;
    }
}

void TerminalReports::take(const ControlSequence &sequence)
{
    if (sequence.is('=', 0, 'c')) {
        if (sequence.number(0) == 0)
            m_host.reply("\x1bP!|00000000\x1b\\");
    } else if (sequence.final == 'n') {
        status(sequence.number(0), sequence.leader == '?');
    } else if (sequence.final == 'p') {
        mode(sequence);
    } else if (sequence.final == 's') {
        keep(sequence);
    } else if (sequence.final == 'r') {
        bringBack(sequence);
    }
}

/// DSR: there is neither printer nor locator, and the keyboard is never locked.
void TerminalReports::status(int what, bool isPrivate)
{
    switch (what) {
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
    case 75:
        m_host.reply("\x1b[?70n");
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
    case 45:
        return valueOf(m_modes.reverseWrap);
    case 47:
    case 1047:
    case 1049:
        return valueOf(m_model.buffer() == ScreenModel::Buffer::Alternate);
    case 66:
        return valueOf(m_modes.keypad);
    case 1007:
        return valueOf(m_state.alternateScroll);
    case 1048:
        return valueOf(m_host.isCursorSaved());
    case 2026:
        return valueOf(m_state.synchronised);
    case 2027:
        // Emoji are one character each, always.
        return 3;
    default:
        break;
    }
    const QByteArray answer = m_host.answered("\x1b[?" + QByteArray::number(number) + "$p");
    return answer.endsWith(";1$y") ? 1 : answer.endsWith(";2$y") ? 2 : 0;
}

/// XTSAVE: for each mode that is known.
void TerminalReports::keep(const ControlSequence &sequence)
{
    const QList<int> numbers = sequence.numbers();
    for (const int number : numbers) {
        const int value = sequence.isHuge ? 0 : modeValue(number);
        if (value != 0)
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
        m_host.reply(answer.isNull() ? "\x1bP0$r\x1b\\"_ba : "\x1bP1$r" + answer + text + "\x1b\\");
    } else if (command == "+q") {
        capabilities(text);
    }
}

/// DECRQSS: what comes before the characters that ask; null for what is not known.
QByteArray TerminalReports::setting(const QByteArray &what) const
{
    const TerminalSize size = m_model.size();
    const TerminalRect region = m_modes.region(size);
    if (what == "m")
        return GraphicRendition::text(m_host.currentPen());
    if (what == "r")
        return between(region.top, region.bottom);
    if (what == "s")
        return between(region.left, region.right);
    if (what == " q")
        return QByteArray::number(int(m_state.cursorShape) * 2 + (m_state.cursorBlinks ? 1 : 2));
    if (what == "\"q")
        return QByteArray::number(m_modes.protects ? 1 : 2);
    if (what == "\"p")
        return "61;1"_ba;
    if (what == "t" || what == "*|")
        return QByteArray::number(size.rows);
    if (what == "$|")
        return QByteArray::number(size.columns);
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
