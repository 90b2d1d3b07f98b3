// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/envexport.h"

namespace slipway {

// Why a variable cannot be exported, without its value.
std::unexpected<Error> cannotExportName(const QByteArray &key, EnvExportFormat format);
std::unexpected<Error> cannotExportValue(const EnvValue &value, EnvExportFormat format);

// The formats whose texts are not lines of assignments.
Result<QByteArray> exportJson(const EnvReading &reading);
Result<QByteArray> exportYaml(const EnvReading &reading);
Result<QByteArray> exportKubernetesSecret(const EnvReading &reading, const QString &name);

} // namespace slipway
