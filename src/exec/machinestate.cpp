// SPDX-License-Identifier: GPL-3.0-or-later
#include "exec/machinestate.h"

#include <algorithm>
#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

const std::array<std::pair<MachineState, QString>, 9> names{{
    {MachineState::Waiting, u"waiting"_s},
    {MachineState::Running, u"running"_s},
    {MachineState::Succeeded, u"succeeded"_s},
    {MachineState::Failed, u"failed"_s},
    {MachineState::TimedOut, u"timed-out"_s},
    {MachineState::Unreachable, u"unreachable"_s},
    {MachineState::Skipped, u"skipped"_s},
    {MachineState::Quarantined, u"quarantined"_s},
    {MachineState::Cancelled, u"cancelled"_s},
}};

} // namespace

QString toString(MachineState state)
{
    return std::ranges::find(names, state, &std::pair<MachineState, QString>::first)->second;
}

std::optional<MachineState> machineStateFromString(const QString &name)
{
    const auto *found = std::ranges::find(names, name, &std::pair<MachineState, QString>::second);
    return found == names.end() ? std::nullopt : std::optional(found->first);
}

MachineState stateOf(const CommandResult &result)
{
    if (!result.error)
        return result.exitCode == 0 && result.signalName.isEmpty() ? MachineState::Succeeded
                                                                   : MachineState::Failed;
    switch (result.error->code) {
    case ErrorCode::Timeout:
        return MachineState::TimedOut;
    case ErrorCode::Unreachable:
    case ErrorCode::Authentication:
    case ErrorCode::HostKey:
        return MachineState::Unreachable;
    case ErrorCode::Cancelled:
        return MachineState::Cancelled;
    default:
        return MachineState::Failed;
    }
}

bool isOver(MachineState state)
{
    return state != MachineState::Waiting && state != MachineState::Running;
}

} // namespace slipway
