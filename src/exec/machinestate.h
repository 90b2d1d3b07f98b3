// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exec/commandrunner.h"

namespace slipway {

/// How far a machine is in a fan-out.
enum class MachineState {
    Waiting,     ///< its turn has not come, or it is tried again soon
    Running,     ///< it connects, or runs
    Succeeded,   ///< ended with 0
    Failed,      ///< another status, a signal, or the connection broke while it ran
    TimedOut,    ///< its time, or the time without output, ran out
    Unreachable, ///< no connection, no login, or a key that is not trusted: nothing was run
    Skipped,     ///< the fan-out stopped before its turn
    Quarantined, ///< left out from the start
    Cancelled,   ///< a person ended it, or before its turn
};

/// Stable machine name ("timed-out"), used in JSON and in logs.
QString toString(MachineState state);
/// nullopt for a word that names no state.
std::optional<MachineState> machineStateFromString(const QString &name);

/// What a result says about a machine that was begun.
MachineState stateOf(const CommandResult &result);
/// Nothing more will come from a machine in this state.
bool isOver(MachineState state);

} // namespace slipway
