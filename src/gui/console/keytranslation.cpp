// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/console/keytranslation.h"

#include <QHash>
#include <QKeyEvent>

namespace slipway {

namespace {

TerminalKey namedKey(int key)
{
    static const QHash<int, TerminalKey> keys{
        {Qt::Key_Escape, TerminalKey::Escape},
        {Qt::Key_Return, TerminalKey::Enter},
        {Qt::Key_Enter, TerminalKey::Enter},
        {Qt::Key_Tab, TerminalKey::Tab},
        {Qt::Key_Backtab, TerminalKey::Tab},
        {Qt::Key_Backspace, TerminalKey::Backspace},
        {Qt::Key_Insert, TerminalKey::Insert},
        {Qt::Key_Delete, TerminalKey::Delete},
        {Qt::Key_Left, TerminalKey::Left},
        {Qt::Key_Right, TerminalKey::Right},
        {Qt::Key_Up, TerminalKey::Up},
        {Qt::Key_Down, TerminalKey::Down},
        {Qt::Key_PageUp, TerminalKey::PageUp},
        {Qt::Key_PageDown, TerminalKey::PageDown},
        {Qt::Key_Home, TerminalKey::Home},
        {Qt::Key_End, TerminalKey::End},
        {Qt::Key_CapsLock, TerminalKey::CapsLock},
        {Qt::Key_ScrollLock, TerminalKey::ScrollLock},
        {Qt::Key_NumLock, TerminalKey::NumLock},
        {Qt::Key_Print, TerminalKey::PrintScreen},
        {Qt::Key_Pause, TerminalKey::Pause},
        {Qt::Key_Menu, TerminalKey::Menu},
        {Qt::Key_Shift, TerminalKey::LeftShift},
        {Qt::Key_Control, TerminalKey::LeftControl},
        {Qt::Key_Alt, TerminalKey::LeftAlt},
        {Qt::Key_AltGr, TerminalKey::RightAlt},
        {Qt::Key_Super_L, TerminalKey::LeftSuper},
        {Qt::Key_Super_R, TerminalKey::RightSuper},
        {Qt::Key_Meta, TerminalKey::LeftSuper},
    };
    if (key >= Qt::Key_F1 && key <= Qt::Key_F24)
        return TerminalKey(int(TerminalKey::F1) + key - Qt::Key_F1);
    return keys.value(key, TerminalKey::None);
}

/// Keys of the keypad while NumLock is on; without it they are the keys of the other block.
TerminalKey keypadKey(int key)
{
    static const QHash<int, TerminalKey> keys{
        {Qt::Key_Period, TerminalKey::KeypadDecimal},
        {Qt::Key_Slash, TerminalKey::KeypadDivide},
        {Qt::Key_Asterisk, TerminalKey::KeypadMultiply},
        {Qt::Key_Minus, TerminalKey::KeypadSubtract},
        {Qt::Key_Plus, TerminalKey::KeypadAdd},
        {Qt::Key_Enter, TerminalKey::KeypadEnter},
        {Qt::Key_Equal, TerminalKey::KeypadEqual},
    };
    if (key >= Qt::Key_0 && key <= Qt::Key_9)
        return TerminalKey(int(TerminalKey::Keypad0) + key - Qt::Key_0);
    return keys.value(key, TerminalKey::None);
}

bool isPrintable(const QString &text)
{
    return !text.isEmpty() && text.front().unicode() >= 0x20 && text.front().unicode() != 0x7f;
}

void setCharacter(TerminalKeyPress &press, const QKeyEvent &event)
{
    const QString text = event.text();
    press.text = text;
    const int key = event.key();
    if (key >= Qt::Key_A && key <= Qt::Key_Z)
        press.character = char32_t(key - Qt::Key_A + 'a');
    else if (key > 0 && key < Qt::Key_Escape)
        press.character = QChar::toLower(char32_t(key));
    else if (isPrintable(text))
        press.character = text.toUcs4().constFirst();
    if ((press.modifiers & ShiftModifier) != 0 && press.character != 0)
        press.shifted = QChar::toUpper(press.character);
    // What a layout makes of the third level is the character itself, not a command.
    if (event.modifiers().testFlag(Qt::GroupSwitchModifier) && isPrintable(text))
        press.modifiers &= quint8(~(ControlModifier | AltModifier));
    if ((press.modifiers & ControlModifier) != 0 && !isPrintable(text))
        press.text.clear();
}

} // namespace

quint8 terminalModifiers(Qt::KeyboardModifiers modifiers)
{
    quint8 result = 0;
    if (modifiers.testFlag(Qt::ShiftModifier))
        result |= ShiftModifier;
    if (modifiers.testFlag(Qt::AltModifier))
        result |= AltModifier;
    if (modifiers.testFlag(Qt::ControlModifier))
        result |= ControlModifier;
    if (modifiers.testFlag(Qt::MetaModifier))
        result |= SuperModifier;
    return result;
}

TerminalKeyPress terminalKeyPress(const QKeyEvent &event)
{
    TerminalKeyPress press;
    press.modifiers = terminalModifiers(event.modifiers());
    press.event = event.type() == QEvent::KeyRelease ? TerminalKeyPress::Event::Release
        : event.isAutoRepeat()                       ? TerminalKeyPress::Event::Repeat
                                                     : TerminalKeyPress::Event::Press;
    if (event.modifiers().testFlag(Qt::KeypadModifier))
        press.key = keypadKey(event.key());
    if (press.key == TerminalKey::None)
        press.key = namedKey(event.key());
    // Shift and Tab come as a key of their own.
    if (event.key() == Qt::Key_Backtab)
        press.modifiers |= ShiftModifier;
    if (press.key == TerminalKey::None)
        setCharacter(press, event);
    else
        press.text = event.text();
    return press;
}

} // namespace slipway
