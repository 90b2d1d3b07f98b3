// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exec/commandrunner.h"

#include <functional>

namespace slipway {

struct MetricSpec;
struct MetricScript;
struct SourceServices;

/// What the setting `run` says, with its values quoted and its secrets apart; empty where there is
/// none. Errors as SourceServices has them.
Result<MetricScript> scriptOf(const MetricSpec &spec, const SourceServices &services);

/// One run of a script at a time, with what it printed, up to a limit. Deleting it ends the script.
class CapturedCommand
{
public:
    struct Ended
    {
        CommandResult result;
        QByteArray out;
        QByteArray err;

        /// The way to its server failed while this machine has no network: says nothing of it.
        bool isCutOff() const;
        /// The last line of an output, short and without control characters: for reasons.
        static QString lastLine(const QByteArray &output);
    };

    /// None may be under way. `done` is called once, never from inside this call, when `context`
    /// still lives.
    void start(CommandRunner &runner, Command command, milliseconds timeout, qint64 limit,
               QObject *context, const std::function<void(const Ended &)> &done);

private:
    std::unique_ptr<RunningCommand> m_running;
    QByteArray m_out;
    QByteArray m_err;
};

} // namespace slipway
