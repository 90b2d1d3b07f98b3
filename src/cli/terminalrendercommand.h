// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/clicommand.h"
#include "terminal/terminalscreen.h"

#include <optional>

namespace slipway {

/// `terminal render`: the screen that bytes on standard input leave behind.
class TerminalRenderCommand final : public CliCommand
{
    Q_OBJECT
public:
    explicit TerminalRenderCommand(const Console &console) : CliCommand(console) { }

    static CommandSpec spec();
    void start(const Arguments &arguments) override;

private:
    enum class Format { Text, Json };

    void print(Format format) const;

    std::optional<TerminalScreen> m_screen;
};

} // namespace slipway
