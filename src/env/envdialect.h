// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

#include <optional>

namespace slipway {

/// A program that reads `.env` files, each in its own way: there is no one format.
enum class EnvDialect {
    Dotenv,       ///< dotenv for Node.js
    Dotenvx,      ///< dotenvx, which also expands
    DotenvExpand, ///< dotenv with dotenv-expand after it
    Node,         ///< util.parseEnv and `node --env-file`
    Compose,      ///< Docker Compose
    Docker,       ///< docker run --env-file
    PythonDotenv, ///< python-dotenv
    Ruby,         ///< the dotenv gem
    Godotenv,     ///< godotenv for Go
    Dotenvy,      ///< dotenvy for Rust
    Systemd,      ///< EnvironmentFile= of a systemd unit
    Sh,           ///< `set -a; . file` in a POSIX shell
};

/// All of them, in the order above.
const QList<EnvDialect> &allEnvDialects();
/// The name in files and on the command line: "dotenv", "dotenv-expand", "python-dotenv", "sh"…
QString toString(EnvDialect dialect);
std::optional<EnvDialect> envDialectFromString(QStringView name);

} // namespace slipway
