// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/clicommand.h"
#include "cli/workspaceaccess.h"

namespace slipway {

/// `notify test`: one message to a channel of the workspace, to see whether it arrives.
class NotifyTestCommand final : public CliCommand
{
    Q_OBJECT
public:
    explicit NotifyTestCommand(const Console &console) : CliCommand(console), m_access(console) { }

    static CommandSpec spec();
    void start(const Arguments &arguments) override;

private:
    void conclude(const QString &name, const Result<void> &sent);

    WorkspaceAccess m_access;
};

} // namespace slipway
