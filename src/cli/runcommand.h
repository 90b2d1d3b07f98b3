// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/clicommand.h"
#include "cli/runreporter.h"
#include "cli/workspaceaccess.h"

namespace slipway {

class RunDriver;

/// `run`: a plan from its beginning (or from a step), or its preview.
class RunCommand final : public CliCommand
{
    Q_OBJECT
public:
    explicit RunCommand(const Console &console);
    ~RunCommand() override;

    static CommandSpec spec();
    void start(const Arguments &arguments) override;
    void interrupt() override;

private:
    /// Diagnostics of a file go to standard error; false when there are errors among them.
    bool report(const QString &file, const QList<Diagnostic> &diagnostics) const;
    void preview(const Workspace &workspace, const PlanFile &file,
                 const QMap<QString, QString> &inputs);
    void begin(RunSession &session, const Arguments &arguments, const Plan &plan);

    WorkspaceAccess m_access;
    std::unique_ptr<RunReporter> m_reporter;
    std::unique_ptr<RunDriver> m_driver;
    bool m_interrupted = false;
};

} // namespace slipway
