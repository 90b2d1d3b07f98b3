// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/secret.h"

#include <functional>

namespace slipway {

/// Every text under which a secret may show up: itself, its lines and JSON leaves, and each of
/// those URL-, JSON-, XML-, shell-, hex- and base64-encoded. A form is valid during its call only
/// and wiped after it; none is shorter than `minimum` bytes; one may come more than once.
void forEachSecretForm(const Secret &secret, qsizetype minimum,
                       const std::function<void(QByteArrayView form)> &visit);

/// The secret without the white space round it, which a file or a prompt may have added.
QByteArrayView trimmedSecret(const Secret &secret);

} // namespace slipway
