// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/systemclock.h"
#include "cli/terminalinput.h"
#include "cli/terminalprompter.h"
#include "workspace/environmentsecrets.h"
#include "workspace/workspace.h"

#include <QTemporaryDir>

namespace slipway {

/// A workspace opened for the command line, with the terminal for its questions, and the program's
/// environment and the system's keychain for its secrets.
class WorkspaceAccess
{
public:
    explicit WorkspaceAccess(const Console &console)
        : m_input(console)
        , m_prompter(m_input, console)
    { }

    /// Somebody else than the terminal answers questions; outlives the workspace.
    void setPrompter(SshPrompter &prompter) { m_asks = &prompter; }
    /// The one that findWorkspace() finds.
    Result<Workspace *> open(const QString &folder, const QString &planPath,
                             Workspace::Purpose purpose = Workspace::Purpose::Work);
    /// One of its own, which goes with this: `config` is its slipway.yaml.
    Result<Workspace *> openOwn(const QByteArray &config);
    /// `path` as the workspace wants it: as it is seen from the current folder, if it is there.
    static QString planPath(const QString &path);

    TerminalInput &input() { return m_input; }
    TerminalPrompter &prompter() { return m_prompter; }
    /// Those that the program was started with.
    const SecretSource &secrets() const { return m_secrets; }

private:
    TerminalInput m_input;
    TerminalPrompter m_prompter;
    SshPrompter *m_asks = &m_prompter;
    EnvironmentSecrets m_secrets;
    SystemClock m_clock;
    std::unique_ptr<QTemporaryDir> m_folder; ///< of openOwn()
    std::unique_ptr<Workspace> m_workspace;
};

/// `folder`, or where it is empty the workspace round `planPath` or round the current folder.
Result<QString> findWorkspace(const QString &folder, const QString &planPath);

/// The nearest folder from `start` upwards that holds a slipway.yaml; empty when none does.
QString workspaceRound(const QString &start);

} // namespace slipway
