// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace slipway {

/// Whether a path names an env file by custom: ".env", ".env.production", "shop.env". Not its
/// example, sample, template, schema or previous version.
bool isEnvFileName(QStringView path);

} // namespace slipway
