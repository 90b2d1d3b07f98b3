// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

namespace slipway {

/// An address as RFC 5322 and RFC 6531 have it, perhaps as `Name <address>`: quoted local parts,
/// letters of any script, addresses in brackets for a domain, and domains of one label.
bool isMailAddress(QByteArrayView text);

} // namespace slipway
