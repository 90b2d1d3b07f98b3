// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "terminal/terminalkey.h"

#include <QByteArray>

#include <optional>

/// The kitty keyboard protocol, https://sw.kovidgoyal.net/kitty/keyboard-protocol/
namespace slipway::kittykeys {

/// The bytes for a key under the flags (TerminalState::KeyboardFlag); nothing when the key is to
/// be sent as without the protocol.
std::optional<QByteArray> encode(const TerminalKeyPress &press, quint8 flags);

} // namespace slipway::kittykeys
