// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/secret.h"
#include "cli/clicommand.h"
#include "cli/terminalinput.h"

namespace slipway {

/// `env set`: gives a key a value that comes through standard input, never as an argument.
class EnvSetCommand final : public CliCommand
{
    Q_OBJECT
public:
    explicit EnvSetCommand(const Console &console) : CliCommand(console), m_input(console) { }

    static CommandSpec spec();
    void start(const Arguments &arguments) override;

private:
    void write(const Arguments &arguments, const Secret &value);

    TerminalInput m_input;
};

} // namespace slipway
