// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/schema/envschema.h"

namespace slipway {

/// Whether a value is what its type says. Everything is a String, and an Enum by its choices alone.
bool isOfType(EnvType type, QByteArrayView value);

} // namespace slipway
