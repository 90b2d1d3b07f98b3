// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMap>
#include <QStringList>

namespace slipway {

/// The keys that the workspace reader knows, by the name that the shape has in the JSON Schema.
const QMap<QString, QStringList> &workspaceKeyTable();

} // namespace slipway
