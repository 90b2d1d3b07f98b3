// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace slipway {

/// The name of `known` that `name` was probably meant to be; empty when none is near.
QString nearestName(const QString &name, const QStringList &known);
/// " Did you mean ‘retry’?", or nothing: to be put after a sentence.
QString suggestion(const QString &name, const QStringList &known);

} // namespace slipway
