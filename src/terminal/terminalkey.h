// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace slipway {

/// Keys that write no character of their own.
enum class TerminalKey {
    None, ///< a character
    Escape,
    Enter,
    Tab,
    Backspace,
    Insert,
    Delete,
    Left,
    Right,
    Up,
    Down,
    PageUp,
    PageDown,
    Home,
    End,
    CapsLock,
    ScrollLock,
    NumLock,
    PrintScreen,
    Pause,
    Menu,
    F1,
    F2,
    F3,
    F4,
    F5,
    F6,
    F7,
    F8,
    F9,
    F10,
    F11,
    F12,
    F13,
    F14,
    F15,
    F16,
    F17,
    F18,
    F19,
    F20,
    F21,
    F22,
    F23,
    F24,
    Keypad0,
    Keypad1,
    Keypad2,
    Keypad3,
    Keypad4,
    Keypad5,
    Keypad6,
    Keypad7,
    Keypad8,
    Keypad9,
    KeypadDecimal,
    KeypadDivide,
    KeypadMultiply,
    KeypadSubtract,
    KeypadAdd,
    KeypadEnter,
    KeypadEqual,
    LeftShift,
    LeftControl,
    LeftAlt,
    LeftSuper,
    RightShift,
    RightControl,
    RightAlt,
    RightSuper,
};

/// Modifiers as the kitty keyboard protocol numbers them.
enum TerminalModifier : quint8 {
    ShiftModifier = 1,
    AltModifier = 2,
    ControlModifier = 4,
    SuperModifier = 8,
    HyperModifier = 16,
    MetaModifier = 32,
    CapsLockModifier = 64,
    NumLockModifier = 128,
};

/// A key that went down, is held or came up.
struct TerminalKeyPress
{
    enum class Event : quint8 { Press = 1, Repeat = 2, Release = 3 };

    TerminalKey key = TerminalKey::None;
    char32_t character = 0; ///< of the key without modifiers, for TerminalKey::None
    QString text = {};      ///< what it would write, modifiers and layout included
    quint8 modifiers = 0;
    Event event = Event::Press;
    char32_t shifted = 0; ///< the key's character with Shift, where it has one
};

} // namespace slipway
