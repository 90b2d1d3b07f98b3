// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QByteArray>

namespace slipway {

/// Writes a file that a person asked for: whole or not at all where it is a file, straight into
/// what is none (a pipe, a terminal, a device), which is never replaced. Io names it and the cause.
Result<void> writeOutputFile(const QString &path, const QByteArray &content);

} // namespace slipway
