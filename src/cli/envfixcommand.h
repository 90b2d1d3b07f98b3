// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/clicommand.h"
#include "env/envlinter.h"

namespace slipway {

/// `env fix`: mends what can be mended without changing a value.
class EnvFixCommand final : public CliCommand
{
    Q_OBJECT
public:
    explicit EnvFixCommand(const Console &console) : CliCommand(console) { }

    static CommandSpec spec();
    void start(const Arguments &arguments) override;

private:
    void report(const QString &path, const EnvLinter &linter, const EnvDocument &document) const;
};

} // namespace slipway
