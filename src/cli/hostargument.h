// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QByteArray>
#include <QStringList>

namespace slipway {

/// The slipway.yaml of a workspace that has the hosts as its servers: [USER@]HOST[:PORT], IPv6
/// addresses in brackets where a port follows. Their names are the hosts, of equal ones with a
/// number, and with “-” for what no name may have. InvalidInput for what is no host.
Result<QByteArray> workspaceOfHosts(const QStringList &hosts);

} // namespace slipway
