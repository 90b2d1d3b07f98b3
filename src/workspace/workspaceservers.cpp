// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspace/workspaceservers.h"

#include "workspace/runcontext.h"

#include "exec/healthcheck.h"
#include "run/stepresolver.h"
#include "ssh/sshconnections.h"

namespace slipway {

WorkspaceServers::WorkspaceServers(const WorkspaceConfig &config, ConnectionsOf connectionsOf,
                                   HealthChecker &health)
    : m_config(config)
    , m_connectionsOf(std::move(connectionsOf))
    , m_health(health)
{ }

std::unique_ptr<HealthCheck> WorkspaceServers::startHealthCheck(const QString &what) const
{
    return m_health.start(what);
}

Result<QList<Server>> WorkspaceServers::find(const QStringList &on,
                                             const QString &environment) const
{
    const QList<Server> all
        = environmentOf(m_config, environment.isEmpty() ? m_config.environment : environment)
              .servers;
    if (on.isEmpty())
        return all;
    return StepResolver::serversOf(on, all);
}

SshConnections &WorkspaceServers::connections(const QString &environment) const
{
    return m_connectionsOf(environment.isEmpty() ? m_config.environment : environment);
}

CommandRunner &WorkspaceServers::runner(const ServerId &server, const QString &environment) const
{
    return connections(environment).runner(server.toString());
}

FileUploader &WorkspaceServers::uploader(const ServerId &server, const QString &environment) const
{
    return connections(environment).uploader(server.toString());
}

FileDownloader &WorkspaceServers::downloader(const ServerId &server,
                                             const QString &environment) const
{
    return connections(environment).downloader(server.toString());
}

ChannelOpener &WorkspaceServers::opener(const ServerId &server, const QString &environment) const
{
    return connections(environment).opener(server.toString());
}

SshForwards &WorkspaceServers::forwards(const QString &environment) const
{
    return connections(environment).forwards();
}

const StatusBoard &WorkspaceServers::statuses(const QString &environment) const
{
    return connections(environment).statuses();
}

RemoteFiles &WorkspaceServers::files(const ServerId &server, const QString &environment) const
{
    return connections(environment).files(server.toString());
}

FileTransfers &WorkspaceServers::transfers(const ServerId &server, const QString &environment) const
{
    return connections(environment).transfers(server.toString());
}

} // namespace slipway
