// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "env/schema/envschema.h"
#include "plan/yamlnode.h"

namespace slipway {

// One reader a format; readEnvSchema() chooses.
EnvSchemaReading readOwnSchema(const QByteArray &bytes);
EnvSchemaReading readJsonSchema(const QByteArray &bytes);
EnvSchemaReading readLinterSchemaFile(const QByteArray &bytes);
EnvSchemaReading readEnvSpec(const QByteArray &bytes);

/// Reads JSON with the places of its values. Places are unknown where YAML would not read it as
/// JSON does (tabs, surrogate pairs); what is no JSON has no root.
YamlReading readJson(const QByteArray &bytes);

/// What is wrong with a pattern, or nothing.
QString patternFault(const QString &pattern);

} // namespace slipway
