// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/clicommand.h"
#include "cli/runreporter.h"
#include "cli/workspaceaccess.h"

namespace slipway {

class RunDriver;

/// `resume`: carries on with a recorded run that has not finished.
class ResumeCommand final : public CliCommand
{
    Q_OBJECT
public:
    explicit ResumeCommand(const Console &console);
    ~ResumeCommand() override;

    static CommandSpec spec();
    void start(const Arguments &arguments) override;
    void interrupt() override;

private:
    void begin(RunSession &session, const Arguments &arguments);

    WorkspaceAccess m_access;
    std::unique_ptr<RunReporter> m_reporter;
    std::unique_ptr<RunDriver> m_driver;
    bool m_interrupted = false;
};

} // namespace slipway
