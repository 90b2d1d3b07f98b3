// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/clicommand.h"
#include "terminal/vtermharness.h"

namespace slipway {

/// `terminal harness`: answers the scripts that test libvterm.
class TerminalHarnessCommand final : public CliCommand
{
    Q_OBJECT
public:
    explicit TerminalHarnessCommand(const Console &console) : CliCommand(console) { }

    static CommandSpec spec();
    void start(const Arguments &arguments) override;

private:
    void read(QByteArrayView bytes);

    VtermHarness m_harness;
    QByteArray m_rest; ///< a line that is not complete
};

} // namespace slipway
