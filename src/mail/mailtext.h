// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exec/mailer.h"

#include <QDateTime>

namespace slipway {

/// Whether it can stand in an envelope and in a header as it is: one "@", no spaces, brackets or
/// control characters. Names beside the address are not taken.
bool isMailAddress(const QString &text);

/// The message as it is sent (RFC 5322, MIME): plain text in UTF-8. Control characters of the
/// subject become spaces, so nothing in it can begin another header. `id` makes the Message-ID.
QByteArray mailText(const Mail &mail, const QDateTime &now, const QString &id);

} // namespace slipway
