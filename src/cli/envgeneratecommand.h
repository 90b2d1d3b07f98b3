// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/clicommand.h"

namespace slipway {

/// `env generate`: a new secret on standard output.
class EnvGenerateCommand final : public CliCommand
{
    Q_OBJECT
public:
    explicit EnvGenerateCommand(const Console &console) : CliCommand(console) { }

    static CommandSpec spec();
    void start(const Arguments &arguments) override;
};

} // namespace slipway
