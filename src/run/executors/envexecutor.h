// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/envsettings.h"
#include "run/stepexecutor.h"

namespace slipway {

/// `env`: checks an env file as the editor does, on a worker thread. Each finding is a line of
/// output, `file:line:col: severity: message [Check]`; an error among them fails the step.
class EnvExecutor final : public StepExecutor
{
public:
    /// `folder` is what paths are relative to; what the step says goes before the settings.
    EnvExecutor(QString folder, EnvSettings settings);

    std::unique_ptr<StepExecution> start(const ExecutionRequest &request) override;

private:
    QString m_folder;
    EnvSettings m_settings;
};

} // namespace slipway
