// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/commandspec.h"
#include "exec/fanout.h"
#include "exec/outputnormalizer.h"

namespace slipway {

/// What `ssh exec` was asked for, read from its options.
struct SshExecOptions
{
    enum class Format { Lines, Gathered, Json };
    enum class Confirmation { Ask, Given };

    Format format = Format::Lines;
    OutputNormalizer::Level level = OutputNormalizer::Level::Plain;
    int parallel = 0;
    FanOutPolicy::Settings policy;
    milliseconds pause{0};
    FanOut::Between between = FanOut::Between::GoOn;
    QString health; ///< address or local command; empty: none
    int connectRetries = 0;
    std::optional<milliseconds> connectTimeout;
    std::optional<milliseconds> idleTimeout;
    std::optional<milliseconds> timeout;
    QString log;
    Confirmation confirmation = Confirmation::Ask;
    bool isDryRun = false;

    static QList<OptionSpec> specs();
    /// InvalidInput names the option and its value.
    static Result<SshExecOptions> read(const Arguments &arguments);
};

} // namespace slipway
