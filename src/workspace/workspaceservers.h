// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "workspace/workspaceconfig.h"

#include "exec/bytechannel.h"
#include "exec/commandrunner.h"
#include "exec/filedownloader.h"
#include "exec/filetransfers.h"
#include "exec/fileuploader.h"

#include <functional>
#include <memory>

namespace slipway {

class HealthCheck;
class HealthChecker;
class SshConnections;
class SshForwards;
class StatusBoard;

/// The servers of a workspace for work by hand, over the connections that its runs use too. Belongs
/// to its workspace, which outlives everything that is started here.
class WorkspaceServers
{
public:
    using ConnectionsOf = std::function<SshConnections &(const QString &environment)>;

    WorkspaceServers(const WorkspaceConfig &config, ConnectionsOf connectionsOf,
                     HealthChecker &health);

    /// Those that names and groups name, in the order of the workspace, each once; all of them
    /// without a name. An empty environment is the one in use. InvalidInput for an unknown name.
    Result<QList<Server>> find(const QStringList &on, const QString &environment = {}) const;

    CommandRunner &runner(const ServerId &server, const QString &environment = {}) const;
    FileUploader &uploader(const ServerId &server, const QString &environment = {}) const;
    FileDownloader &downloader(const ServerId &server, const QString &environment = {}) const;
    ChannelOpener &opener(const ServerId &server, const QString &environment = {}) const;
    /// Port forwards, for the window's list. As long as the workspace.
    SshForwards &forwards(const QString &environment = {}) const;
    /// How it stands with the connections; its signal tells of changes. As long as the workspace.
    const StatusBoard &statuses(const QString &environment = {}) const;
    RemoteFiles &files(const ServerId &server, const QString &environment = {}) const;
    FileTransfers &transfers(const ServerId &server, const QString &environment = {}) const;
    /// Between two batches of servers: an address that is to answer, or a command of this machine,
    /// run in the workspace's folder.
    std::unique_ptr<HealthCheck> startHealthCheck(const QString &what) const;

private:
    SshConnections &connections(const QString &environment) const;

    const WorkspaceConfig &m_config;
    ConnectionsOf m_connectionsOf;
    HealthChecker &m_health;
};

} // namespace slipway
