// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "workspace/workspaceconfig.h"

#include "plan/fieldreader.h"

namespace slipway {

/// Reads the servers of one environment, with the values of their groups filled in.
class ServersReader
{
public:
    explicit ServersReader(FieldReader &fields) : m_fields(fields) { }

    /// Reads the keys `servers` and `groups` of an environment.
    QList<Server> read(const YamlNode &environment);
    /// What those servers say of the place of their env file.
    const QMap<ServerId, EnvPlaceConfig> &envPlaces() const { return m_envPlaces; }

private:
    void readGroups(const YamlNode &node);
    Server readServer(const YamlEntry &entry);
    void readAddress(const YamlNode &node, Server &server);
    QMap<QString, QString> readVars(const YamlNode &node);
    void checkJumps(const QList<Server> &servers);
    void checkGroups(const QList<Server> &servers);
    const YamlNode *value(const YamlNode &node, const QString &key) const;

    FieldReader &m_fields;
    QMap<QString, QMap<QString, QString>> m_groupVars;
    QMap<QString, SourcePlace> m_groupPlaces;
    QMap<ServerId, EnvPlaceConfig> m_envPlaces;
    QHash<ServerId, SourcePlace> m_serverPlaces;
    QHash<ServerId, SourcePlace> m_jumpPlaces;
};

} // namespace slipway
