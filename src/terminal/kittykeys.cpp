// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal/kittykeys.h"

#include "terminal/terminalstate.h"

#include <QList>

#include <array>

using namespace Qt::StringLiterals;

namespace slipway::kittykeys {

namespace {

/// A key's number and the byte that ends its sequence.
struct Code
{
    int number = 0;
    char final = 'u';
};

constexpr std::array namedCodes{
    Code{27},      Code{13},      Code{9},       Code{127},     Code{2, '~'},  Code{3, '~'},
    Code{1, 'D'},  Code{1, 'C'},  Code{1, 'A'},  Code{1, 'B'},  Code{5, '~'},  Code{6, '~'},
    Code{1, 'H'},  Code{1, 'F'},  Code{57358},   Code{57359},   Code{57360},   Code{57361},
    Code{57362},   Code{57363},   Code{1, 'P'},  Code{1, 'Q'},  Code{13, '~'}, Code{1, 'S'},
    Code{15, '~'}, Code{17, '~'}, Code{18, '~'}, Code{19, '~'}, Code{20, '~'}, Code{21, '~'},
    Code{23, '~'}, Code{24, '~'},
};

Code codeOf(const TerminalKeyPress &press)
{
    const int key = int(press.key);
    if (press.key == TerminalKey::None)
        return {int(press.character)};
    if (press.key <= TerminalKey::F12)
        return namedCodes[std::size_t(key) - 1];
    if (press.key <= TerminalKey::F24)
        return {57376 + key - int(TerminalKey::F13)};
    if (press.key <= TerminalKey::KeypadEqual)
        return {57399 + key - int(TerminalKey::Keypad0)};
    constexpr std::array modifiers{57441, 57442, 57443, 57444, 57447, 57448, 57449, 57450};
    return {modifiers[std::size_t(key - int(TerminalKey::LeftShift))]};
}

bool isModifierKey(TerminalKey key)
{
    return key >= TerminalKey::LeftShift || key == TerminalKey::CapsLock
        || key == TerminalKey::NumLock || key == TerminalKey::ScrollLock;
}

/// These stay what they were, so that a shell can be used after a program forgot its flags.
bool isShellKey(TerminalKey key)
{
    return key == TerminalKey::Enter || key == TerminalKey::Tab || key == TerminalKey::Backspace;
}

bool writesText(const TerminalKeyPress &press)
{
    constexpr quint8 commanding = quint8(~(ShiftModifier | CapsLockModifier | NumLockModifier));
    return !press.text.isEmpty() && (press.modifiers & commanding) == 0;
}

bool needsSequence(const TerminalKeyPress &press, quint8 flags)
{
    if ((flags & TerminalState::ReportAll) != 0)
        return true;
    if (isModifierKey(press.key))
        return false;
    if (press.event == TerminalKeyPress::Event::Release && isShellKey(press.key))
        return false;
    const auto locks = quint8(CapsLockModifier | NumLockModifier);
    const bool isModified = (press.modifiers & quint8(~locks)) != 0;
    if (press.key == TerminalKey::None)
        return !writesText(press) || press.event == TerminalKeyPress::Event::Release;
    if (isShellKey(press.key))
        return isModified;
    return press.key != TerminalKey::None;
}

QByteArray sequenceOf(const TerminalKeyPress &press, quint8 flags)
{
    const Code code = codeOf(press);
    QByteArray number = QByteArray::number(code.number);
    if ((flags & TerminalState::ReportAlternates) != 0 && press.shifted != 0
        && (press.modifiers & ShiftModifier) != 0)
        number += ':' + QByteArray::number(quint32(press.shifted));
    const bool tellsEvent = (flags & TerminalState::ReportEvents) != 0
        && press.event != TerminalKeyPress::Event::Press;
    QByteArray modifiers;
    if (press.modifiers != 0 || tellsEvent)
        modifiers = QByteArray::number(press.modifiers + 1);
    if (tellsEvent)
        modifiers += ':' + QByteArray::number(int(press.event));
    QByteArray text;
    constexpr quint8 both = TerminalState::ReportAll | TerminalState::ReportText;
    if ((flags & both) == both && writesText(press)
        && press.event != TerminalKeyPress::Event::Release) {
        const QList<uint> points = press.text.toUcs4();
        for (const uint point : points)
            text += (text.isEmpty() ? ""_ba : ":"_ba) + QByteArray::number(point);
    }
    if (code.final != 'u' && code.number == 1 && modifiers.isEmpty())
        number.clear();
    QByteArray result = "\x1b[" + number;
    if (!modifiers.isEmpty() || !text.isEmpty())
        result += ';' + modifiers;
    if (!text.isEmpty())
        result += ';' + text;
    return result + code.final;
}

} // namespace

std::optional<QByteArray> encode(const TerminalKeyPress &press, quint8 flags)
{
    if (press.event == TerminalKeyPress::Event::Release
        && (flags & TerminalState::ReportEvents) == 0)
        return QByteArray();
    constexpr quint8 any = TerminalState::Disambiguate | TerminalState::ReportAll;
    if ((flags & any) == 0 && press.event != TerminalKeyPress::Event::Release)
        return std::nullopt;
    if (!needsSequence(press, flags))
        return press.event == TerminalKeyPress::Event::Release ? std::optional(QByteArray())
                                                               : std::nullopt;
    return sequenceOf(press, flags);
}

} // namespace slipway::kittykeys
