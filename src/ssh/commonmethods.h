// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <optional>

namespace slipway {

struct SshHost;

/// Why a connection could not begin, where client and server know no method that both know; `said`
/// is libssh's text.
std::optional<Error> nothingInCommon(const SshHost &host, const QString &said);

} // namespace slipway
