// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

#include <array>
#include <optional>

namespace slipway {

/// `a.b.c.d`, each from 0 to 255 without leading zeros.
std::optional<std::array<quint8, 4>> ipv4FromText(QByteArrayView text);
/// All forms of RFC 4291, without brackets; a zone ("%eth0") is left out of account.
std::optional<std::array<quint8, 16>> ipv6FromText(QByteArrayView text);

} // namespace slipway
