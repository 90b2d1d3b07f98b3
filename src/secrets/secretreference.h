// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "secrets/secretname.h"

namespace slipway {

/// `slipway://secret/NAME`: what stands in a file in the place of a secret that is kept elsewhere.
QString secretReference(const SecretName &name);

/// Whether a value is meant as a reference, be it right or wrong.
bool isSecretReference(QStringView value);

/// The name that a reference names. InvalidInput for anything else; the value is not repeated.
Result<SecretName> nameInSecretReference(const QString &value);

} // namespace slipway
