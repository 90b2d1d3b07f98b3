// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/envdocument.h"

namespace slipway {

/// What of a statement must not be shown: the value of a secret, the password in a URL, and the
/// like of either in a comment. In the order of the text. Linear in the statement.
QList<EnvRange> secretRanges(const EnvDocument &document, const EnvStatement &statement);

/// Whether the statement's value is a secret, be it wholly or in part.
bool isSecretStatement(const EnvDocument &document, const EnvStatement &statement);

/// A value as it may be shown: dots, as many for each, in the place of what must not be.
QString maskedEnvValue(QByteArrayView key, QByteArrayView value);

} // namespace slipway
