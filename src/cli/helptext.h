// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/commands.h"

namespace slipway {

/// What `slipwayctl --help` prints.
QString generalHelp(const QList<CommandEntry> &commands);
/// A command's page: name, synopsis, description, options, exit status, examples. 80 columns.
QString commandHelp(const CommandSpec &spec);
/// The same pages as one manual page in man(7) macros.
QString manualPage(const QList<CommandEntry> &commands);

} // namespace slipway
