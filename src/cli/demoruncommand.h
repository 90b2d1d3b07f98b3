// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/clicommand.h"
#include "cli/runreporter.h"
#include "cli/workspaceaccess.h"

namespace slipway {

class DemoFleet;
class RunDriver;

/// `demo run`: starts the demo, drives its plan to the end and keeps pictures and the journal.
class DemoRunCommand final : public CliCommand
{
    Q_OBJECT
public:
    explicit DemoRunCommand(const Console &console);
    ~DemoRunCommand() override;

    static CommandSpec spec();
    void start(const Arguments &arguments) override;
    void interrupt() override;

private:
    void openWorkspace();
    void begin(RunSession &session);
    void onEvent(const RunEvent &event);
    void takePicture(const QString &name);
    void end(int exitCode);
    void sayWhatWasKept(int exitCode);

    std::unique_ptr<DemoFleet> m_fleet; ///< before m_access: connections end before servers do
    WorkspaceAccess m_access;
    Arguments m_arguments;
    Workspace *m_workspace = nullptr;
    RunSession *m_session = nullptr;
    std::unique_ptr<RunReporter> m_reporter;
    std::unique_ptr<RunDriver> m_driver;
    QStringList m_written; ///< paths, for the closing lines
    bool m_middleTaken = false;
    bool m_interrupted = false;
};

} // namespace slipway
