// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "env/envreading.h"

namespace slipway {

/// What a file of variables can be turned into.
enum class EnvExportFormat {
    Compose,          ///< env_file of Docker Compose
    Docker,           ///< docker run --env-file
    Systemd,          ///< EnvironmentFile= of a unit
    Sh,               ///< to be sourced by a POSIX shell
    Json,             ///< one object of strings
    Yaml,             ///< one mapping of strings
    KubernetesSecret, ///< a Secret with base64 data
};

/// Variables in the format's own quoting, in their order. The formats that are read by a loader are
/// read back before they are returned. InvalidInput names the first key whose name or value the
/// format cannot hold: nothing is ever written that would be read as something else.
///
/// A key without a value is `KEY` alone for Compose and Docker (taken from where they run), null in
/// JSON and YAML, and a comment elsewhere. What the reading has as errors is not in it: look at
/// those first. `name` is that of a Kubernetes Secret.
Result<QByteArray> exportEnv(const EnvReading &reading, EnvExportFormat format,
                             const QString &name = {});

const QList<EnvExportFormat> &allEnvExportFormats();
/// "compose", "docker", "systemd", "sh", "json", "yaml", "kubernetes".
QString toString(EnvExportFormat format);
std::optional<EnvExportFormat> envExportFormatFromString(QStringView name);

} // namespace slipway
