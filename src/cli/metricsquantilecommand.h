// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/clicommand.h"

namespace slipway {

/// `metrics quantile`: of each histogram of a text exposition on standard input.
class MetricsQuantileCommand final : public CliCommand
{
    Q_OBJECT
public:
    using CliCommand::CliCommand;

    static CommandSpec spec();
    void start(const Arguments &arguments) override;

private:
    void print(double quantile);

    QByteArray m_text;
    bool m_isJson = false;
};

} // namespace slipway
