// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspace/serversreader.h"

#include "workspace/envreader.h"

#include "plan/suggestion.h"

#include <QCoreApplication>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::WorkspaceReader)
};

bool isServerName(const QString &name)
{
    static const QRegularExpression valid(u"\\A[A-Za-z0-9][A-Za-z0-9._-]*\\z"_s);
    return valid.match(name).hasMatch();
}

} // namespace

QList<Server> ServersReader::read(const YamlNode &environment)
{
    if (const YamlNode *groups = m_fields.value(environment, u"environment"_s, u"groups"_s))
        readGroups(*groups);
    QList<Server> servers;
    const YamlNode *node = m_fields.value(environment, u"environment"_s, u"servers"_s);
    if (!node || !m_fields.isMap(*node))
        return servers;
    for (const YamlEntry &entry : node->entries) {
        if (!isServerName(entry.key)) {
            m_fields.error(entry.place, u"name"_s,
                           Words::tr("‘%1’ is no name of a server: use letters, digits, ., _ "
                                     "and -.")
                               .arg(entry.key.left(40)));
        }
        m_serverPlaces.insert(ServerId(entry.key), entry.place);
        servers.append(readServer(entry));
    }
    checkJumps(servers);
    checkGroups(servers);
    return servers;
}

const YamlNode *ServersReader::value(const YamlNode &node, const QString &key) const
{
    return m_fields.value(node, u"server"_s, key);
}

void ServersReader::readGroups(const YamlNode &node)
{
    if (!m_fields.isMap(node))
        return;
    for (const YamlEntry &entry : node.entries) {
        m_groupPlaces.insert(entry.key, entry.place);
        if (entry.value.isNothing() || !m_fields.isMapOf(entry.value, u"group"_s))
            continue;
        if (const YamlNode *vars = m_fields.value(entry.value, u"group"_s, u"vars"_s))
            m_groupVars.insert(entry.key, readVars(*vars));
    }
}

/// Values of a server must not hide what it is.
QMap<QString, QString> ServersReader::readVars(const YamlNode &node)
{
    static const QStringList own{u"name"_s, u"host"_s, u"user"_s, u"port"_s};
    for (const YamlEntry &entry : node.entries) {
        if (own.contains(entry.key))
            m_fields.error(entry.place, u"reserved-name"_s,
                           Words::tr("‘server.%1’ is the server's own; give this value another "
                                     "name.")
                               .arg(entry.key));
        else if (!isIdentifier(entry.key))
            m_fields.error(entry.place, u"name"_s,
                           Words::tr("‘%1’ is no name that a text can use: use letters, digits, _ "
                                     "and -.")
                               .arg(entry.key.left(40)));
    }
    return m_fields.textMap(node);
}

Server ServersReader::readServer(const YamlEntry &entry)
{
    Server server;
    server.name = ServerId(entry.key);
    // A bare name is an alias of the person's own ssh configuration.
    server.host = entry.key;
    const YamlNode &node = entry.value;
    if (node.isNothing() || !m_fields.isMapOf(node, u"server"_s))
        return server;
    readAddress(node, server);
    if (const YamlNode *groups = value(node, u"groups"_s))
        server.groups = m_fields.texts(*groups);
    for (const QString &group : std::as_const(server.groups))
        server.vars.insert(m_groupVars.value(group));
    if (const YamlNode *vars = value(node, u"vars"_s))
        server.vars.insert(readVars(*vars));
    if (const YamlNode *env = value(node, u"env"_s))
        m_envPlaces.insert(server.name, EnvReader(m_fields).readPlace(*env));
    return server;
}

void ServersReader::readAddress(const YamlNode &node, Server &server)
{
    if (const YamlNode *host = value(node, u"host"_s)) {
        server.host = m_fields.filled(*host);
        // ssh would take such a host for an option.
        if (server.host.startsWith(u'-') || server.host.contains(u' '))
            m_fields.error(host->place, u"host"_s,
                           Words::tr("‘%1’ is no host name or address.").arg(server.host));
    }
    if (const YamlNode *user = value(node, u"user"_s))
        server.user = m_fields.filled(*user);
    if (const YamlNode *port = value(node, u"port"_s))
        server.port = m_fields.integer(*port, 1, 65'535).value_or(0);
    if (const YamlNode *jump = value(node, u"jump"_s)) {
        server.jump = m_fields.filled(*jump);
        m_jumpPlaces.insert(server.name, jump->place);
    }
    if (const YamlNode *identity = value(node, u"identity"_s))
        server.identity = m_fields.filled(*identity);
    if (const YamlNode *knownHosts = value(node, u"known_hosts"_s))
        server.knownHosts = m_fields.filled(*knownHosts);
}

void ServersReader::checkJumps(const QList<Server> &servers)
{
    QHash<QString, QString> jumps;
    QStringList names;
    for (const Server &server : servers) {
        jumps.insert(server.name.toString(), server.jump);
        names.append(server.name.toString());
    }
    QSet<QString> reported;
    for (const Server &server : servers) {
        if (server.jump.isEmpty())
            continue;
        const SourcePlace place = m_jumpPlaces.value(server.name);
        if (!jumps.contains(server.jump)) {
            m_fields.error(place, u"unknown-server"_s,
                           Words::tr("There is no server ‘%1’ to jump over.").arg(server.jump)
                               + suggestion(server.jump, names));
            continue;
        }
        QStringList way{server.name.toString()};
        while (!way.contains(jumps.value(way.last())) && !jumps.value(way.last()).isEmpty())
            way.append(jumps.value(way.last()));
        const bool isCycle = jumps.value(way.last()) == way.first();
        if (!isCycle || reported.contains(way.first()))
            continue;
        reported.unite(QSet<QString>(way.cbegin(), way.cend()));
        m_fields.error(place, u"jump-cycle"_s,
                       Words::tr("These servers are reached over one another: %1.")
                           .arg((way << way.first()).join(u" → "_s)));
    }
}

void ServersReader::checkGroups(const QList<Server> &servers)
{
    QSet<QString> used;
    for (const Server &server : servers)
        used.unite(QSet<QString>(server.groups.cbegin(), server.groups.cend()));
    for (const Server &server : servers) {
        if (used.contains(server.name.toString()))
            m_fields.error(m_serverPlaces.value(server.name), u"name-clash"_s,
                           Words::tr("‘%1’ is also the name of a group; a plan could not tell "
                                     "which is meant.")
                               .arg(server.name.toString()));
    }
    for (auto group = m_groupPlaces.cbegin(); group != m_groupPlaces.cend(); ++group) {
        if (!used.contains(group.key()))
            m_fields.warning(group.value(), u"empty-group"_s,
                             Words::tr("No server belongs to the group ‘%1’.").arg(group.key())
                                 + suggestion(group.key(), used.values()));
    }
}

} // namespace slipway
