// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal/mouseencoder.h"

#include "terminal/keyencoder.h"
#include "terminal/vtermbridge.h"

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

VTermModifier modifiersOf(quint8 modifiers)
{
    return VTermModifier(modifiers & (ShiftModifier | AltModifier | ControlModifier));
}

} // namespace

QByteArray MouseEncoder::press(Button button, TerminalPlace at, quint8 modifiers) const
{
    return change({button, Edge::Down}, at, modifiers);
}

QByteArray MouseEncoder::release(Button button, TerminalPlace at, quint8 modifiers) const
{
    return change({button, Edge::Up}, at, modifiers);
}

QByteArray MouseEncoder::change(const Change &change, TerminalPlace at, quint8 modifiers) const
{
    const TerminalPlace place = inside(at);
    if (m_screen.state().mouseOfX10)
        return change.edge == Edge::Down ? asX10(change.button, place) : QByteArray();
    QByteArray bytes = move(place, modifiers);
    bytes += m_screen.bridge().sent([&](VTerm *vterm) {
        vterm_mouse_button(vterm, int(change.button), change.edge == Edge::Down,
                           modifiersOf(modifiers));
    });
    return bytes;
}

QByteArray MouseEncoder::move(TerminalPlace to, quint8 modifiers) const
{
    if (m_screen.state().mouseOfX10)
        return {};
    const TerminalPlace place = inside(to);
    return m_screen.bridge().sent([&](VTerm *vterm) {
        vterm_mouse_move(vterm, place.row, place.column, modifiersOf(modifiers));
    });
}

QByteArray MouseEncoder::wheel(Button direction, TerminalPlace at, quint8 modifiers) const
{
    if (m_screen.state().mouse != TerminalState::Mouse::None)
        return press(direction, at, modifiers);
    if (!m_screen.isAlternate() || !m_screen.state().alternateScroll)
        return {};
    TerminalKeyPress key;
    key.key = direction == Button::WheelUp ? TerminalKey::Up : TerminalKey::Down;
    return KeyEncoder(m_screen).encode(key).repeated(3);
}

/// Three buttons, and places as far as one byte goes.
QByteArray MouseEncoder::asX10(Button button, TerminalPlace place)
{
    constexpr int base = 32;
    constexpr int farthest = 222;
    if (button > Button::Right || place.row > farthest || place.column > farthest)
        return {};
    return "\x1b[M"_ba + char(base + int(button) - 1) + char(base + 1 + place.column)
        + char(base + 1 + place.row);
}

TerminalPlace MouseEncoder::inside(TerminalPlace place) const
{
    const TerminalSize size = m_screen.size();
    return {std::clamp(place.row, 0, size.rows - 1), std::clamp(place.column, 0, size.columns - 1)};
}

} // namespace slipway
