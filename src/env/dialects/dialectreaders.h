// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/envreading.h"

namespace slipway {

// One reader a dialect; readEnv() chooses. Each says in its source file which loader it follows.
EnvReading readDotenv(QByteArrayView text, const EnvVariables &process);
EnvReading readDotenvx(QByteArrayView text, const EnvVariables &process);
EnvReading readDotenvExpand(QByteArrayView text, const EnvVariables &process);
EnvReading readNodeEnv(QByteArrayView text, const EnvVariables &process);
EnvReading readComposeEnv(QByteArrayView text, const EnvVariables &process);
EnvReading readDockerEnv(QByteArrayView text, const EnvVariables &process);
EnvReading readPythonDotenv(QByteArrayView text, const EnvVariables &process);
EnvReading readRubyDotenv(QByteArrayView text, const EnvVariables &process);
EnvReading readGodotenv(QByteArrayView text, const EnvVariables &process);
EnvReading readDotenvy(QByteArrayView text, const EnvVariables &process);
EnvReading readSystemdEnv(QByteArrayView text, const EnvVariables &process);
EnvReading readShellEnv(QByteArrayView text, const EnvVariables &process);

} // namespace slipway
