// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/clicommand.h"

namespace slipway {

/// `env diff`: which keys two files differ in, without their values.
class EnvDiffCommand final : public CliCommand
{
    Q_OBJECT
public:
    explicit EnvDiffCommand(const Console &console) : CliCommand(console) { }

    static CommandSpec spec();
    void start(const Arguments &arguments) override;
};

} // namespace slipway
