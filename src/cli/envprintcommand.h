// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/clicommand.h"

namespace slipway {

/// `env print`: what a loader reads from a file.
class EnvPrintCommand final : public CliCommand
{
    Q_OBJECT
public:
    explicit EnvPrintCommand(const Console &console) : CliCommand(console) { }

    static CommandSpec spec();
    void start(const Arguments &arguments) override;
};

} // namespace slipway
