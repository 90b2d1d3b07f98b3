// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal/otherkeys.h"

#include <QList>

using namespace Qt::StringLiterals;

namespace slipway::otherkeys {

namespace {

constexpr int everything = 2;

QByteArray sequence(quint8 modifiers, char32_t code)
{
    return "\x1b[27;"_ba + QByteArray::number(modifiers + 1) + ';'
        + QByteArray::number(quint32(code)) + '~';
}

/// The code of a key with a control character of its own; 0 for others.
char32_t codeOf(const TerminalKeyPress &press, int level)
{
    switch (press.key) {
    case TerminalKey::Enter:
        return '\r';
    case TerminalKey::Tab: {
        // Shift makes another key of it.
        const bool isBack = (press.modifiers & ShiftModifier) != 0;
        const bool isControlled = (press.modifiers & ControlModifier) != 0;
        return isBack && (level < everything || !isControlled) ? 0 : '\t';
    }
    case TerminalKey::Escape:
        return level == everything ? '\x1b' : 0;
    case TerminalKey::Backspace:
        // With Ctrl alone it has a character of its own.
        return level == everything && press.modifiers != ControlModifier ? '\x7f' : 0;
    default:
        return 0;
    }
}

} // namespace

std::optional<QByteArray> encode(const TerminalKeyPress &press, int level, bool sendsControl)
{
    const auto modifiers
        = quint8(press.modifiers & (ShiftModifier | AltModifier | ControlModifier));
    if (level == 0 || modifiers == 0 || press.event == TerminalKeyPress::Event::Release)
        return std::nullopt;
    if (press.key != TerminalKey::None) {
        const char32_t code = codeOf(press, level);
        return code == 0 ? std::nullopt : std::optional(sequence(modifiers, code));
    }
    const bool isShifted = (modifiers & ShiftModifier) != 0;
    const bool losesModifier = (modifiers & ControlModifier) != 0 && !sendsControl;
    const char32_t code = isShifted && press.shifted != 0 ? press.shifted : press.character;
    if (code == 0 || (level < everything && !losesModifier))
        return std::nullopt;
    return sequence(modifiers, code);
}

} // namespace slipway::otherkeys
