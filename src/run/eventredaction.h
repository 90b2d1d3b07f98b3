// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/redactor.h"

#include <QJsonObject>

namespace slipway {

/// The data of an event with every secret in its free texts hidden. Names that the fold goes by
/// ("choice", "outcome", ids) stay: a secret that happens to read "retry" must not break the run.
QJsonObject redacted(QJsonObject data, const Redactor &redactor);

} // namespace slipway
