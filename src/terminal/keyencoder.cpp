// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal/keyencoder.h"

#include "terminal/kittykeys.h"
#include "terminal/otherkeys.h"
#include "terminal/vtermbridge.h"

#include <optional>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr quint8 threeModifiers = ShiftModifier | AltModifier | ControlModifier;

VTermModifier modifiersOf(quint8 modifiers)
{
    // Shift, Alt and Ctrl have the same numbers on both sides.
    return VTermModifier(modifiers & threeModifiers);
}

int offset(TerminalKey key, TerminalKey first)
{
    return int(key) - int(first);
}

VTermKey keyOf(TerminalKey key)
{
    if (key >= TerminalKey::F1 && key <= TerminalKey::F12)
        return VTermKey(VTERM_KEY_FUNCTION(offset(key, TerminalKey::F1) + 1));
    if (key >= TerminalKey::Keypad0 && key <= TerminalKey::Keypad9)
        return VTermKey(VTERM_KEY_KP_0 + offset(key, TerminalKey::Keypad0));
    switch (key) {
    case TerminalKey::Insert:
        return VTERM_KEY_INS;
    case TerminalKey::Delete:
        return VTERM_KEY_DEL;
    case TerminalKey::Left:
        return VTERM_KEY_LEFT;
    case TerminalKey::Right:
        return VTERM_KEY_RIGHT;
    case TerminalKey::Up:
        return VTERM_KEY_UP;
    case TerminalKey::Down:
        return VTERM_KEY_DOWN;
    case TerminalKey::PageUp:
        return VTERM_KEY_PAGEUP;
    case TerminalKey::PageDown:
        return VTERM_KEY_PAGEDOWN;
    case TerminalKey::Home:
        return VTERM_KEY_HOME;
    case TerminalKey::End:
        return VTERM_KEY_END;
    case TerminalKey::KeypadDecimal:
        return VTERM_KEY_KP_PERIOD;
    case TerminalKey::KeypadDivide:
        return VTERM_KEY_KP_DIVIDE;
    case TerminalKey::KeypadMultiply:
        return VTERM_KEY_KP_MULT;
    case TerminalKey::KeypadSubtract:
        return VTERM_KEY_KP_MINUS;
    case TerminalKey::KeypadAdd:
        return VTERM_KEY_KP_PLUS;
    case TerminalKey::KeypadEnter:
        return VTERM_KEY_KP_ENTER;
    case TerminalKey::KeypadEqual:
        return VTERM_KEY_KP_EQUAL;
    default:
        return VTERM_KEY_NONE;
    }
}

/// F13 to F20, which libvterm lacks, as xterm sends them.
QByteArray highFunctionKey(TerminalKey key, quint8 modifiers)
{
    constexpr std::array numbers{25, 26, 28, 29, 31, 32, 33, 34};
    const int index = offset(key, TerminalKey::F13);
    if (index < 0 || index >= int(numbers.size()))
        return {};
    QByteArray result = "\x1b[" + QByteArray::number(numbers[std::size_t(index)]);
    if ((modifiers & threeModifiers) != 0)
        result += ';' + QByteArray::number((modifiers & threeModifiers) + 1);
    return result + '~';
}

/// What Ctrl makes of a character on a keyboard; nothing where it changes nothing.
std::optional<char> controlOf(char32_t character)
{
    if (character >= 'a' && character <= 'z')
        return char(character & 0x1f);
    if (character >= 'A' && character <= 'Z')
        return char(character & 0x1f);
    switch (character) {
    case ' ':
    case '@':
    case '2':
        return '\0';
    case '[':
    case '3':
        return '\x1b';
    case '\\':
    case '4':
        return '\x1c';
    case ']':
    case '5':
        return '\x1d';
    case '^':
    case '6':
        return '\x1e';
    case '_':
    case '/':
    case '7':
        return '\x1f';
    case '?':
    case '8':
        return '\x7f';
    default:
        return std::nullopt;
    }
}

/// Ctrl with Shift counts from the character that Shift makes.
std::optional<char> controlOf(const TerminalKeyPress &press)
{
    const bool usesShifted = (press.modifiers & ShiftModifier) != 0 && press.shifted != 0;
    return controlOf(usesShifted ? press.shifted : press.character);
}

QByteArray characterBytes(const TerminalKeyPress &press)
{
    QByteArray bytes = press.text.isEmpty()
        ? QString::fromUcs4(&press.character, press.character == 0 ? 0 : 1).toUtf8()
        : press.text.toUtf8();
    if ((press.modifiers & ControlModifier) != 0) {
        if (const std::optional<char> control = controlOf(press))
            bytes = QByteArray(1, *control);
    }
    return (press.modifiers & AltModifier) != 0 && !bytes.isEmpty() ? '\x1b' + bytes : bytes;
}

/// The keys that programs without any protocol expect as one control character.
std::optional<QByteArray> controlKey(const TerminalKeyPress &press, bool swapsBackspace)
{
    const QByteArray alt = (press.modifiers & AltModifier) != 0 ? "\x1b"_ba : QByteArray();
    const bool control = (press.modifiers & ControlModifier) != 0;
    switch (press.key) {
    case TerminalKey::Escape:
        return alt + '\x1b';
    case TerminalKey::Backspace:
        return alt + (control != swapsBackspace ? '\b' : '\x7f');
    case TerminalKey::Tab:
        return alt + ((press.modifiers & ShiftModifier) != 0 ? "\x1b[Z"_ba : "\t"_ba);
    default:
        return std::nullopt;
    }
}

} // namespace

QByteArray KeyEncoder::encode(const TerminalKeyPress &press) const
{
    const quint8 flags = m_screen.state().keyboardFlags();
    if (const auto bytes = kittykeys::encode(press, flags))
        return *bytes;
    const int otherKeys = flags == 0 ? m_screen.state().otherKeys : 0;
    if (const auto bytes = otherkeys::encode(press, otherKeys, controlOf(press).has_value()))
        return *bytes;
    return plain(press);
}

QByteArray KeyEncoder::plain(const TerminalKeyPress &press) const
{
    if (press.key == TerminalKey::None)
        return characterBytes(press);
    if (const auto bytes = controlKey(press, m_screen.state().backspaceSendsBs))
        return *bytes;
    if (press.key == TerminalKey::Enter) {
        // Only libvterm knows whether a line feed is to follow (LNM).
        const QByteArray enter = m_screen.bridge().sent(
            [](VTerm *vterm) { vterm_keyboard_key(vterm, VTERM_KEY_ENTER, VTERM_MOD_NONE); });
        return (press.modifiers & AltModifier) != 0 ? '\x1b' + enter : enter;
    }
    if (press.key >= TerminalKey::F13 && press.key <= TerminalKey::F24)
        return highFunctionKey(press.key, press.modifiers);
    const QByteArray bytes = m_screen.bridge().sent([&press](VTerm *vterm) {
        vterm_keyboard_key(vterm, keyOf(press.key), modifiersOf(press.modifiers));
    });
    // Outside its application mode the keypad has no Enter of its own.
    return press.key == TerminalKey::KeypadEnter && bytes == "\n" ? "\r"_ba : bytes;
}

QByteArray KeyEncoder::focusIn() const
{
    VtermBridge &bridge = m_screen.bridge();
    return bridge.sent([&bridge](VTerm *) { vterm_state_focus_in(bridge.state()); });
}

QByteArray KeyEncoder::focusOut() const
{
    VtermBridge &bridge = m_screen.bridge();
    return bridge.sent([&bridge](VTerm *) { vterm_state_focus_out(bridge.state()); });
}

} // namespace slipway
