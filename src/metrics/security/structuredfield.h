// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace slipway {

/// The token that a header's value is, with or without parameters (RFC 9651); empty for everything
/// else: quoted texts, numbers, lists, and what breaks the rules anywhere.
QString structuredToken(const QString &header);

} // namespace slipway
