// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/clicommand.h"

namespace slipway {

/// `plan check`: every finding of plan and workspace files.
class CheckCommand final : public CliCommand
{
    Q_OBJECT
public:
    explicit CheckCommand(const Console &console) : CliCommand(console) { }

    static CommandSpec spec();
    void start(const Arguments &arguments) override;
};

} // namespace slipway
