// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/runstate.h"

namespace slipway {

/// Tells a person or a program what happens in a run, as it happens.
class RunReporter
{
public:
    RunReporter() = default;
    virtual ~RunReporter() = default;
    Q_DISABLE_COPY_MOVE(RunReporter)

    /// `state` has the event applied already.
    virtual void event(const RunEvent &event, const RunState &state) = 0;
    virtual void output(const OutputChunk &chunk) = 0;
    /// The last call.
    virtual void finished(const RunState &state) = 0;
};

} // namespace slipway
