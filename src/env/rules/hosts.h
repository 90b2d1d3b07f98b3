// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

namespace slipway {

// What a host name or address tells. Hosts stand without brackets and port here.

/// This machine, a name that never leaves a developer's network, or a tunnel to one.
bool isDevelopmentHost(QByteArrayView host);
/// A private address (RFC 1918, RFC 4193), or a name of one label or of an internal domain.
bool isPrivateAddress(QByteArrayView host);
bool isPrivateHost(QByteArrayView host);
/// A mail catcher that delivers nothing.
bool isMailCatcher(QByteArrayView host);
/// At least two labels, and no address.
bool isFullyQualified(QByteArrayView host);
/// A name of letters, digits and hyphens, or an address.
bool isHost(QByteArrayView host);
/// example.com and its kin, and the domain `.example`.
bool isExampleDomain(QByteArrayView host);

/// "dev", "staging", "test2"; not "latest" or "device".
bool isDevelopmentWord(QByteArrayView word);
/// A word of the text, between anything that is no letter or digit.
bool hasDevelopmentWord(QByteArrayView text);
/// As above, in the labels of a host but for its last one, which is a domain of its own.
bool hasDevelopmentLabel(QByteArrayView host);

/// Whether two hosts are of one organisation, as far as their names tell.
bool areRelatedHosts(QByteArrayView a, QByteArrayView b);

} // namespace slipway
