// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exec/commandrunner.h"

namespace slipway {

/// Runs commands on this machine, each in a process group of its own, standard input closed.
class LocalCommandRunner final : public CommandRunner
{
public:
    /// `defaultFolder` is where a command without a cwd runs, and what a relative cwd is relative
    /// to.
    explicit LocalCommandRunner(QString defaultFolder);

    std::unique_ptr<RunningCommand> start(Command command) override;

private:
    QString m_defaultFolder;
};

} // namespace slipway
