// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/clicommand.h"
#include "cli/workspaceaccess.h"

namespace slipway {

/// `runs`: the recorded runs of a workspace, newest first.
class RunsCommand final : public CliCommand
{
    Q_OBJECT
public:
    explicit RunsCommand(const Console &console) : CliCommand(console), m_access(console) { }

    static CommandSpec spec();
    void start(const Arguments &arguments) override;

private:
    WorkspaceAccess m_access;
};

/// `runs show`: one run as it was.
class RunsShowCommand final : public CliCommand
{
    Q_OBJECT
public:
    explicit RunsShowCommand(const Console &console) : CliCommand(console), m_access(console) { }

    static CommandSpec spec();
    void start(const Arguments &arguments) override;

private:
    void show(const RecordedRun &run);
    void showOutput(Workspace &workspace, const RunId &run, const StepId &step);

    WorkspaceAccess m_access;
};

} // namespace slipway
