// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "base/secretsource.h"

#include <QString>
#include <QStringList>

namespace slipway {

/// Outside scripts a resolved text names a secret by a marker of private-use characters. Only the
/// executor puts the value in, at the last moment; everything that shows the text shows dots.
QString secretMarker(const QString &name);
/// Names of the secrets that `text` holds markers of, each once, in order.
QStringList secretsIn(const QString &text);
/// `text` with every marker shown as "••••".
QString withDottedSecrets(const QString &text);
/// `text` with the values in place of the markers. MissingSecret when the source lacks one.
Result<QString> substituteSecrets(const QString &text, const SecretSource &source);
/// `value` made safe to stand in a resolved text: it cannot pretend to be a marker.
QString withoutMarkers(QString value);

} // namespace slipway
