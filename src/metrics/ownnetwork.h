// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace slipway {

/// "localhost", 127.0.0.1 and the like.
bool isThisMachine(const QString &host);
/// Whether this machine has any way to others: an interface that runs, with an address that leads
/// further than its own cable.
bool hasNetwork();
/// `host` is another machine and there is no way to any, or there was none a moment ago (the system
/// still tells of attempts that it made meanwhile): that it does not answer says nothing of it.
bool isCutOff(const QString &host);
/// The sentence to say so.
QString cutOffReason();

} // namespace slipway
