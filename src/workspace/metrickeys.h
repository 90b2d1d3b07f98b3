// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace slipway {

/// The settings that nearly every metric of a source has, in the order in which they are asked for.
QStringList usualMetricKeys(const QString &sourceKind);

/// What to write for a setting of a source, in a few words with an example. Empty: not known.
QString metricKeyHelp(const QString &key);

} // namespace slipway
