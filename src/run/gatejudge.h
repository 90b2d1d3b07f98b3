// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "metrics/gate.h"
#include "plan/action.h"

#include <QDateTime>
#include <QFuture>

namespace slipway {

/// Judges the metrics of gates by what was measured: the same samples give the same verdict,
/// whoever asks and whenever.
class GateJudge
{
public:
    GateJudge() = default;
    virtual ~GateJudge() = default;
    Q_DISABLE_COPY_MOVE(GateJudge)

    /// When the gate's last window is over and all of its measurements have come; NotFound for a
    /// metric that there is not.
    virtual Result<QDateTime> decidesAt(const GateAction &gate, const QDateTime &from) const = 0;
    /// On all of its metrics together, by what was measured long enough before `now` to be
    /// complete. Resolves on any thread.
    virtual QFuture<Result<GateVerdict>> judge(const GateAction &gate, const QDateTime &from,
                                               const QDateTime &now)
        = 0;
};

} // namespace slipway
