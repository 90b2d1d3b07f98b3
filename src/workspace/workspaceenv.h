// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/delivery/envdelivery.h"
#include "run/envsettings.h"
#include "workspace/workspaceconfig.h"

namespace slipway {

class SshConnections;

/// What to deliver, and to whom. What is left out comes from slipway.yaml.
struct EnvTarget
{
    QStringList on;      ///< names of servers and groups
    QString environment; ///< empty: the one in use
    QString path;        ///< on the servers; template text
    std::optional<int> mode;
    std::optional<EnvDialect> dialect; ///< of the loader there
};

/// The env file of a workspace and its servers, for the window and the command line. Belongs to
/// its workspace, which outlives everything that is started here.
class WorkspaceEnv
{
public:
    using ConnectionsOf = std::function<SshConnections &(const QString &environment)>;
    /// InvalidInput, before anything is done, for unknown servers and where no path is known.
    using Started = Result<std::unique_ptr<RunningEnvDelivery>>;

    WorkspaceEnv(const WorkspaceConfig &config, ConnectionsOf connectionsOf,
                 SecretResolver &secrets);

    /// What holds in an environment; empty: the one in use.
    EnvSettings settings(const QString &environment = {}) const;
    /// The file itself, relative to the workspace: the environment's `env_file`, or else
    /// `.env.ENVIRONMENT`.
    QString file(const QString &environment = {}) const;
    /// Where the file stands on each server, in the order of the workspace.
    Result<QList<EnvPlace>> places(const EnvTarget &target) const;

    /// See EnvDelivery. `text` is the file here, with its references to secrets.
    Started compare(const QByteArray &text, const EnvTarget &target) const;
    Started push(const QByteArray &text, const EnvTarget &target) const;
    Started pull(const EnvTarget &target) const;
    /// Gives the secrets that a text refers to, for an export: see fillSecrets().
    SecretResolver &secrets() const { return m_secrets; }

private:
    QString nameOf(const EnvTarget &target) const;
    EnvSource sourceOf(const QByteArray &text, const EnvTarget &target) const;
    Result<EnvPlace> placeOn(const Server &server, const Environment &environment,
                             const EnvTarget &target) const;
    EnvDelivery deliveryTo(const QString &environment) const;

    const WorkspaceConfig &m_config;
    ConnectionsOf m_connectionsOf;
    SecretResolver &m_secrets;
};

} // namespace slipway
