// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "exec/fileuploader.h"
#include "run/executors/hostslots.h"
#include "run/secretresolver.h"
#include "run/stepexecutor.h"

#include "env/envdialect.h"

#include <functional>

namespace slipway {

/// `upload`: a file of the workspace to each host. The evidence holds its hash on each. Of an env
/// file the version before is kept, and secrets that it refers to are put into their places.
class UploadExecutor final : public StepExecutor
{
public:
    using UploaderFor = std::function<FileUploader &(const ServerId &)>;

    /// `folder` is what the paths are relative to.
    UploadExecutor(UploaderFor uploaderFor, QString folder, Clock &clock, HostSlots &hostSlots);

    /// What is to be known of env files to upload them. `resolver` outlives the executor.
    struct EnvFiles
    {
        SecretResolver &resolver;
        EnvDialect dialect = EnvDialect::Dotenv; ///< of the loader that reads them there
        QString path; ///< the environment's own file, whatever its name; relative to the folder
    };
    /// Without it every file goes as it is.
    void setEnvFiles(const EnvFiles &files) { m_envFiles.emplace(files); }

    std::unique_ptr<StepExecution> start(const ExecutionRequest &request) override;

private:
    UploaderFor m_uploaderFor;
    QString m_folder;
    Clock &m_clock;
    HostSlots &m_hostSlots;
    std::optional<EnvFiles> m_envFiles;
};

} // namespace slipway
