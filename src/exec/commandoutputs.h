// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QByteArrayView>
#include <QMap>

namespace slipway {

/// More than this of $SLIPWAY_OUTPUT is refused.
inline constexpr qint64 maximumOutputsSize = 1024 * 1024;

/// What a script wrote to $SLIPWAY_OUTPUT: `NAME=VALUE` lines, or `NAME<<END`, lines, `END` for a
/// value of several lines. A later value of the same name wins. InvalidInput names the line that is
/// neither.
Result<QMap<QString, QString>> parseCommandOutputs(QByteArrayView text);

} // namespace slipway
