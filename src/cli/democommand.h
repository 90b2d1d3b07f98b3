// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/clicommand.h"

namespace slipway {

class DemoFleet;

/// `demo up`: the demo's servers, until they are told to end.
class DemoUpCommand final : public CliCommand
{
    Q_OBJECT
public:
    explicit DemoUpCommand(const Console &console);
    ~DemoUpCommand() override;

    static CommandSpec spec();
    void start(const Arguments &arguments) override;
    void interrupt() override;

private:
    std::unique_ptr<DemoFleet> m_fleet;
};

/// `demo prepare`: the demo's workspace alone.
class DemoPrepareCommand final : public CliCommand
{
    Q_OBJECT
public:
    explicit DemoPrepareCommand(const Console &console) : CliCommand(console) { }

    static CommandSpec spec();
    void start(const Arguments &arguments) override;
};

} // namespace slipway
