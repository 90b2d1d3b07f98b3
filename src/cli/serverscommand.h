// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/systemclock.h"
#include "cli/clicommand.h"
#include "cli/workspaceaccess.h"
#include "workspace/workspaceservers.h"

namespace slipway {

/// What the commands on a workspace's servers have in common.
class ServersCommand : public CliCommand
{
    Q_OBJECT
public:
    explicit ServersCommand(const Console &console) : CliCommand(console), m_access(console) { }

protected:
    static OptionSpec environmentOption();
    static OptionSpec workspaceOption();
    /// Hosts of no workspace, in place of one.
    static OptionSpec hostOption();
    /// One password for all that ask for one.
    static OptionSpec passwordOption();
    /// Names and groups, separated by commas, in one option or several.
    static QStringList namesIn(const QStringList &values);

    /// Opens the workspace, or one of the hosts that --host names, and finds the servers; all of
    /// them without names. On an error it ends the command and returns nullopt.
    std::optional<QList<Server>> open(const Arguments &arguments, const QStringList &names);
    WorkspaceAccess &access() { return m_access; }
    const WorkspaceServers &servers() const { return m_workspace->servers(); }
    const QString &environment() const { return m_environment; }
    /// With which `ssh trust` finds the servers that were opened.
    const QStringList &trustOptions() const { return m_trustOptions; }
    Clock &clock() { return m_clock; }

private:
    Result<Workspace *> openWorkspace(const Arguments &arguments);

    SystemClock m_clock;
    WorkspaceAccess m_access;
    Workspace *m_workspace = nullptr;
    QString m_environment;
    QStringList m_trustOptions;
};

/// "web-1: exit status 3", "web-1 did not answer …"; empty for a success.
QString failureOf(const QString &machine, const CommandResult &result);

} // namespace slipway
