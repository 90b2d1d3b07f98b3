// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/clicommand.h"
#include "cli/workspaceaccess.h"

namespace slipway {

/// `plan show`: a plan, or a run's plan as it is, as text, JSON or a picture.
class ShowCommand final : public CliCommand
{
    Q_OBJECT
public:
    explicit ShowCommand(const Console &console) : CliCommand(console), m_access(console) { }

    static CommandSpec spec();
    /// Pictures need fonts, and so another kind of application object.
    static bool needsFonts(const Arguments &arguments);
    void start(const Arguments &arguments) override;

private:
    void show(const Plan &plan, const RunState *state, const WorkspaceConfig *config);
    QString statesText(const RunState &state) const;
    void write(const QByteArray &bytes);
    static QString formatOf(const Arguments &arguments);

    WorkspaceAccess m_access;
    Arguments m_arguments;
};

} // namespace slipway
