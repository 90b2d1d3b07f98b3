// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/envreading.h"

#include "env/dialects/dialectreaders.h"

namespace slipway {

EnvReading readEnv(QByteArrayView text, EnvDialect dialect, const EnvVariables &process)
{
    switch (dialect) {
    case EnvDialect::Dotenv:
        return readDotenv(text, process);
    case EnvDialect::Dotenvx:
        return readDotenvx(text, process);
    case EnvDialect::DotenvExpand:
        return readDotenvExpand(text, process);
    case EnvDialect::Node:
        return readNodeEnv(text, process);
    case EnvDialect::Compose:
        return readComposeEnv(text, process);
    case EnvDialect::Docker:
        return readDockerEnv(text, process);
    case EnvDialect::PythonDotenv:
        return readPythonDotenv(text, process);
    case EnvDialect::Ruby:
        return readRubyDotenv(text, process);
    case EnvDialect::Godotenv:
        return readGodotenv(text, process);
    case EnvDialect::Dotenvy:
        return readDotenvy(text, process);
    case EnvDialect::Systemd:
        return readSystemdEnv(text, process);
    case EnvDialect::Sh:
        return readShellEnv(text, process);
    }
    Q_UNREACHABLE_RETURN({});
}

} // namespace slipway
