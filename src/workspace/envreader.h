// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/fieldreader.h"
#include "workspace/envconfig.h"

namespace slipway {

/// Reads `env:` sections of a slipway.yaml.
class EnvReader
{
public:
    explicit EnvReader(FieldReader &fields) : m_fields(fields) { }

    /// That of the workspace or of an environment.
    EnvConfig read(const YamlNode &section);
    /// That of a server, which says where and how alone.
    EnvPlaceConfig readPlace(const YamlNode &section);

private:
    EnvPlaceConfig placeIn(const YamlNode &section, const QString &shape);
    void readPath(const YamlNode &node, EnvPlaceConfig &place);
    void readMode(const YamlNode &node, EnvPlaceConfig &place);
    std::optional<EnvDialect> readDialect(const YamlNode &node);
    void readSeverities(const YamlNode &node, EnvConfig &config);
    const YamlNode *value(const YamlNode &section, const QString &key) const;

    FieldReader &m_fields;
};

} // namespace slipway
