// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/task.h"
#include "cli/clicommand.h"
#include "cli/workspaceaccess.h"
#include "env/envexport.h"
#include "run/secretresolver.h"

namespace slipway {

/// `env export`: a .env file in another program's format, with its secrets.
class EnvExportCommand final : public CliCommand
{
    Q_OBJECT
public:
    explicit EnvExportCommand(const Console &console) : CliCommand(console), m_access(console) { }

    static CommandSpec spec();
    void start(const Arguments &arguments) override;

private:
    Task<void> printWithSecrets(SecretResolver &secrets, EnvReading reading);
    void print(const EnvReading &reading);

    WorkspaceAccess m_access;
    EnvExportFormat m_format = {};
    QString m_name;
    Task<void> m_task;
};

} // namespace slipway
