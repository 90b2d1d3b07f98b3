// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/envdocument.h"

namespace slipway {

/// The first bcrypt hash in a statement's value, as "$2b$10$" and 53 letters; empty when there is
/// none.
EnvRange bcryptHashIn(const EnvDocument &document, const EnvStatement &statement);

} // namespace slipway
