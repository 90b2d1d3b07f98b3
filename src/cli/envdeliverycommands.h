// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/clicommand.h"
#include "cli/workspaceaccess.h"
#include "env/envfile.h"
#include "workspace/workspaceenv.h"

#include <QJsonArray>

namespace slipway {

/// What the commands between an env file here and the workspace's servers have in common. Values
/// are never printed; secrets are put in for the servers alone.
class EnvDeliveryCommand : public CliCommand
{
    Q_OBJECT
public:
    explicit EnvDeliveryCommand(const Console &console) : CliCommand(console), m_access(console) { }

    void start(const Arguments &arguments) final;
    /// Ends when all servers have.
    void interrupt() override;

protected:
    static CommandSpec specOf(const QString &name);

    /// With the workspace opened and the file found.
    virtual void begin(const Arguments &arguments) = 0;

    const WorkspaceEnv &env() const { return m_workspace->env(); }
    const EnvTarget &target() const { return m_target; }
    /// Of the file here.
    const QString &path() const { return m_path; }
    /// Where the file stands on a server, for messages: "web-1:/srv/app/.env".
    QString placeOn(const ServerId &server) const;
    /// Says of each server that fails why; then `done` gets the exit code.
    RunningEnvDelivery *follow(WorkspaceEnv::Started started,
                               std::function<void(int exitCode)> done);

private:
    Result<EnvTarget> targetOf(const Arguments &arguments) const;

    WorkspaceAccess m_access;
    Workspace *m_workspace = nullptr;
    EnvTarget m_target;
    QString m_path;
    QMap<ServerId, EnvPlace> m_places;
    std::unique_ptr<RunningEnvDelivery> m_running;
    int m_exitCode = 0;
    bool m_isInterrupted = false;
};

/// `env compare`: what would change on the servers, by key.
class EnvCompareCommand final : public EnvDeliveryCommand
{
    Q_OBJECT
public:
    using EnvDeliveryCommand::EnvDeliveryCommand;

    static CommandSpec spec();

private:
    void begin(const Arguments &arguments) override;
    void print(const ServerId &server, const EnvComparison &comparison);
    void collect(const ServerId &server, const EnvComparison &comparison);

    bool m_differs = false;
    QJsonArray m_servers;
};

/// `env push`: uploads the file.
class EnvPushCommand final : public EnvDeliveryCommand
{
    Q_OBJECT
public:
    using EnvDeliveryCommand::EnvDeliveryCommand;

    static CommandSpec spec();

private:
    void begin(const Arguments &arguments) override;
};

/// `env pull`: takes over what a server has, key by key.
class EnvPullCommand final : public EnvDeliveryCommand
{
    Q_OBJECT
public:
    using EnvDeliveryCommand::EnvDeliveryCommand;

    static CommandSpec spec();

private:
    void begin(const Arguments &arguments) override;
    void pull();
    void merge(const QByteArray &theirs);

    EnvFileContent m_mine;
    std::optional<EnvComparison> m_comparison;
    std::optional<QByteArray> m_pulled;
    bool m_printsOnly = false;
};

} // namespace slipway
