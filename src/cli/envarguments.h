// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/commandspec.h"
#include "env/envfile.h"
#include "env/envreading.h"

namespace slipway {

// What the `env` commands have in common.

/// "--dialect D[,D]", with the names of all dialects in its help.
OptionSpec dialectOption(const QString &help);
/// The dialects that the option names, `fallback` when it is not given. InvalidInput, with the one
/// that was probably meant, for an unknown name.
Result<QList<EnvDialect>> dialectsOf(const Arguments &arguments, const QList<EnvDialect> &fallback);
/// Of options "--env K=V": what the loader finds in its process.
OptionSpec processOption();
Result<EnvVariables> processOf(const Arguments &arguments);
/// "-" reads standard input.
Result<QByteArray> readEnvInput(const QString &path);
/// A JSON text of bytes that should be UTF-8; what is not becomes U+FFFD.
QByteArray jsonText(QByteArrayView text);

} // namespace slipway
