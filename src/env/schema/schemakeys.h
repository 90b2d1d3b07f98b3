// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMap>
#include <QStringList>

namespace slipway {

/// The keys that the reader of `.env.schema.yaml` knows, by the name that the shape has in the JSON
/// Schema.
const QMap<QString, QStringList> &envSchemaKeyTable();

namespace names {
const QStringList &otherKeys(); ///< of EnvSchema::Others
} // namespace names

} // namespace slipway
