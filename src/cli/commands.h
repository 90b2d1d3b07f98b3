// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/clicommand.h"

namespace slipway {

/// A command of the program: its description, and how to make one.
struct CommandEntry
{
    CommandSpec spec;
    std::function<std::unique_ptr<CliCommand>(const Console &)> make;
};

/// In the order of the help.
QList<CommandEntry> allCommands();

/// The command that `words` name and what is left of them. Fails with a hint.
struct ChosenCommand
{
    CommandEntry entry;
    QStringList rest;
};
Result<ChosenCommand> chooseCommand(const QStringList &words);

/// Whether pictures will be drawn, which takes fonts.
bool needsFonts(const QString &command, const Arguments &arguments);

} // namespace slipway
