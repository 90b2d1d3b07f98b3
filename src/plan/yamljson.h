// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/yamlnode.h"

#include <QJsonValue>

namespace slipway {

/// Scalars become texts, nothing becomes null: what they mean is for the schema to say.
QJsonValue toJsonValue(const YamlNode &node);
/// The other way; places are unknown.
YamlNode fromJsonValue(const QJsonValue &value);

} // namespace slipway
