// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "exec/fileuploader.h"
#include "run/executors/hostslots.h"
#include "run/stepexecutor.h"

#include <functional>

namespace slipway {

/// `upload`: a file of the workspace to each host. The evidence holds its hash on each.
class UploadExecutor final : public StepExecutor
{
public:
    using UploaderFor = std::function<FileUploader &(const ServerId &)>;

    /// `folder` is what the paths are relative to.
    UploadExecutor(UploaderFor uploaderFor, QString folder, Clock &clock, HostSlots &hostSlots);

    std::unique_ptr<StepExecution> start(const ExecutionRequest &request) override;

private:
    UploaderFor m_uploaderFor;
    QString m_folder;
    Clock &m_clock;
    HostSlots &m_hostSlots;
};

} // namespace slipway
