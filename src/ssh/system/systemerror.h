// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QByteArray>

namespace slipway::systemerror {

/// Why the ssh program could not log in to a server, by what it wrote.
Error ofLogin(const QString &server, const QByteArray &said);
/// A session that ended without the server's word about it.
Error ofLoss(const QString &server, const QByteArray &said);

} // namespace slipway::systemerror
