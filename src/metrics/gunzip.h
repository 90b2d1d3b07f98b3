// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QByteArray>

namespace slipway {

/// What is in a gzip stream (RFC 1952), of one part or several. Fails where it is cut off, damaged
/// or followed by something else (InvalidInput), and where more than `limit` bytes come out of it
/// (Refused). Qt takes a stream that is cut off for whole.
Result<QByteArray> gunzipped(QByteArrayView packed, qint64 limit);

} // namespace slipway
