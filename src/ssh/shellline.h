// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace slipway {

struct ChannelRequest;

/// What is sent to the login shell, of whatever kind, so that the program of `request` begins in
/// its folder. Empty: the login shell itself, as it is.
QByteArray shellLine(const ChannelRequest &request);

} // namespace slipway
