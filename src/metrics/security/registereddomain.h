// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace slipway {

/// The part of a host name that somebody registered: "shop.co.uk" of "cdn.shop.co.uk". By the last
/// two labels, or three where the last two are a suffix that registries sell below (a built-in list
/// of the usual ones, not the whole public suffix list). Empty for addresses and single labels.
QString registeredDomain(const QString &host);

} // namespace slipway
