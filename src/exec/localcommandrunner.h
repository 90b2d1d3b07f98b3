// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exec/commandrunner.h"

namespace slipway {

/// Runs commands on this machine, each in a session (so a process group) of its own, standard input
/// closed. A shell gets the script as `/bin/sh -e -c SCRIPT`: the first failing command ends it.
/// `shell` may name another one, also with arguments of its own ("bash -eu"); very long scripts are
/// passed as a file.
///
/// The child inherits the environment, except for secrets meant for Slipway itself. A process that
/// the script leaves running in the background may keep the output open: it is read for a grace
/// after the script's end, then said so and left. One that starts a session of its own escapes
/// cancelling.
class LocalCommandRunner final : public CommandRunner
{
public:
    struct Graces
    {
        milliseconds kill{3000};        ///< from TERM to KILL
        milliseconds endOfOutput{2000}; ///< from the script's end to leaving its output
    };

    /// `defaultFolder` is where a command without a cwd runs, and what a relative cwd is relative
    /// to.
    explicit LocalCommandRunner(QString defaultFolder);
    LocalCommandRunner(QString defaultFolder, Graces graces);

    std::unique_ptr<RunningCommand> start(Command command) override;

private:
    QString m_defaultFolder;
    Graces m_graces;
};

} // namespace slipway
